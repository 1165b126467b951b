use libc::c_int;

use super::{Program, ignore, mask, send};

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
    run.tells(&[
        &format!("SIGTSTP to <child>: {stopped:#06x} stopped by signal {stop} (SIGTSTP)"),
        &format!("SIGCONT to <child>: {continued:#06x} continued"),
        &format!("SIGKILL to <child>: {killed:#06x} killed by signal 9 (SIGKILL)"),
    ]);
    assert!(libc::WIFSTOPPED(stopped) && libc::WSTOPSIG(stopped) == stop, "{run:?}");
    assert!(libc::WIFCONTINUED(continued), "{run:?}");
    assert!(libc::WIFSIGNALED(killed) && libc::WTERMSIG(killed) == libc::SIGKILL, "{run:?}");
}

/// It cannot print its first line, so it is held up while its child is stopped. There it is killed.
/// Only Linux has the /proc that this needs.
pub fn a_stopped_child_ends_with_its_parent(program: &Program) {
    if !cfg!(target_os = "linux") {
        return;
    }
    let running = program.prepared(fill_stdout).start(&[]);
    while !has_a_stopped_child(running.pid()) {
        std::thread::yield_now();
    }
    send(libc::SIGKILL, running.pid());
    // It fails the test if somebody is left.
    running.finish();
}

/// Its stdout is now a pipe that is full, and that nobody reads from.
fn fill_stdout() {
    let mut pipe = [-1, -1];
    // SAFETY: the calls are async-signal-safe, pipe has room for two, and the byte lives long enough.
    unsafe {
        libc::pipe(pipe.as_mut_ptr());
        libc::fcntl(pipe[1], libc::F_SETFL, libc::O_NONBLOCK);
        while libc::write(pipe[1], [0u8].as_ptr().cast(), 1) == 1 {}
        libc::fcntl(pipe[1], libc::F_SETFL, 0);
        libc::dup2(pipe[1], 1);
    }
}

fn has_a_stopped_child(pid: c_int) -> bool {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let stat = |pid: &str| read(format!("/proc/{pid}/stat"));
    assert!(!stat(&pid.to_string()).contains(") Z "), "it has ended");
    let children = read(format!("/proc/{pid}/task/{pid}/children"));
    let mut children = children.split_whitespace();
    children.any(|child| stat(child).contains(") T "))
}
