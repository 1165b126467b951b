//! What is left of a child until I wait for it?
//!
//!     cargo run --example zombie
//!
//! prints, for example,
//!
//!     18806: waitid says "has not ended", kill says "is there"
//!     18806: waitid says "has ended", kill says "is there"
//!     18806 exited with 7
//!     18806: waitid says "ECHILD", kill says "ESRCH"
//!
//! Its PID and its wait status are left. The second line is about a zombie: the child has ended,
//! and its PID is still in use. `waitpid` then reaps the child, and nothing is left.

use std::io::{self, Read, Write};
use std::{mem, process};

use fork_and_wait::{WNOHANG, WaitStatus, c_int, check, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    let (mut reader, writer) = io::pipe()?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // The child has a copy of the writing end. If it stayed open, `read` would never return.
        drop(writer);
        // Nobody writes: `read` returns when the parent closes its writing end.
        let read = reader.read(&mut [0]);
        if let Err(error) = &read {
            let _ = writeln!(io::stderr(), "Error: {error:?}");
        }
        process::exit(if read.is_ok() { 7 } else { 1 });
    }
    look(pid)?;

    drop(writer);
    // Without WNOHANG this call sleeps until the child has ended. It does not reap the child.
    has_ended(pid, 0)?;
    look(pid)?;

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 7 } => writeln!(io::stdout(), "{pid} exited with 7")?,
        // The child has said why.
        WaitStatus::Exited { .. } => process::exit(1),
        killed => return Err(io::Error::other(format!("child {pid} {killed}"))),
    }
    look(pid)
}

fn look(pid: pid_t) -> io::Result<()> {
    let ended = match has_ended(pid, WNOHANG) {
        Ok(true) => "has ended",
        Ok(false) => "has not ended",
        Err(error) if error.raw_os_error() == Some(libc::ECHILD) => "ECHILD",
        Err(error) => return Err(error),
    };

    // Python  os.kill(pid, 0)
    // C       kill(pid, 0);
    // Signal 0 means: send nothing, and only check whether a signal could be sent.
    // SAFETY: kill takes only numbers.
    let found = match check(unsafe { libc::kill(pid, 0) }) {
        Ok(_) => "is there",
        Err(error) if error.raw_os_error() == Some(libc::ESRCH) => "ESRCH",
        Err(error) => return Err(error),
    };
    writeln!(
        io::stdout(),
        "{pid}: waitid says {ended:?}, kill says {found:?}"
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
        match check(unsafe { libc::waitid(libc::P_PID, pid as _, &mut info, options) }) {
            // With WNOHANG, `info` is still all zeros if the child has not ended.
            Ok(_) => return Ok(info.si_signo != 0),
            // This crate's `waitpid` calls again when a signal interrupts it. libc's `waitid` does
            // not.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
    }
}
