//! Who becomes the parent of an orphan?
//!
//!     cargo run --example orphan
//!
//! prints, for example,
//!
//!     I am 8000
//!     orphan 8002: my parent is now 1
//!     waitpid(8002): No child processes (os error 10)
//!     I am a subreaper
//!     orphan 8004: my parent is now 8000
//!     waitpid(8004): reaped
//!
//! Process 1 becomes its parent, and the grandparent does not. On Linux and a few other systems a
//! program can become a subreaper. Then the program becomes the parent of its orphaned
//! grandchildren, and should reap them.

use std::io::{self, PipeReader, Read, Write};
use std::os::unix::process::parent_id;
use std::{process, ptr};

use fork_and_wait::{fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    writeln!(io::stdout(), "I am {}", process::id())?;
    orphan()?;
    if !become_a_subreaper()? {
        return writeln!(io::stdout(), "I do not know how to become a subreaper here");
    }
    writeln!(io::stdout(), "I am a subreaper")?;
    orphan()
}

fn orphan() -> io::Result<()> {
    let (mut start_reader, start_writer) = io::pipe()?;
    let (mut answer_reader, mut answer_writer) = io::pipe()?;

    // Python  child = os.fork()
    // C       child = fork();
    // SAFETY: this program has one thread.
    let child = unsafe { fork() }?;
    if child == 0 {
        // Without this line the grandchild would have the writing end open itself, and its read
        // would never return.
        drop(start_writer);
        // Python  os.fork()
        // C       fork();
        // SAFETY: the child has one thread, too.
        if let Ok(0) = unsafe { fork() } {
            let _ = start_reader.read(&mut [0]);
            let _ = answer_writer.write_all(&process::id().to_ne_bytes());
            // Python  os.getppid()
            // C       getppid();
            let _ = answer_writer.write_all(&parent_id().to_ne_bytes());
        }
        // The child does not wait for its own child, and leaves an orphan.
        process::exit(0);
    }
    // Without this line we would wait for an answer for ever if the second fork has failed.
    drop(answer_writer);

    // Python  os.waitpid(child, 0)
    // C       waitpid(child, NULL, 0);
    // SAFETY: a null status is allowed.
    unsafe { waitpid(child, ptr::null_mut(), 0) }?;
    // The child is gone, so the grandchild has a new parent. Now its read may return.
    drop(start_writer);
    let pid = number(&mut answer_reader)?;
    let parent = number(&mut answer_reader)?;
    writeln!(io::stdout(), "orphan {pid}: my parent is now {parent}")?;

    // Python  os.waitpid(pid, 0)
    // C       waitpid(pid, NULL, 0);
    // SAFETY: a null status is allowed.
    match unsafe { waitpid(pid, ptr::null_mut(), 0) } {
        Ok(_) => writeln!(io::stdout(), "waitpid({pid}): reaped"),
        Err(error) => writeln!(io::stdout(), "waitpid({pid}): {error}"),
    }
}

fn number(reader: &mut PipeReader) -> io::Result<pid_t> {
    let mut bytes = [0; 4];
    reader.read_exact(&mut bytes)?;
    Ok(pid_t::from_ne_bytes(bytes))
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn become_a_subreaper() -> io::Result<bool> {
    // Python  libc.prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1))
    // C       prctl(PR_SET_CHILD_SUBREAPER, 1UL);
    // SAFETY: this prctl takes only a number.
    match unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1 as libc::c_ulong) } {
        0 => Ok(true),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn become_a_subreaper() -> io::Result<bool> {
    Ok(false)
}
