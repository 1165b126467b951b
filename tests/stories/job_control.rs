use libc::c_int;

use super::{Program, numbers, send};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    assert_eq!(lines.len(), 3, "{run:?}");
    // It is one child, and it outlives the first two signals.
    let child = numbers(lines[0])[0];

    let signal = libc::SIGTSTP;
    let decoded = format!("stopped by signal {signal} (SIGTSTP)");
    let status = status(lines[0], &format!("SIGTSTP to {child}: "), &decoded);
    assert!(libc::WIFSTOPPED(status) && libc::WSTOPSIG(status) == signal);

    let status = self::status(lines[1], &format!("SIGCONT to {child}: "), "continued");
    assert!(libc::WIFCONTINUED(status));

    let decoded = "killed by signal 9 (SIGKILL)";
    let status = self::status(lines[2], &format!("SIGKILL to {child}: "), decoded);
    assert!(libc::WIFSIGNALED(status) && libc::WTERMSIG(status) == libc::SIGKILL);
}

/// The wait status in a line that must begin and end like this.
fn status(line: &str, begin: &str, decoded: &str) -> c_int {
    let rest = line.strip_prefix(&format!("{begin}0x"));
    let hex = rest.and_then(|rest| rest.strip_suffix(&format!(" {decoded}")));
    c_int::from_str_radix(hex.expect(line), 16).expect(line)
}

/// It cannot print its first line, so it is held up while its child is stopped. There it is killed.
#[cfg(target_os = "linux")]
pub fn a_stopped_child_ends_with_its_parent(program: &Program) {
    let running = program.prepared(fill_stdout).start(&[]);
    while !has_a_stopped_child(running.pid()) {
        std::thread::yield_now();
    }
    send(libc::SIGKILL, running.pid());
    // It fails the test if somebody is left.
    running.finish();
}

/// Its stdout is now a pipe that is full, and that nobody reads from.
#[cfg(target_os = "linux")]
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

#[cfg(target_os = "linux")]
fn has_a_stopped_child(pid: c_int) -> bool {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let stat = |pid: &str| read(format!("/proc/{pid}/stat"));
    assert!(!stat(&pid.to_string()).contains(") Z "), "it has ended");
    let children = read(format!("/proc/{pid}/task/{pid}/children"));
    let mut children = children.split_whitespace();
    children.any(|child| stat(child).contains(") T "))
}
