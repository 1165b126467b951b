//! Why must I not fork when I have threads?
//!
//!     cargo run --example threads
//!
//! prints, for example,
//!
//!     parent: a thread holds the lock, and I fork
//!     parent: the thread has let go, and I have the lock
//!     child: still locked, and nobody in here can unlock it
//!     parent: child 2961 exited with 1
//!
//! fork copies the memory, and with it every lock as it is at that moment. Of the threads it copies
//! only the one that called it. A lock that another thread held stays locked in the child for ever.

use std::env;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::process::ExitCode;
use std::sync::{Mutex, TryLockError, mpsc};
use std::thread;

use fork_and_wait::{WaitStatus, fork, waitpid};

static LOCK: Mutex<()> = Mutex::new(());

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example threads");
        return ExitCode::from(2);
    }
    match fork_while_it_is_locked() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "threads: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn fork_while_it_is_locked() -> Result<(), String> {
    let (reader, writer) = io::pipe().map_err(|error| format!("pipe: {error}"))?;
    let (hold, held) = mpsc::channel();
    let (let_go, wait_to_let_go) = mpsc::channel::<()>();

    // Where there is no room for a thread, this returns an error, and thread::spawn panics.
    let thread = thread::Builder::new()
        .spawn(move || {
            let _guard = LOCK.lock();
            let _ = hold.send(());
            // Nothing is ever sent: it comes back when let_go is dropped, on errors too.
            let _ = wait_to_let_go.recv();
        })
        .map_err(|error| format!("spawn: {error}"))?;
    held.recv().map_err(|error| format!("recv: {error}"))?;
    say("parent: a thread holds the lock, and I fork")?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: there is a second thread, so until it calls _exit the child calls only what is
    // async-signal-safe, and try_lock, which neither waits nor allocates. It says so at each call.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if pid == 0 {
        child(reader.as_raw_fd(), writer.as_raw_fd());
    }

    drop(let_go);
    let _ = thread.join();
    let guard = LOCK.lock();
    let said = say("parent: the thread has let go, and I have the lock");
    drop(guard);
    // In the parent the lock is free from here on. Only now may the child try.
    drop(writer);

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }
        .map_err(|error| format!("waitpid: {error}: is SIGCHLD ignored?"))?;
    said?;
    match WaitStatus::from_raw(status) {
        exited @ WaitStatus::Exited { .. } => say(&format!("parent: child {pid} {exited}")),
        ended => Err(format!("waitpid: child {pid} {ended}")),
    }
}

/// No println! here: it takes the lock of stdout, which could be held as well, and may allocate.
fn child(reader: RawFd, writer: RawFd) -> ! {
    let mut byte = 0_u8;
    // Python  os.close(writer)
    // C       close(writer);
    // SAFETY: close is on POSIX's list. Without it the child would wait for itself in read.
    unsafe { libc::close(writer) };
    // Python  os.read(reader, 1)
    // C       read(reader, &byte, 1);
    // SAFETY: read is on the list, and byte has room for one. It waits until the parent drops its
    // writer, or is killed.
    unsafe { libc::read(reader, (&raw mut byte).cast(), 1) };

    // lock would wait here for ever. try_lock is on no list either, so it matters what it does: on
    // Linux one compare-and-exchange in memory, on macOS a pthread_mutex_trylock, on a mutex that
    // std allocated when the thread locked it. Neither waits or allocates.
    let (code, line) = match LOCK.try_lock() {
        Err(TryLockError::WouldBlock) => {
            (1, "child: still locked, and nobody in here can unlock it\n")
        }
        _ => (0, "child: free\n"),
    };

    // Python  os.write(1, line)
    // C       write(1, line, strlen(line));
    // SAFETY: write is on the list, and line is as long as it says.
    unsafe { libc::write(1, line.as_ptr().cast(), line.len()) };
    // Python  os._exit(code)
    // C       _exit(code);
    // SAFETY: _exit is on the list. process::exit is not: it would flush stdout, and call what was
    // registered with atexit.
    unsafe { libc::_exit(code) }
}

fn say(line: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{line}").map_err(|error| format!("write: {error}"))
}
