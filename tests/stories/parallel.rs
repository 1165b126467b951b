use super::{Program, numbers};

pub fn story(program: &Program) {
    the_children_count_what_one_process_counts(program);
    every_limit_is_kept(program);
    #[cfg(target_os = "linux")]
    one_core_is_no_failure(program);
    a_child_that_dies_is_named(program);
    other_words_are_refused(program);
}

fn the_children_count_what_one_process_counts(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    let [limit, cores] = numbers(lines[0])[..] else {
        panic!("{run:?}")
    };
    let (children, rest) = lines[1..].split_at(2 * cores as usize);
    let (started, ended) = children.split_at(cores as usize);

    // Each child comes in once, in whatever order, with its share of the primes. The shares are
    // about even: somebody may have a block more than the others, which holds at most 168 primes.
    let total = primes_below(limit);
    let mut pids: Vec<i64> = started.iter().map(|line| numbers(line)[0]).collect();
    let mut sum = 0;
    for line in ended {
        let [pid, count] = numbers(line)[..] else {
            panic!("{run:?}")
        };
        assert_eq!(*line, format!("child {pid} counted {count}"));
        let place = pids.iter().position(|&started| started == pid);
        pids.remove(place.unwrap_or_else(|| panic!("{pid} was not started: {run:?}")));
        let share = total / cores;
        assert!((count - share).abs() <= share / 50 + 168, "{run:?}");
        sum += count;
    }
    assert_eq!(sum, total, "{run:?}");

    // Both sums are printed, and the speed-up is that of the times, as far as their digits tell.
    let [together, alone, gain] = rest else {
        panic!("{run:?}")
    };
    let [together, alone] = [("together", together), ("alone", alone)].map(|(who, line)| {
        let [count, seconds, milliseconds] = numbers(line)[..] else {
            panic!("{run:?}")
        };
        assert!(line.starts_with(who), "{run:?}");
        assert_eq!(count, total, "{run:?}");
        (seconds * 1000 + milliseconds) as f64
    });
    let hundredths = gain.strip_prefix("speed-up ").map(numbers);
    let Some([whole, hundredths]) = hundredths.as_deref() else {
        panic!("{run:?}")
    };
    let gain = (whole * 100 + hundredths) as f64 / 100.0;
    let least = (alone - 0.5) / (together + 0.5);
    let most = (alone + 0.5) / (together - 0.5).max(0.0);
    assert!(least - 0.006 <= gain && gain <= most + 0.006, "{run:?}");
}

/// Around the first primes, and around the ends of the blocks in which the numbers are dealt out.
fn every_limit_is_kept(program: &Program) {
    for limit in [0, 1, 2, 3, 4, 997, 998, 1000, 1001, 3000, 3002] {
        let run = program.run(&[&limit.to_string()]);
        let totals: Vec<i64> = run
            .lines()
            .iter()
            .filter(|line| line.contains(" primes "))
            .map(|line| numbers(line)[0])
            .collect();
        assert_eq!(totals, [primes_below(limit); 2], "{run:?}");
    }
}

/// Elsewhere a process cannot be bound to one core.
#[cfg(target_os = "linux")]
fn one_core_is_no_failure(program: &Program) {
    let bind = || {
        // SAFETY: of all sets of cores, the empty one is all zeros. The calls take and fill in
        // nothing but this set.
        unsafe {
            let mut cores: libc::cpu_set_t = std::mem::zeroed();
            libc::CPU_SET(libc::sched_getcpu() as usize, &mut cores);
            libc::sched_setaffinity(0, size_of_val(&cores), &cores);
        }
    };
    let run = program.start_after(bind, &["1000"]).finish();
    let lines = run.lines();
    assert_eq!(lines[0], "primes below 1000, cores: 1");
    assert_eq!(lines.len(), 6, "one child only: {run:?}");
    assert!(lines[5].contains("nothing to gain"), "{run:?}");
}

fn a_child_that_dies_is_named(program: &Program) {
    // It would count for half an hour, so it is not done before it is killed.
    let mut running = program.start(&["1000000000"]);
    running.line().expect("the limit is told");
    let line = running.line().expect("a child is started");
    let [victim] = numbers(&line)[..] else {
        panic!("{line:?}")
    };
    // SAFETY: kill takes nothing but numbers.
    let killed = unsafe { libc::kill(victim as libc::pid_t, libc::SIGKILL) };
    assert_eq!(killed, 0);

    // The others are not waited for, and none of them is left.
    let run = running.finish();
    let told = format!("parallel: {victim} killed by signal 9 (SIGKILL), without an answer");
    assert_eq!(run.complaint(1), told);
    assert!(!run.stdout.contains("speed-up"), "{run:?}");
}

fn other_words_are_refused(program: &Program) {
    for words in [
        &[""][..],
        &["many"],
        &["-1"],
        &["1.5"],
        &["4000000001"],
        &["99999999999999999999"],
        &["1000", "1000"],
    ] {
        let run = program.run(words);
        assert!(run.complaint(2).starts_with("usage: "), "{run:?}");
        assert_eq!(run.stdout, "", "{words:?}");
    }
}

/// Another way to count them: the sieve of Eratosthenes.
fn primes_below(limit: i64) -> i64 {
    let limit = limit as usize;
    let mut composite = vec![false; limit];
    let mut count = 0;
    for n in 2..limit {
        if !composite[n] {
            count += 1;
            for multiple in (n * n..limit).step_by(n) {
                composite[multiple] = true;
            }
        }
    }
    count
}
