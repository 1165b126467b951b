//! How do I ask whether a child has ended, and do something else if none has?
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
//! This is `blocking` with another call: `waitpid` with WNOHANG returns at once, whether a child
//! has ended or not.

use std::env;
use std::io::{self, Write};
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use fork_and_wait::{WEXITSTATUS, WNOHANG, WaitStatus, fork, pid_t, waitpid};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example nohang");
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
            let _ = writeln!(io::stderr(), "nohang: {reason}");
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
            // fork children of its own: seven in all, instead of three.
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

        // The one call that differs from `blocking`. -1 means any child, as it does for wait.
        // Python  pid, exit_code = os.waitpid(-1, os.WNOHANG)
        // C       pid = waitpid(-1, &status, WNOHANG);
        // SAFETY: status lives until the call returns.
        let asked = unsafe { waitpid(-1, &mut status, WNOHANG) };

        let pid = asked.map_err(|error| match error.raw_os_error() {
            // There are children in our list, and none is left: somebody reaped them. If whoever
            // started this program had SIGCHLD ignored, that is the kernel itself.
            Some(libc::ECHILD) => format!("waitpid: {error}: is SIGCHLD ignored?"),
            _ => format!("waitpid: {error}"),
        })?;

        if pid == 0 {
            // 0 is no child's PID, so it can mean: there are children, and none has ended yet.
            // status was not written to. Without the sleep we would ask hundreds of thousands of
            // times a second.
            let line = "do something else or just wait 1 sec";
            printed = printed.and(writeln!(io::stdout(), "{line}"));
            thread::sleep(Duration::from_secs(1));
            continue;
        }

        // A list, not a counter: `sh -c 'sleep 1 & exec nohang'` hands us a child that we never
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
