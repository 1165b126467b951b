//! How do I kill a child and all that it has started?
//!
//!     cargo run --example process_group
//!
//! prints, for example,
//!
//!     5711 my child, in group 5702
//!     5712 my child, in group 5712
//!     5713 its child, in group 5712
//!     SIGKILL to group 5712
//!     5712 killed by signal 9 (SIGKILL)
//!     waitpid(-5712): ECHILD
//!     5713 is gone: its pipe has ended
//!     5711 exited with 0
//!
//! Put the child into a process group of its own. What it starts is born into that group, and one
//! `killpg` reaches them all. `waitpid(-group)` waits for some of my children: those in the group.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::process;

use fork_and_wait::{WaitStatus, check, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    // No process writes into this pipe. Whoever reads from it waits until the parent, which has the
    // only writing end, closes it or ends.
    let (mut hold, holder) = io::pipe()?;
    // Python  outside = os.fork()
    // C       outside = fork();
    // SAFETY: this program has one thread.
    let outside = unsafe { fork() }?;
    if outside == 0 {
        // Without this line the child would have the writing end itself, and wait for ever.
        drop(holder);
        let _ = hold.read(&mut [0]);
        process::exit(0);
    }

    let (mut news, tell) = io::pipe()?;
    // Python  child = os.fork()
    // C       child = fork();
    // SAFETY: this program has one thread.
    let child = unsafe { fork() }?;
    if child == 0 {
        drop(holder);
        if let Err(error) = start_another(hold, tell) {
            let _ = writeln!(io::stderr(), "Error: {error:?}");
        }
        process::exit(1);
    }
    drop(tell);

    // The child sends us the PID of its own child. By then both are in the new group.
    let (mut told, mut status) = ([0; 4], 0);
    if news.read(&mut told)? == 0 {
        // Python  pid, status = os.waitpid(child, 0)
        // C       pid = waitpid(child, &status, 0);
        // SAFETY: status exists until the call returns.
        unsafe { waitpid(child, &mut status, 0) }?;
        match WaitStatus::from_raw(status) {
            // The child has said why it failed.
            WaitStatus::Exited { .. } => process::exit(1),
            killed => return Err(io::Error::other(format!("child {child} {killed}"))),
        }
    }
    let grandchild = pid_t::from_ne_bytes(told);
    for (pid, whose) in [(outside, "my"), (child, "my"), (grandchild, "its")] {
        // Python  group = os.getpgid(pid)
        // C       group = getpgid(pid);
        // SAFETY: getpgid takes only a number.
        let group = check(unsafe { libc::getpgid(pid) })?;
        writeln!(io::stdout(), "{pid} {whose} child, in group {group}")?;
    }

    // Python  os.killpg(child, signal.SIGKILL)
    // C       killpg(child, SIGKILL);
    // SAFETY: killpg takes only numbers.
    check(unsafe { libc::killpg(child, libc::SIGKILL) })?;
    writeln!(io::stdout(), "SIGKILL to group {child}")?;
    loop {
        // Python  pid, status = os.waitpid(-child, 0)
        // C       pid = waitpid(-child, &status, 0);
        // SAFETY: status exists until the call returns.
        let ended = unsafe { waitpid(-child, &mut status, 0) };
        match ended {
            Ok(pid) => writeln!(io::stdout(), "{pid} {}", WaitStatus::from_raw(status))?,
            // No child of ours is left in the group. The one outside has not ended.
            Err(error) if error.raw_os_error() == Some(libc::ECHILD) => break,
            Err(error) => return Err(error),
        }
    }
    writeln!(io::stdout(), "waitpid(-{child}): ECHILD")?;

    // We cannot wait for a grandchild. But it had the last writing end, and now the pipe ends.
    news.read_to_end(&mut Vec::new())?;
    writeln!(io::stdout(), "{grandchild} is gone: its pipe has ended")?;

    // Without this line we would wait for a child that waits for us.
    drop(holder);
    // Python  _, status = os.waitpid(outside, 0)
    // C       waitpid(outside, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(outside, &mut status, 0) }?;
    writeln!(io::stdout(), "{outside} {}", WaitStatus::from_raw(status))
}

fn start_another(mut hold: PipeReader, mut tell: PipeWriter) -> io::Result<()> {
    // With 0, 0 the caller gets a new group, whose number is its PID. Call this before you fork: a
    // new process is born into the group of its parent.
    // Python  os.setpgid(0, 0)
    // C       setpgid(0, 0);
    // SAFETY: setpgid takes only numbers.
    check(unsafe { libc::setpgid(0, 0) })?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid != 0 {
        tell.write_all(&pid.to_ne_bytes())?;
    }
    // Both the child and its child wait here until they are killed, or the parent ends.
    let _ = hold.read(&mut [0]);
    process::exit(0)
}
