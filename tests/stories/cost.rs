use super::Program;

pub fn story(program: &Program) {
    a_fork_grows_with_the_memory(program);
    what_would_crowd_the_machine_is_left_out(program);
    #[cfg(target_os = "linux")]
    what_the_system_refuses_is_left_out(program);
    other_words_are_refused(program);
}

/// What stands in a row: the milliseconds of a fork and of a spawn, if it was not left out.
type Times = Option<[f64; 2]>;

fn a_fork_grows_with_the_memory(program: &Program) {
    // The machine may have other things to do, and do them while the first row is measured. So out
    // of five runs, one has to show it.
    assert!((0..5).any(|_| grows(program)), "in none of five runs");
}

fn grows(program: &Program) -> bool {
    let run = program.start_after(small_pages, &[]).finish();
    let rows = rows(&run.lines(), &[0, 64, 256, 1024]);
    let some: Vec<[f64; 2]> = rows.into_iter().flatten().collect();
    let first = some.first().expect("for a size of 0 there is room");
    let last = some.last().expect("there is a first one");
    // Where only the first row has room, there is nothing to see.
    let [forks, spawns] = [0, 1].map(|which| last[which] - first[which]);
    some.len() == 1 || last[0] > 2.0 * first[0] && (!FLAT || spawns < forks / 4.0)
}

/// Where std can leave it to posix_spawn. Elsewhere it forks, and a spawn grows as a fork does.
const FLAT: bool = cfg!(any(
    target_os = "linux",
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "illumos"
));

/// Where Linux gives out huge pages unasked, the tables for 1024 MiB have 512 entries, and to copy
/// them may take too little time to be seen.
fn small_pages() {
    // SAFETY: this prctl takes nothing but numbers.
    #[cfg(target_os = "linux")]
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, 1, 0, 0, 0)
    };
}

fn what_would_crowd_the_machine_is_left_out(program: &Program) {
    // SAFETY: sysconf takes nothing but a number.
    let told = |name| unsafe { libc::sysconf(name) } as i64;
    let half = (told(libc::_SC_PHYS_PAGES) * told(libc::_SC_PAGESIZE)) >> 21;
    let sizes = [0, half + 1, 4294967295];
    let words = sizes.map(|size| size.to_string());
    let run = program.run(&[&words[0], &words[1], &words[2]]);
    let lines = run.lines();
    let rows = rows(&lines, &sizes);
    assert_eq!(rows.map(|times| times.is_some()), [true, false, false]);
    for line in &lines[2..] {
        assert!(line.contains("more than half of the memory"), "{run:?}");
    }
}

/// Elsewhere the limit is not kept.
#[cfg(target_os = "linux")]
fn what_the_system_refuses_is_left_out(program: &Program) {
    let limit = || {
        let bytes = libc::rlimit {
            rlim_cur: 512 << 20,
            rlim_max: 512 << 20,
        };
        // SAFETY: bytes lives until the call returns.
        unsafe { libc::setrlimit(libc::RLIMIT_AS, &bytes) };
    };
    let run = program.start_after(limit, &["600", "1"]).finish();
    let lines = run.lines();
    let rows = rows(&lines, &[600, 1]);
    assert_eq!(rows.map(|times| times.is_some()), [false, true]);
}

fn other_words_are_refused(program: &Program) {
    for word in ["", "much", "-1", "1.5", "64M", "4294967296", "--help"] {
        let run = program.run(&["0", word]);
        assert!(run.complaint(2).starts_with("usage: "), "{run:?}");
        assert_eq!(run.stdout, "", "{word:?}");
    }
}

/// A row for each size, in the order in which they were asked for. Each bar is as long as its time
/// says, on a scale on which the longest of all has 24 signs.
fn rows<const N: usize>(lines: &[&str], sizes: &[i64; N]) -> [Times; N] {
    assert_eq!(lines.len(), N + 1, "a heading and the rows: {lines:#?}");
    let mut bars = Vec::new();
    let mut line = lines[1..].iter();
    let rows = sizes.map(|size| {
        let cells: Vec<&str> = line.next().expect("counted").split_whitespace().collect();
        assert_eq!(cells[0], size.to_string(), "{lines:#?}");
        if cells[1..3] == ["left", "out:"] {
            assert!(cells.len() > 3, "without a reason: {lines:#?}");
            return None;
        }
        let [_, forked, "ms", fork_bar, spawned, "ms", spawn_bar] = cells[..] else {
            panic!("{lines:#?}")
        };
        Some(
            [(forked, fork_bar), (spawned, spawn_bar)].map(|(time, bar)| {
                let time: f64 = time.parse().expect(time);
                assert!(
                    time > 0.0 && bar.chars().all(|sign| sign == '#'),
                    "{lines:#?}"
                );
                bars.push((time, bar.len() as f64));
                time
            }),
        )
    });
    let longest = bars.iter().map(|(time, _)| *time).fold(0.0, f64::max);
    for (time, signs) in bars {
        let exact = (24.0 * time / longest).max(1.0);
        assert!((signs - exact).abs() < 0.6, "{time} ms: {lines:#?}");
    }
    rows
}
