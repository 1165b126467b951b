use std::thread;
use std::time::{Duration, Instant};

use super::blocking::{a_child_that_is_killed_by, a_strangers_child_does_not_count};
use super::blocking::{each_child_is_reported_once, reports, slowest};
use super::{Program, ignore, send};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // Whoever stops a child from outside sees that reported, too.
    let mut lines = run.lines();
    lines.retain(|line| !line.contains(" stopped by signal "));
    each_child_is_reported_once(&lines, 0);
}

/// What the comments of the program promise, beyond the story.
pub fn it_does_its_job_whatever_happens(program: &Program) {
    a_child_that_is_killed_by(libc::SIGKILL, program);
    if cfg!(target_os = "linux") {
        a_child_that_is_killed_by(40, program); // a real-time signal: it has no name
    }
    a_strangers_child_does_not_count(program);
    story(&program.prepared(|| ignore(&[libc::SIGCHLD])));
    a_stopped_child_is_reported_and_waited_for(program);
    the_children_end_with_their_parent(program);
}

fn a_stopped_child_is_reported_and_waited_for(program: &Program) {
    let mut running = program.start(&[]);
    let (_, pid) = slowest(&mut running);
    send(libc::SIGSTOP, pid);
    // If nobody reports the stop, the child must not stay: it holds the pipe open that we read from.
    thread::spawn(move || {
        thread::sleep(Duration::from_secs(30));
        send(libc::SIGCONT, pid);
    });
    let stopped = format!("{pid} stopped by signal {} (SIGSTOP)", libc::SIGSTOP);
    while running.line().expect("the stop is reported") != stopped {}
    send(libc::SIGCONT, pid);
    let run = running.finish();
    run.lines();
    let mut reported = reports(&run);
    reported.sort();
    assert_eq!(reported, [1, 1, 2], "{run:?}");
}

fn the_children_end_with_their_parent(program: &Program) {
    // Only a long sleep shows that it was cut short.
    let mut running = program.start(&[]);
    while slowest(&mut running).0 < 4 {
        running = program.start(&[]);
    }
    let begin = Instant::now();
    send(libc::SIGTERM, running.pid());
    let run = running.finish();
    assert_eq!(run.signal, Some(libc::SIGTERM), "{run:?}");
    assert!(begin.elapsed() < Duration::from_secs(3), "the children slept on");
}
