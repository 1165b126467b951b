use std::os::fd::AsRawFd;

use libc::c_int;

use super::{Program, ignore, mask, open_terminal, send};

pub fn story(program: &Program) {
    three_signals_three_statuses(program);
    // A shell started with `bash -i` ignores the signal. The program resets it.
    three_signals_three_statuses(&program.prepared(|| ignore(&[libc::SIGTSTP])));
    three_signals_three_statuses(&program.prepared(|| mask(libc::SIG_BLOCK, &[libc::SIGTSTP])));
}

fn three_signals_three_statuses(program: &Program) {
    let run = program.run(&[]);
    let hex = run.stdout.split_whitespace().filter_map(|word| word.strip_prefix("0x"));
    let statuses = hex.map(|hex| c_int::from_str_radix(hex, 16).expect("hex"));
    let [stopped, continued, killed] = statuses.collect::<Vec<_>>()[..] else { panic!("{run:?}") };
    let stop = libc::SIGTSTP;
    // It is one child, and it outlives the first two signals.
    run.tells(&format!(
        "SIGTSTP to <child>: {stopped:#06x} stopped by signal {stop} (SIGTSTP)
         SIGCONT to <child>: {continued:#06x} continued
         SIGKILL to <child>: {killed:#06x} killed by signal 9 (SIGKILL)"
    ));
    assert!(libc::WIFSTOPPED(stopped) && libc::WSTOPSIG(stopped) == stop, "{run:?}");
    assert!(libc::WIFCONTINUED(continued), "{run:?}");
    assert!(libc::WIFSIGNALED(killed) && libc::WTERMSIG(killed) == libc::SIGKILL, "{run:?}");
}

/// Its stdout is a terminal on which nothing can be written. So it is held up at its first line, while
/// its child is stopped. There it is killed. Only Linux has the /proc that this needs.
pub fn a_stopped_child_ends_with_its_parent(program: &Program) {
    if !cfg!(target_os = "linux") {
        return;
    }
    let [_master, slave] = open_terminal();
    let terminal = slave.as_raw_fd();
    // SAFETY: tcflow takes only numbers.
    assert_eq!(unsafe { libc::tcflow(terminal, libc::TCOOFF) }, 0);
    // SAFETY: dup2 takes only numbers.
    let held_up = program.prepared(move || _ = unsafe { libc::dup2(terminal, 1) });
    let running = held_up.start(&[]);
    while !has_a_stopped_child(running.pid()) {
        std::thread::yield_now();
    }
    send(libc::SIGKILL, running.pid());
    // It fails the test if somebody is left.
    running.finish();
}

fn has_a_stopped_child(pid: c_int) -> bool {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let stat = |pid: &str| read(format!("/proc/{pid}/stat"));
    assert!(!stat(&pid.to_string()).contains(") Z "), "it has ended");
    let children = read(format!("/proc/{pid}/task/{pid}/children"));
    let mut children = children.split_whitespace();
    children.any(|child| stat(child).contains(") T "))
}
