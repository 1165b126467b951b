//! How do I wait until all my children have ended?
//!
//!     cargo run --example blocking
//!
//! prints, for example,
//!
//!     In child 9660 waiting for 3 and then exiting with 0
//!     In child 9661 waiting for 4 and then exiting with 2
//!     In child 9662 waiting for 5 and then exiting with 2
//!     9660 0
//!     9661 2
//!     9662 2
//!
//! Keep their PIDs in a list, and call `wait` until the list is empty. `wait` blocks: it returns
//! when a child has ended, and until then the parent sleeps.

use std::io::{self, Write};
use std::time::Duration;
use std::{process, thread};

use fork_and_wait::{WEXITSTATUS, WIFEXITED, WTERMSIG, fork, wait};

fn main() -> io::Result<()> {
    let mut children = Vec::new();
    let mut failed = Ok(());

    for _ in 0..3 {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        match unsafe { fork() } {
            // `child` never returns. If it did, the child would go round the loop as well, and fork
            // children of its own.
            Ok(0) => child(),
            Ok(pid) => children.push(pid),
            // `fork()?` would return from main at once, and nobody would wait for the children that
            // were started.
            Err(error) => failed = Err(error),
        }
    }

    while !children.is_empty() {
        let mut status = 0;
        // Python  pid, exit_code = os.wait()
        // C       pid = wait(&status);
        // SAFETY: status exists until the call returns.
        let pid = unsafe { wait(&mut status) }?;
        // Python  if pid in children: children.remove(pid)
        children.retain(|&child| child != pid);

        // Python  os.WIFEXITED(exit_code)
        // C       WIFEXITED(status)
        // A killed child has no exit code. If SIGKILL, signal 9, killed it, the status is 9.
        // Divided by 256 that gives 0, which would look like success.
        if WIFEXITED(status) {
            // Python  exit_code // 256
            // C       WEXITSTATUS(status)
            writeln!(io::stdout(), "{pid} {}", WEXITSTATUS(status))?;
        } else {
            writeln!(io::stdout(), "{pid} killed by signal {}", WTERMSIG(status))?;
        }
    }
    // Python  if failed: raise failed
    failed
}

// `!` means that this function never returns.
fn child() -> ! {
    // Each child picks its own random numbers. If the parent picked one before it forked, each
    // child would have a copy of the parent's generator, and pick the same numbers: see
    // `same_dice`.
    let seconds = fastrand::u64(1..=5);
    let code = fastrand::i32(0..=2);
    // An error is ignored here: if a child cannot print, the parent cannot print either, and the
    // parent reports the error.
    let _ = writeln!(
        io::stdout(),
        "In child {} waiting for {seconds} and then exiting with {code}",
        process::id()
    );
    thread::sleep(Duration::from_secs(seconds));
    process::exit(code)
}
