//! What is the difference between stopped, continued and killed?
//!
//!     cargo run --example job_control
//!
//! prints, for example,
//!
//!     SIGTSTP to 17488: 0x147f stopped by signal 20 (SIGTSTP)
//!     SIGCONT to 17488: 0xffff continued
//!     SIGKILL to 17488: 0x0009 killed by signal 9 (SIGKILL)
//!
//! A stopped child has not ended: it stands still until SIGCONT continues it. A killed child has
//! ended. `waitpid` always reports that a child has ended. It reports a stopped child only with the
//! option WUNTRACED, and a continued child only with WCONTINUED.

use std::io::{self, Write};
use std::time::Duration;
use std::{process, thread};

use fork_and_wait::{
    WCONTINUED, WIFCONTINUED, WIFSIGNALED, WIFSTOPPED, WSTOPSIG, WTERMSIG, WUNTRACED, WaitStatus,
    c_int, fork, waitpid,
};

fn main() -> io::Result<()> {
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        thread::sleep(Duration::from_secs(5));
        process::exit(0);
    }

    // A shell gives each job a process group of its own, and so do we. Without this line the child
    // would not stop if a command such as `setsid` had started us without a shell: if no shell
    // controls a group, the default action of SIGTSTP does nothing there.
    // Python  os.setpgid(pid, pid)
    // C       setpgid(pid, pid);
    // SAFETY: setpgid takes only numbers.
    if unsafe { libc::setpgid(pid, pid) } == -1 {
        return Err(io::Error::last_os_error());
    }

    for (name, sent) in [
        ("SIGTSTP", libc::SIGTSTP),
        ("SIGCONT", libc::SIGCONT),
        ("SIGKILL", libc::SIGKILL),
    ] {
        // Python  os.kill(pid, sent)
        // C       kill(pid, sent);
        // SAFETY: kill takes only numbers.
        if unsafe { libc::kill(pid, sent) } == -1 {
            return Err(io::Error::last_os_error());
        }

        let mut status = 0;
        // Without WUNTRACED this call would not return when the child stops. Without WCONTINUED it
        // would not return when the child continues.
        // Python  _, status = os.waitpid(pid, os.WUNTRACED | os.WCONTINUED)
        // C       waitpid(pid, &status, WUNTRACED | WCONTINUED);
        // SAFETY: status exists until the call returns.
        unsafe { waitpid(pid, &mut status, WUNTRACED | WCONTINUED) }?;
        let decoded = WaitStatus::from_raw(status);
        // Another process may have sent the child a signal. If the child has ended, its PID is free
        // again, and the next `kill` could reach a stranger.
        if !came_from(sent, status) {
            return Err(io::Error::other(format!("child {pid} {decoded}")));
        }
        writeln!(io::stdout(), "{name} to {pid}: 0x{status:04x} {decoded}")?;
    }
    Ok(())
}

fn came_from(sent: c_int, status: c_int) -> bool {
    match sent {
        libc::SIGTSTP => WIFSTOPPED(status) && WSTOPSIG(status) == sent,
        libc::SIGCONT => WIFCONTINUED(status),
        _ => WIFSIGNALED(status) && WTERMSIG(status) == sent,
    }
}
