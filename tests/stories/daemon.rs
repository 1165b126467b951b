use std::cell::Cell;
use std::ffi::c_int;

use super::{Program, Run, numbers};

const STEPS: [&str; 7] = ["start", "fork", "setsid", "fork", "open", "setsid", "open"];

pub fn story(program: &Program) {
    // The daemon may end a moment later than the program: nobody can wait for it.
    let run = program.start(&[]).finish_with_orphans();
    each_step_changes_what_it_should(&run, false);

    #[cfg(target_os = "linux")]
    from_a_terminal(program);
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

    let terminals: Vec<_> = rows.iter().map(|(.., terminal)| *terminal).collect();
    let of_a_leader =
        if cfg!(any(target_os = "linux", target_os = "illumos", target_os = "solaris")) {
            true
        } else {
            // On other systems it depends.
            terminals[6]
        };
    let [first, other] = [has_terminal, false];
    let expected = [first, first, other, other, other, other, of_a_leader];
    assert_eq!(terminals, expected, "{run:?}");
}

/// A step, the four numbers of a process, and whether it has a terminal.
fn row(line: &str) -> (&str, [i64; 4], bool) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ids = numbers(line).try_into().expect("four numbers");
    (words[0], ids, words[5] == "yes")
}

thread_local! {
    static TERMINAL: Cell<c_int> = const { Cell::new(-1) };
}

/// `setsid` takes the terminal away.
#[cfg(target_os = "linux")]
fn from_a_terminal(program: &Program) {
    use std::os::fd::{FromRawFd, OwnedFd};
    use std::ptr::{null, null_mut};

    let (mut master, mut slave) = (-1, -1);
    // SAFETY: both live until the call returns, and the three others may be null.
    let opened = unsafe { libc::openpty(&mut master, &mut slave, null_mut(), null(), null()) };
    assert_eq!(opened, 0, "{}", std::io::Error::last_os_error());
    // SAFETY: openpty has opened them, and nobody else knows of them.
    let _ends = unsafe { [master, slave].map(|end| OwnedFd::from_raw_fd(end)) };
    TERMINAL.set(slave);
    // SAFETY: ioctl is a plain system call on Linux, and this one takes a number.
    let take_it = || unsafe { _ = libc::ioctl(TERMINAL.get(), libc::TIOCSCTTY, 0) };
    let run = program.start_after(take_it, &[]).finish_with_orphans();
    each_step_changes_what_it_should(&run, true);
}
