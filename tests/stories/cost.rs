use std::os::unix::fs::PermissionsExt;
use std::{env, fs};

use super::{Folder, Program, Run};

pub fn story(program: &Program) {
    // The machine may have other things to do, and do them while the first row is measured. So out
    // of five runs, one has to show it.
    assert!((0..5).any(|_| a_fork_grows_with_the_memory(program)));
}

fn a_fork_grows_with_the_memory(program: &Program) -> bool {
    let run = program.prepared(small_pages).run(&[]);
    let [first, .., last] = rows(&run)[..] else { panic!("{run:?}") };
    let [forks, spawns] = [0, 1].map(|which| last[which] - first[which]);
    last[0] > 2.0 * first[0] && (!FLAT || spawns < forks / 4.0)
}

/// Where std can leave it to posix_spawn. Elsewhere it forks, and a spawn grows as a fork does.
const FLAT: bool = cfg!(any(
    target_os = "linux",
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "illumos"
));

/// Where Linux gives out huge pages unasked, the tables for 256 MiB have 128 entries, and to copy
/// them may take too little time to be seen.
fn small_pages() {
    // SAFETY: this prctl takes only numbers.
    #[cfg(target_os = "linux")]
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, 1, 0, 0, 0)
    };
}

/// The milliseconds of a fork and of a spawn, with more memory from row to row.
fn rows(run: &Run) -> Vec<[f64; 2]> {
    let lines = run.lines();
    let sizes = ["0", "16", "64", "256"];
    assert_eq!(lines.len(), 1 + sizes.len(), "{run:?}");
    let row = |(line, size): (&&str, &str)| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let [mib, forked, "ms", spawned, "ms"] = cells[..] else { panic!("{line:?}") };
        assert_eq!(mib, size, "{run:?}");
        let times = [forked, spawned].map(|time| time.parse().expect("a number"));
        assert!(times.iter().all(|time| *time > 0.0), "{run:?}");
        times
    };
    lines[1..].iter().zip(sizes).map(row).collect()
}

/// There is a `true` in PATH that fails.
pub fn a_command_that_failed_is_no_measurement(program: &Program) {
    let folder = Folder::new();
    let command = folder.file("true");
    fs::write(&command, "#!/bin/sh\nexit 3\n").expect("a script");
    fs::set_permissions(&command, PermissionsExt::from_mode(0o755)).expect("it can be run");
    let path = format!("PATH={}:{}", folder.0.display(), env::var("PATH").unwrap_or_default());
    let run = program.under(&["env", &path]).run(&[]);
    assert!(run.complaint(1).contains("true: "), "{run:?}");
    assert!(!run.stdout.contains("ms"), "{run:?}");
}
