//! Stopped, continued and killed: what is the difference?
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
use std::{mem, process, ptr, thread};

use fork_and_wait::{
    WCONTINUED, WIFCONTINUED, WIFSIGNALED, WIFSTOPPED, WSTOPSIG, WTERMSIG, WUNTRACED, WaitStatus,
    c_int, check, fork, waitpid,
};

fn main() -> io::Result<()> {
    // The child inherits how we treat SIGTSTP. Without this line it would not stop if the program
    // that started us ignores or blocks the signal.
    let_sigtstp_stop_us()?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        thread::sleep(Duration::from_secs(5));
        process::exit(0);
    }

    // A shell gives each job a process group of its own, and so do we. Without this line the child
    // would not stop if we were started by `setsid`: in a group that no shell watches over, the
    // default action of SIGTSTP does nothing.
    // Python  os.setpgid(pid, pid)
    // C       setpgid(pid, pid);
    // SAFETY: setpgid takes only numbers.
    check(unsafe { libc::setpgid(pid, pid) })?;

    let signals = [
        ("SIGTSTP", libc::SIGTSTP),
        ("SIGCONT", libc::SIGCONT),
        ("SIGKILL", libc::SIGKILL),
    ];
    for (name, sent) in signals {
        // Python  os.kill(pid, sent)
        // C       kill(pid, sent);
        // SAFETY: kill takes only numbers.
        check(unsafe { libc::kill(pid, sent) })?;

        let mut status = 0;
        let options = WUNTRACED | WCONTINUED;
        // Without WUNTRACED this call would not return when the child stops. Without WCONTINUED it
        // would not return when the child continues.
        // Python  _, status = os.waitpid(pid, options)
        // C       waitpid(pid, &status, options);
        // SAFETY: status exists until the call returns.
        unsafe { waitpid(pid, &mut status, options) }?;
        let decoded = WaitStatus::from_raw(status);
        // If the child has ended early, its PID is free again, and the next `kill` could reach a
        // stranger.
        if !came_from(sent, status) {
            return Err(io::Error::other(format!("child {pid} {decoded}")));
        }
        writeln!(io::stdout(), "{name} to {pid}: 0x{status:04x} {decoded}")?;
    }
    Ok(())
}

/// Back to the default action of SIGTSTP, which is to stop the process.
fn let_sigtstp_stop_us() -> io::Result<()> {
    // Python  signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    // C       signal(SIGTSTP, SIG_DFL);
    // SAFETY: SIG_DFL is no handler.
    if unsafe { libc::signal(libc::SIGTSTP, libc::SIG_DFL) } == libc::SIG_ERR {
        return Err(io::Error::last_os_error());
    }
    // Python  signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTSTP])
    // C       sigemptyset(&set); sigaddset(&set, SIGTSTP); sigprocmask(SIG_UNBLOCK, &set, NULL);
    // SAFETY: set exists until the calls return, and sigemptyset fills it in.
    unsafe {
        let mut set = mem::zeroed();
        check(libc::sigemptyset(&mut set))?;
        check(libc::sigaddset(&mut set, libc::SIGTSTP))?;
        check(libc::sigprocmask(libc::SIG_UNBLOCK, &set, ptr::null_mut()))?;
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
