use std::os::fd::AsRawFd;

use super::{Program, Run, numbers, open_terminal, send};

const STEPS: [&str; 7] = ["start", "fork", "setsid", "fork", "open", "setsid", "open"];

pub fn story(program: &Program) {
    each_step_changes_what_it_should(&program.run(&[]), false);

    // Started from a terminal, it has one until it calls setsid.
    if cfg!(target_os = "linux") {
        let [_master, slave] = open_terminal();
        let terminal = slave.as_raw_fd();
        let from_it = program.prepared(move || {
            // SAFETY: ioctl is a plain system call on Linux, and this one takes a number.
            unsafe { libc::ioctl(terminal, libc::TIOCSCTTY as _, 0) };
        });
        each_step_changes_what_it_should(&from_it.run(&[]), true);
    }
}

/// It is killed while it waits for its child. Then nobody tells the daemon to go on.
pub fn the_daemon_does_not_wait_for_a_first_process_that_was_killed(program: &Program) {
    let mut running = program.start(&[]);
    for _ in ["step", "start", "fork"] {
        running.line().expect("a row");
    }
    send(libc::SIGKILL, running.pid());
    running.finish();
}

fn each_step_changes_what_it_should(run: &Run, has_terminal: bool) {
    let lines = run.lines();
    let rows: Vec<_> = lines[1..].iter().map(|line| row(line)).collect();
    let steps: Vec<_> = rows.iter().map(|(step, ..)| *step).collect();
    assert_eq!(steps, STEPS, "{run:?}");
    let ids: Vec<_> = rows.iter().map(|(_, ids, _)| *ids).collect();

    let [start, child, leader, daemon, _, new_leader, _] = ids[..] else { panic!("{run:?}") };
    let [pid, _, group, session] = start;
    assert_eq!(child, [child[0], pid, group, session], "{run:?}");
    assert_eq!(leader, [child[0], pid, child[0], child[0]], "{run:?}");
    assert_eq!(daemon[2..], leader[2..], "{run:?}");
    let [pid, parent, ..] = daemon;
    assert!(![child[0], leader[1]].contains(&pid), "{run:?}");
    assert_ne!(parent, leader[0], "its parent has ended: {run:?}");
    assert_eq!(new_leader, [pid, parent, pid, pid], "{run:?}");
    // To open a terminal changes nothing but the last column.
    assert_eq!((ids[4], ids[6]), (daemon, new_leader), "{run:?}");

    let mut terminals: Vec<_> = rows.iter().map(|(.., terminal)| *terminal).collect();
    let of_a_leader = terminals.pop();
    let [first, other] = [has_terminal, false];
    assert_eq!(terminals, [first, first, other, other, other, other], "{run:?}");
    // On other systems it depends.
    if cfg!(any(target_os = "linux", target_os = "illumos", target_os = "solaris")) {
        assert_eq!(of_a_leader, Some(true), "{run:?}");
    }
}

/// A step, the four numbers of a process, and whether it has a terminal.
fn row(line: &str) -> (&str, [i64; 4], bool) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ids = numbers(line).try_into().expect("four numbers");
    (words[0], ids, words[5] == "yes")
}
