//! How do I wait for children and for input at the same time?
//!
//!     cargo run --example event_loop
//!
//! prints, for example,
//!
//!     input: a
//!     5711 exited with 0
//!     input: b
//!     input: c
//!     5712 exited with 0
//!     5713 exited with 0
//!
//! `poll` waits for several pipes at once, with a time limit. One pipe is the input. The other one
//! is a bell: when a child ends, a handler of SIGCHLD writes a byte into it.

use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{mem, process, thread};

use fork_and_wait::{WNOHANG, WaitStatus, c_int, check, fork, waitpid};

static RINGER: AtomicI32 = AtomicI32::new(-1);
static RUNG: AtomicBool = AtomicBool::new(false);

fn main() -> io::Result<()> {
    let (mut bell, ringer) = io::pipe()?;
    RINGER.store(ringer.as_raw_fd(), Relaxed);
    // Python  signal.signal(signal.SIGCHLD, lambda number, frame: None)
    // C       signal(SIGCHLD, ring);
    // SAFETY: ring may run at any moment. signal returns SIG_ERR, -1, when it fails.
    check(unsafe { libc::signal(libc::SIGCHLD, ring as *const () as usize) } as c_int)?;

    let (mut input, mut writer) = io::pipe()?;
    let mut children = Vec::new();
    for (letter, ms) in [(b'a', 200), (b'b', 500), (b'c', 800)] {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        if pid == 0 {
            thread::sleep(Duration::from_millis(ms));
            let _ = writer.write_all(&[letter]);
            thread::sleep(Duration::from_millis(ms));
            process::exit(0);
        }
        children.push(pid);
    }

    // SAFETY: a pollfd may be all zeros.
    let mut watched: [libc::pollfd; 2] = unsafe { mem::zeroed() };
    (watched[0].fd, watched[0].events) = (bell.as_raw_fd(), libc::POLLIN);
    (watched[1].fd, watched[1].events) = (input.as_raw_fd(), libc::POLLIN);
    let begin = Instant::now();
    while !children.is_empty() {
        // With 5000 each time, a letter every four seconds could keep us here for ever.
        let ms = (5000 - begin.elapsed().as_millis() as c_int).max(0);
        // Python  ready = poll.poll(ms)
        // C       ready = poll(watched, 2, ms);
        // SAFETY: watched has two entries, and exists until the call returns.
        let ready = unsafe { libc::poll(watched.as_mut_ptr(), 2, ms) };
        match check(ready) {
            Ok(0) => return Err(ErrorKind::TimedOut.into()),
            // The handler has run. The next poll finds the byte that it has written.
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            ready => ready?,
        };
        if watched[0].revents != 0 {
            bell.read_exact(&mut [0])?;
            // Before we look, not after: a child that ends in between must ring again.
            RUNG.store(false, Relaxed);
            // The bell says neither which child has ended nor how many.
            for pid in children.clone() {
                let mut status = 0;
                // Python  ended, status = os.waitpid(pid, os.WNOHANG)
                // C       ended = waitpid(pid, &status, WNOHANG);
                // SAFETY: status exists until the call returns.
                if unsafe { waitpid(pid, &mut status, WNOHANG) }? != 0 {
                    writeln!(io::stdout(), "{pid} {}", WaitStatus::from_raw(status))?;
                    children.retain(|&child| child != pid);
                }
            }
        }
        if watched[1].revents != 0 {
            let mut letter = [0];
            input.read_exact(&mut letter)?;
            writeln!(io::stdout(), "input: {}", letter[0] as char)?;
        }
    }
    Ok(())
}

/// The handler. There is never more than one byte in the pipe, so write finds room: it does not wait,
/// and does not fail, and errno stays as the interrupted code needs it.
extern "C" fn ring(_signal: c_int) {
    if !RUNG.swap(true, Relaxed) {
        // Python  signal.set_wakeup_fd(ringer)
        // C       write(ringer, "!", 1);
        // SAFETY: write is async-signal-safe, and the byte exists.
        unsafe { libc::write(RINGER.load(Relaxed), b"!".as_ptr().cast(), 1) };
    }
}
