//! Why must I not fork when I have threads?
//!
//!     cargo run --example threads
//!
//! prints, for example,
//!
//!     parent: a thread holds the lock, and I fork
//!     parent: the thread has let go, and I have the lock
//!     child 2961: still locked, and nobody in here can unlock it
//!
//! fork copies all of the memory, with every lock as it is at that moment. But it copies only one
//! thread: the one that called it. If another thread held a lock, the lock stays locked in the
//! child for ever.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::sync::{Barrier, Mutex};
use std::thread;

use fork_and_wait::{WaitStatus, fork, waitpid};

static LOCK: Mutex<()> = Mutex::new(());
// The first thread that comes to a barrier waits there for the second.
static HELD: Barrier = Barrier::new(2);
static LET_GO: Barrier = Barrier::new(2);

fn main() -> io::Result<()> {
    let (reader, writer) = io::pipe()?;
    // If the limit of threads is reached, this returns an error. thread::spawn would panic.
    thread::Builder::new().spawn(hold)?;
    HELD.wait();
    writeln!(io::stdout(), "parent: a thread holds the lock, and I fork")?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: there is a second thread. So the child calls only async-signal-safe functions, and
    // try_lock. The comment in `child` says why it may.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        child(reader, writer);
    }

    LET_GO.wait();
    let guard = LOCK.lock();
    writeln!(
        io::stdout(),
        "parent: the thread has let go, and I have the lock"
    )?;
    drop(guard);
    // The child has waited for this. The lock is free in the parent now.
    drop(writer);

    let mut status = 0;
    // Python  _, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 1 } => writeln!(
            io::stdout(),
            "child {pid}: still locked, and nobody in here can unlock it"
        ),
        ended => Err(io::Error::other(format!("child {pid} {ended}"))),
    }
}

/// What the second thread does.
fn hold() {
    let _guard = LOCK.lock();
    HELD.wait();
    LET_GO.wait();
}

/// Prints nothing: writeln! takes the lock of stdout, and format! the locks of the allocator, the
/// part that hands out memory. Another thread may have held those too.
fn child(mut reader: PipeReader, writer: PipeWriter) -> ! {
    // The fork has copied the writing end. If the child kept its copy open, `read` would never
    // return. drop and read call C's close and read. Both are async-signal-safe.
    drop(writer);
    // If read fails, the child only looks earlier.
    let _ = reader.read(&mut [0]);

    // `lock` would wait here for ever. try_lock is on no list of safe functions, but it neither
    // waits nor allocates.
    let free = LOCK.try_lock().is_ok();

    // Python  os._exit(0 if free else 1)
    // C       _exit(free ? 0 : 1);
    // process::exit would first call what was registered with atexit, and that may wait for a lock.
    // SAFETY: _exit takes a number and does not return.
    unsafe { libc::_exit(if free { 0 } else { 1 }) }
}
