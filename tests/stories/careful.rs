use std::time::{Duration, Instant};

use super::blocking::{a_killed_child_is_reported_as_killed, a_strangers_child_does_not_count};
use super::blocking::{each_child_is_reported_once, reports};
use super::{Program, Running, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // Who stops a child from outside sees that reported, too.
    let mut lines = run.lines();
    lines.retain(|line| !line.contains(" stopped by signal "));
    let batches: Vec<Vec<&str>> = lines.into_iter().map(|line| vec![line]).collect();
    each_child_is_reported_once(&batches);
}

/// What the comments of the program promise, beyond the story.
pub fn whatever_happens(program: impl Fn() -> Program) {
    a_killed_child_is_reported_as_killed(&program());
    a_strangers_child_does_not_count(&program);
    sigchld_is_not_ignored(&program());
    a_stopped_child_is_reported_and_waited_for(&program());
    the_children_end_with_their_parent(&program());
}

fn sigchld_is_not_ignored(program: &Program) {
    // SAFETY: signal is async-signal-safe, and SIG_IGN is no handler.
    let ignore = || unsafe {
        libc::signal(libc::SIGCHLD, libc::SIG_IGN);
    };
    let run = program.start_after(ignore, &[]).finish();
    run.lines();
    assert_eq!(reports(&run), [1, 1, 1], "{run:?}");
}

/// Reads until three children have said what they will do. Returns the one that takes the longest.
fn slowest(running: &mut Running) -> (i64, i64) {
    let mut children = Vec::new();
    while children.len() < 3 {
        let line = running.line().expect("three children say their PIDs");
        if let [pid, seconds, _code] = numbers(&line)[..] {
            children.push((seconds, pid));
        }
    }
    children.into_iter().max().expect("there are three")
}

fn a_stopped_child_is_reported_and_waited_for(program: &Program) {
    let mut running = program.start(&[]);
    let (_, pid) = slowest(&mut running);
    let send = |signal| {
        // SAFETY: kill takes nothing but numbers.
        unsafe { libc::kill(pid as libc::pid_t, signal) };
    };
    send(libc::SIGSTOP);
    let stopped = format!("{pid} stopped by signal {} (SIGSTOP)", libc::SIGSTOP);
    while running.line().expect("the stop is reported") != stopped {}
    send(libc::SIGCONT);
    let run = running.finish();
    run.lines();
    let mut reported = reports(&run);
    reported.sort();
    assert_eq!(reported, [1, 1, 2], "{run:?}");
}

fn the_children_end_with_their_parent(program: &Program) {
    loop {
        let mut running = program.start(&[]);
        let (seconds, _) = slowest(&mut running);
        let begin = Instant::now();
        running.kill(libc::SIGTERM);
        let run = running.finish_with_orphans();
        assert_eq!(run.signal, Some(libc::SIGTERM), "{run:?}");
        // Only a long sleep shows that it was cut short.
        if seconds >= 4 {
            let limit = Duration::from_secs(seconds as u64 - 1);
            assert!(begin.elapsed() < limit, "the children slept on");
            break;
        }
    }
}
