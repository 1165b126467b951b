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
//! What you print stays in a buffer until the line is complete, or the buffer full. The buffer is
//! memory, and fork copies memory. Then two processes end, and each prints what is in its buffer.
//! The first line shows it, the others are three ways out.

use std::env;
use std::io::{self, Write};
use std::process::{self, ExitCode};

use fork_and_wait::{WaitStatus, fork, waitpid};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example printed_twice");
        return ExitCode::from(2);
    }
    match four_times() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "printed_twice: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn four_times() -> Result<(), String> {
    hello_world("wrong: Hello, ", false, process::exit)?;
    hello_world("flush: Hello, ", true, process::exit)?;
    hello_world("_exit: Hello, ", false, _exit)?;
    hello_world("newline: Hello,\n", false, process::exit)
}

/// Prints `hello` before fork and "world" after it. The child prints nothing.
fn hello_world(hello: &str, flush: bool, exit: fn(i32) -> !) -> Result<(), String> {
    let cannot_write = |error| format!("write: {error}");

    write!(io::stdout(), "{hello}").map_err(cannot_write)?;
    if flush {
        // An empty buffer can be copied as often as you like.
        io::stdout().flush().map_err(cannot_write)?;
    }

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if pid == 0 {
        exit(0);
    }

    let mut status = 0;
    // Without the wait it is chance which of the two comes first, and in the wrong case "world" may
    // stand in the middle.
    // Python  os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }
        .map_err(|error| format!("waitpid: {error}: is SIGCHLD ignored?"))?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => {}
        // Who is killed flushes nothing, and the wrong case would look right.
        ended => return Err(format!("waitpid: child {pid} {ended}")),
    }

    writeln!(io::stdout(), "world").map_err(cannot_write)
}

/// Ends the process at once. process::exit prints first what is in stdout's buffer.
fn _exit(code: i32) -> ! {
    // Python  os._exit(code)
    // C       _exit(code);
    // SAFETY: the call takes nothing but a number, and does not come back.
    unsafe { libc::_exit(code) }
}
