use std::os::fd::AsRawFd;

use super::{Program, Run, open_terminal, send};

pub fn story(program: &Program) {
    each_step_changes_what_it_should(&program.run(&[]), "no");

    // Started from a terminal, it has one until it calls setsid.
    if cfg!(target_os = "linux") {
        let [_master, slave] = open_terminal();
        let terminal = slave.as_raw_fd();
        let from_it = program.prepared(move || {
            // SAFETY: ioctl is a plain system call on Linux, and this one takes a number.
            unsafe { libc::ioctl(terminal, libc::TIOCSCTTY as _, 0) };
        });
        each_step_changes_what_it_should(&from_it.run(&[]), "yes");
    }
}

fn each_step_changes_what_it_should(run: &Run, terminal: &str) {
    let opened = match cfg!(any(target_os = "linux", target_os = "illumos", target_os = "solaris"))
    {
        true => "yes",
        false => run.lines()[7].rsplit(' ').next().expect("a word"), // there it depends
    };
    let told = run.tells(&format!(
        "step PID parent group session terminal
         start <pid> <parent> <group> <session> {terminal}
         fork <child> <pid> <group> <session> {terminal}
         setsid <child> <pid> <child> <child> no
         fork <daemon> <adopter> <child> <child> no
         open <daemon> <adopter> <child> <child> no
         setsid <daemon> <adopter> <daemon> <daemon> no
         open <daemon> <adopter> <daemon> <daemon> {opened}"
    ));
    assert!(![told["pid"], told["child"]].contains(&told["daemon"]), "{run:?}");
    assert_ne!(told["adopter"], told["child"], "its parent has ended: {run:?}");
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
