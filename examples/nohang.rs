//! How do I go on working while my children run?
//!
//!     cargo run --example nohang
//!
//! prints, for example,
//!
//!     do something else or just wait 1 sec
//!     In child 9666 waiting for 4 and then exiting with 1
//!     In child 9665 waiting for 5 and then exiting with 0
//!     In child 9667 waiting for 1 and then exiting with 1
//!     do something else or just wait 1 sec
//!     9667 1
//!     do something else or just wait 1 sec
//!     do something else or just wait 1 sec
//!     9666 1
//!     do something else or just wait 1 sec
//!     9665 0
//!
//! Call `waitpid` with WNOHANG. It returns at once: with a PID if a child has ended, with 0 if none
//! has. The rest of the program is the same as in `blocking`.

use std::io::{self, Write};
use std::time::Duration;
use std::{process, thread};

use fork_and_wait::{WEXITSTATUS, WIFEXITED, WNOHANG, WTERMSIG, fork, waitpid};

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
        // Python  pid, exit_code = os.waitpid(-1, os.WNOHANG)
        // C       pid = waitpid(-1, &status, WNOHANG);
        // -1 means any child.
        // SAFETY: status exists until the call returns.
        let pid = unsafe { waitpid(-1, &mut status, WNOHANG) }?;
        // No child has the PID 0. Here 0 means: there are children, and none has ended yet. Then
        // the value of status means nothing.
        if pid == 0 {
            writeln!(io::stdout(), "do something else or just wait 1 sec")?;
            // Without the sleep the loop would keep a whole processor busy, for nothing.
            thread::sleep(Duration::from_secs(1));
            continue;
        }
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
