//! How do parent and child share memory?
//!
//!     cargo run --example shared_memory
//!
//! prints, for example,
//!
//!     private                 0 of 200000, lost 200000
//!     shared, plainly    106454 of 200000, lost  93546
//!     shared, atomically 200000 of 200000, lost      0
//!
//! Before you fork, ask `mmap` for memory with MAP_SHARED. fork copies ordinary memory: the parent
//! never sees what the children add there. If two processes add to one number, they must add
//! atomically. Otherwise additions get lost.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;
use std::{process, ptr, thread};

use fork_and_wait::{WaitStatus, fork, waitpid};

const ADDITIONS: u32 = 100_000;

fn main() -> io::Result<()> {
    let mut private = 0;
    let [plain, atomic] = shared_memory()?;
    let mut children = Vec::new();

    for _ in 0..2 {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        if pid == 0 {
            child(&mut private, plain, atomic);
        }
        children.push(pid);
    }

    // Without this loop the parent would report before the children have added.
    while let Some(pid) = children.pop() {
        let mut status = 0;
        // Python  pid, status = os.waitpid(pid, 0)
        // C       pid = waitpid(pid, &status, 0);
        // SAFETY: status exists until the call returns.
        let pid = unsafe { waitpid(pid, &mut status, 0) }?;
        match WaitStatus::from_raw(status) {
            WaitStatus::Exited { code: 0 } => {}
            WaitStatus::Exited { .. } => process::exit(1), // the child has said why
            ended => return Err(io::Error::other(format!("child {pid} {ended}"))),
        }
    }

    report("private", private)?;
    report("shared, plainly", plain.load(Relaxed))?;
    report("shared, atomically", atomic.load(Relaxed))
}

fn child(private: &mut u32, plain: &AtomicU32, atomic: &AtomicU32) -> ! {
    for number in 0..ADDITIONS {
        *private += 1;

        // A plain addition has three steps: read, add, write. If the other child adds between our
        // read and our write, we overwrite its addition. That seldom happens by itself. So every
        // thousandth time we sleep in between, and the other child runs.
        let read = plain.load(Relaxed);
        if number % 1000 == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        plain.store(read + 1, Relaxed);

        // Here the three steps are one. The other child cannot add in between.
        atomic.fetch_add(1, Relaxed);
    }
    process::exit(0)
}

/// Two numbers that parent and children share. Both are 0 at first.
fn shared_memory() -> io::Result<&'static [AtomicU32; 2]> {
    let access = libc::PROT_READ | libc::PROT_WRITE;
    // With MAP_PRIVATE in place of MAP_SHARED, each process would have its own numbers.
    // MAP_ANONYMOUS asks for memory that does not come from a file, so the file descriptor is -1.
    let flags = libc::MAP_SHARED | libc::MAP_ANONYMOUS;
    // Python  memory = mmap.mmap(-1, 8, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
    // C       memory = mmap(NULL, 8, access, flags, -1, 0);
    // SAFETY: the kernel chooses the address, so no memory that is in use is replaced.
    let memory = unsafe { libc::mmap(ptr::null_mut(), 8, access, flags, -1, 0) };
    if memory == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: these are eight zeros at the start of a page, and no code unmaps the page. Every
    // process uses them by atomic operations only.
    Ok(unsafe { &*memory.cast() })
}

fn report(what: &str, number: u32) -> io::Result<()> {
    let expected = 2 * ADDITIONS;
    let lost = expected - number;
    writeln!(
        io::stdout(),
        "{what:18} {number:>6} of {expected}, lost {lost:>6}"
    )
}
