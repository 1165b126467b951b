//! Why does my program hang when the child prints a lot?
//!
//!     cargo run --example full_pipe
//!
//! prints, for example,
//!
//!     a pipe holds 65536 bytes, and the child writes 65537
//!     waiting first: after 1 second the child has not ended
//!     reading first: 65537 bytes, and the child exited with 0
//!
//! A pipe holds a limited number of bytes. When it is full, the child waits in `write` until the
//! parent reads. If the parent waits for the child to end, both wait for ever: a deadlock. So read
//! first, and then wait.

use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::time::Duration;
use std::{process, thread};

use fork_and_wait::{WNOHANG, WaitStatus, check, fork, waitpid};

fn main() -> io::Result<()> {
    let size = capacity()?;
    let more = size + 1;
    writeln!(
        io::stdout(),
        "a pipe holds {size} bytes, and the child writes {more}"
    )?;

    let (mut reader, mut writer) = io::pipe()?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // Without this line the child could read its own pipe. If the parent were killed, `write`
        // would not fail, and the child would wait in it for ever.
        drop(reader);
        match writer.write_all(&vec![0; more]) {
            Ok(()) => process::exit(0),
            // The parent has ended without reading. It says why itself.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => _ = writeln!(io::stderr(), "Error: {error:?}"),
        }
        process::exit(1);
    }
    // Without this line our read would never see the end of input: we could still write.
    drop(writer);

    // The wrong order: wait, then read. Without the limit of one second we would wait for ever.
    thread::sleep(Duration::from_secs(1));
    let mut status = 0;
    // Python  ended, status = os.waitpid(pid, os.WNOHANG)
    // C       ended = waitpid(pid, &status, WNOHANG);
    // SAFETY: status exists until the call returns.
    let ended = unsafe { waitpid(pid, &mut status, WNOHANG) }? == pid;
    let how = if ended { "has ended" } else { "has not ended" };
    writeln!(
        io::stdout(),
        "waiting first: after 1 second the child {how}"
    )?;

    // The right order: read, then wait.
    let mut output = Vec::new();
    reader.read_to_end(&mut output)?;
    if !ended {
        // Python  pid, status = os.waitpid(pid, 0)
        // C       pid = waitpid(pid, &status, 0);
        // SAFETY: status exists until the call returns.
        unsafe { waitpid(pid, &mut status, 0) }?;
    }
    let (bytes, how) = (output.len(), WaitStatus::from_raw(status));
    writeln!(
        io::stdout(),
        "reading first: {bytes} bytes, and the child {how}"
    )?;
    match how {
        WaitStatus::Exited { code: 0 } => Ok(()),
        WaitStatus::Exited { .. } => process::exit(1), // the child has said why
        how => Err(io::Error::other(format!("child {pid} {how}"))),
    }
}

/// Returns how many bytes a pipe holds. No process reads from this pipe. With O_NONBLOCK, `write`
/// fills it and returns how much it has written.
fn capacity() -> io::Result<usize> {
    let (_reader, mut writer) = io::pipe()?;
    // Python  os.set_blocking(writer, False)
    // C       fcntl(writer, F_SETFL, O_NONBLOCK);
    // SAFETY: with F_SETFL fcntl takes only numbers.
    check(unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) })?;
    // 4 MiB, more than a new pipe holds.
    writer.write(&vec![0; 4 << 20])
}
