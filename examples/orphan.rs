//! Who becomes the parent of an orphan?
//!
//!     cargo run --example orphan
//!
//! prints, for example,
//!
//!     I am 18807
//!     orphan 18809: my parent is now 1
//!     waitpid(18809): ECHILD
//!     I am a subreaper
//!     orphan 18811: my parent is now 18807
//!     waitpid(18811): reaped
//!
//! Process 1 becomes its parent, and the grandparent does not. On Linux and a few other systems a
//! program can become a subreaper. Then the program becomes the parent of its orphaned
//! grandchildren, and should reap them.

use std::io::{self, PipeReader, Read, Write};
use std::os::unix::process::parent_id;
use std::{process, ptr};

use fork_and_wait::{WaitStatus, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    // A subreaper stays one when it becomes another program by exec. If we were one already, both
    // halves would look alike.
    subreaper(false)?;
    writeln!(io::stdout(), "I am {}", process::id())?;
    orphan()?;
    if !subreaper(true)? {
        return writeln!(io::stdout(), "I do not know how to become a subreaper here");
    }
    writeln!(io::stdout(), "I am a subreaper")?;
    orphan()
}

fn orphan() -> io::Result<()> {
    let (start_reader, start_writer) = io::pipe()?;
    let (mut answer_reader, mut answer_writer) = io::pipe()?;

    // Python  child = os.fork()
    // C       child = fork();
    // SAFETY: this program has one thread.
    let child = unsafe { fork() }?;
    if child == 0 {
        // Without this line the grandchild would have the writing end open itself, and its read
        // would never return.
        drop(start_writer);
        // If the child or the grandchild fails, it answers with the reason.
        let answer = grandchild(start_reader).unwrap_or_else(|error| error.to_string());
        let sent = answer_writer.write_all(answer.as_bytes());
        process::exit(if sent.is_ok() { 0 } else { 1 });
    }
    // Without this line `read_to_string` would never return.
    drop(answer_writer);

    let mut status = 0;
    // Python  child, status = os.waitpid(child, 0)
    // C       child = waitpid(child, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(child, &mut status, 0) }?;
    // The child is gone, so the grandchild has a new parent. Now its read may return.
    drop(start_writer);
    let ended = WaitStatus::from_raw(status);
    if status != 0 {
        return Err(io::Error::other(format!("child {ended}")));
    }
    let mut answer = String::new();
    answer_reader.read_to_string(&mut answer)?;
    let numbers: Vec<pid_t> = answer.split(' ').flat_map(str::parse).collect();
    let [pid, parent] = numbers[..] else {
        return Err(io::Error::other(format!("no orphan: {answer}")));
    };
    writeln!(io::stdout(), "orphan {pid}: my parent is now {parent}")?;

    // Python  os.waitpid(pid, 0)
    // C       waitpid(pid, NULL, 0);
    // SAFETY: a null status is allowed.
    let answer = match unsafe { waitpid(pid, ptr::null_mut(), 0) } {
        Ok(_) => "reaped",
        Err(error) if error.raw_os_error() == Some(libc::ECHILD) => "ECHILD",
        Err(error) => return Err(error),
    };
    writeln!(io::stdout(), "waitpid({pid}): {answer}")
}

/// Only the grandchild returns from here, or a child that could not fork.
fn grandchild(mut start_reader: PipeReader) -> io::Result<String> {
    // Python  os.fork()
    // C       fork();
    // SAFETY: the child has one thread, too.
    if unsafe { fork() }? != 0 {
        // The child does not wait for its own child, and leaves an orphan.
        process::exit(0);
    }
    // Nobody writes: this call returns when the program closes its writing end.
    start_reader.read_to_end(&mut Vec::new())?;
    // Python  os.getppid()
    // C       getppid();
    Ok(format!("{} {}", process::id(), parent_id()))
}

/// With `true` this process becomes a subreaper, with `false` it is none any more. Returns false if
/// this program does not know how to become a subreaper on this system.
fn subreaper(on: bool) -> io::Result<bool> {
    // Python  libc.prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(on))
    // C       prctl(PR_SET_CHILD_SUBREAPER, on);
    // SAFETY: this prctl takes only a number.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fork_and_wait::check(unsafe {
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, libc::c_ulong::from(on))
    })?;
    Ok(!on || cfg!(any(target_os = "linux", target_os = "android")))
}
