//! What is left of a child until I wait for it?
//!
//!     cargo run --example zombie
//!
//! prints, for example,
//!
//!     child 8256: waitid says "has not ended", kill says "is there"
//!     child 8256: waitid says "has ended", kill says "is there"
//!     8256 exited with 7
//!     child 8256: waitid says "No child processes (os error 10)", kill says "No such process (os error 3)"
//!
//! Its PID and its wait status are left. The second line is about a zombie: the child has ended,
//! and its PID is still in use. `waitpid` then reaps the child, and nothing is left.

use std::io::{self, Read, Write};
use std::{mem, process};

use fork_and_wait::{WEXITSTATUS, WIFEXITED, WNOHANG, WTERMSIG, c_int, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    // The child reads from this pipe until the parent closes the writing end. If the parent is
    // killed, the kernel closes the parent's writing end.
    let (mut reader, writer) = io::pipe()?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // The child has a copy of the writing end, and `drop` closes it. If the copy stayed open,
        // `read` would never return.
        drop(writer);
        let _ = reader.read(&mut [0]);
        process::exit(7);
    }
    look(pid)?;

    drop(writer);
    // 0 means no option. Without WNOHANG, `has_ended` sleeps until the child has ended. It does not
    // reap the child.
    has_ended(pid, 0)?;
    look(pid)?;

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    if WIFEXITED(status) {
        writeln!(io::stdout(), "{pid} exited with {}", WEXITSTATUS(status))?;
    } else {
        writeln!(io::stdout(), "{pid} killed by signal {}", WTERMSIG(status))?;
    }
    look(pid)
}

fn look(pid: pid_t) -> io::Result<()> {
    let ended = match has_ended(pid, WNOHANG) {
        Ok(true) => "has ended".to_string(),
        Ok(false) => "has not ended".to_string(),
        Err(error) => error.to_string(),
    };

    // Python  os.kill(pid, 0)
    // C       kill(pid, 0);
    // Signal 0 means: send nothing, and only check whether a signal could be sent.
    // SAFETY: kill takes only numbers.
    let found = match unsafe { libc::kill(pid, 0) } {
        0 => "is there".to_string(),
        _ => io::Error::last_os_error().to_string(),
    };
    writeln!(
        io::stdout(),
        "child {pid}: waitid says {ended:?}, kill says {found:?}"
    )
}

fn has_ended(pid: pid_t, options: c_int) -> io::Result<bool> {
    // WEXITED: report a child that has ended. WNOWAIT: do not reap it. Without WNOWAIT no zombie
    // would be left to look at.
    let options = options | libc::WEXITED | libc::WNOWAIT;
    loop {
        // waitid describes the child in this struct.
        // SAFETY: its fields are numbers and pointers, so all of them may be zero.
        let mut info: libc::siginfo_t = unsafe { mem::zeroed() };
        // Python  os.waitid(os.P_PID, pid, options)
        // C       waitid(P_PID, pid, &info, options);
        // SAFETY: info exists until the call returns.
        if unsafe { libc::waitid(libc::P_PID, pid as _, &mut info, options) } == 0 {
            // With WNOHANG, `info` is still all zeros if the child has not ended.
            return Ok(info.si_signo != 0);
        }
        // This crate's `waitpid` calls again when a signal interrupts it. libc's `waitid` does not.
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}
