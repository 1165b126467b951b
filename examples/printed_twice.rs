//! Why is my output printed twice?
//!
//!     cargo run --example printed_twice
//!
//! prints
//!
//!     wrong: Hello, wrong: Hello, world
//!     flush: Hello, world
//!     _exit: Hello, world
//!     newline: Hello,
//!     world
//!
//! The text was still in a buffer when the program forked. A buffer is memory, and fork copies
//! memory. Later both processes write their buffers to stdout. The first line shows this, and the
//! others show three ways out.

use std::io::{self, Write};
use std::process;

use fork_and_wait::{WaitStatus, fork, waitpid};

fn main() -> io::Result<()> {
    hello_world("wrong: Hello, ", false, process::exit)?;
    hello_world("flush: Hello, ", true, process::exit)?;
    hello_world("_exit: Hello, ", false, _exit)?;
    hello_world("newline: Hello,\n", false, process::exit)
}

/// Prints `hello` before the fork, and "world" after it. The child prints nothing, and calls the
/// function `exit`.
fn hello_world(hello: &str, flush: bool, exit: fn(i32) -> !) -> io::Result<()> {
    write!(io::stdout(), "{hello}")?;
    if flush {
        // Now the buffer is empty, and a copy of it does no harm.
        io::stdout().flush()?;
    }

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        exit(0);
    }

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // Without the wait, "world" may come before what the child writes.
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    if status != 0 {
        // A child that was killed has not flushed its buffer. Then the text in the first line would
        // appear only once, as if nothing were wrong.
        let how = WaitStatus::from_raw(status);
        return Err(io::Error::other(format!("child {pid} {how}")));
    }
    writeln!(io::stdout(), "world")
}

/// Ends the process at once. `process::exit` flushes stdout first.
fn _exit(code: i32) -> ! {
    // Python  os._exit(code)
    // C       _exit(code);
    // SAFETY: _exit takes a number and does not return.
    unsafe { libc::_exit(code) }
}
