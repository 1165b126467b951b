//! How do I start three children and wait until the last of them has ended?
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
//! `wait` does not return before a child has ended: it blocks. The parent needs no processor time
//! until then, and can do nothing else either.

use std::env;
use std::io::{self, Write};
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use fork_and_wait::{WEXITSTATUS, WaitStatus, fork, pid_t, wait};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example blocking");
        return ExitCode::from(2);
    }

    let mut children = Vec::new();
    let started = start(&mut children);
    // Also when a fork failed half way: whoever was started is waited for. Children that nobody
    // reaps stay behind as zombies until we end.
    let reaped = reap(&mut children);

    match started.and(reaped) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "blocking: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn start(children: &mut Vec<pid_t>) -> Result<(), String> {
    for _ in 0..3 {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread, so the child may do whatever its parent could.
        let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
        if pid == 0 {
            // The child must not come out of this block. It would go round the loop as well, and
            // fork children of its own.
            child();
        }
        children.push(pid);
    }
    Ok(())
}

fn child() -> ! {
    // fastrand seeds itself when it is first used, from the clock. Here that is in each child, so
    // each draws numbers of its own, unless two read the clock in the same nanosecond. Had the
    // parent drawn a single number before the loop, the children would have inherited the seeded
    // generator, and all three would draw the same.
    let seconds = fastrand::u64(1..=5);
    let code = fastrand::i32(0..=2);
    // If this cannot be printed, neither can the parent's lines, and it is the parent who tells.
    let _ = writeln!(
        io::stdout(),
        "In child {} waiting for {seconds} and then exiting with {code}",
        process::id()
    );
    thread::sleep(Duration::from_secs(seconds));
    // exit first flushes what is still to be printed, and calls what was registered with atexit.
    // _exit would do neither, and end the process at once.
    process::exit(code)
}

fn reap(children: &mut Vec<pid_t>) -> Result<(), String> {
    let mut printed = Ok(());

    while !children.is_empty() {
        let mut status = 0;
        // Python  pid, exit_code = os.wait()
        // C       pid = wait(&status);
        // SAFETY: status lives until the call returns.
        let waited = unsafe { wait(&mut status) };

        let pid = waited.map_err(|error| match error.raw_os_error() {
            // There are children in our list, and none is left: somebody reaped them. If whoever
            // started this program had SIGCHLD ignored, that is the kernel itself.
            Some(libc::ECHILD) => format!("wait: {error}: is SIGCHLD ignored?"),
            _ => format!("wait: {error}"),
        })?;

        // A list, not a counter: `sh -c 'sleep 1 & exec blocking'` hands us a child that we never
        // forked. A counter would take it for one of our three.
        let Some(place) = children.iter().position(|&child| child == pid) else {
            continue;
        };
        children.remove(place);

        // Python  print(pid, exit_code // 256)
        let line = match WaitStatus::from_raw(status) {
            // Killed by signal 9, a child has the status 9, and 9 // 256 is 0: success. It never
            // gave an exit code.
            killed @ WaitStatus::Signaled { .. } => format!("{pid} {killed}"),
            _ => format!("{pid} {}", WEXITSTATUS(status)),
        };
        printed = printed.and(writeln!(io::stdout(), "{line}"));
    }
    printed.map_err(|error| format!("write: {error}"))
}
