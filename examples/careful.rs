//! What can go wrong, and what does a careful program do?
//!
//!     cargo run --example careful
//!
//! prints the same as `blocking`, for example,
//!
//!     In child 9660 waiting for 3 and then exiting with 0
//!     In child 9661 waiting for 4 and then exiting with 2
//!     In child 9662 waiting for 5 and then exiting with 2
//!     9660 0
//!     9661 2
//!     9662 2
//!
//! This is `blocking`, as a program that others can depend on. Each addition is for one thing that
//! can go wrong, and most additions name a command that makes it go wrong. Build the program, and
//! try them all.

use std::io::{self, PipeReader, Write};
use std::os::fd::AsRawFd;
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use fork_and_wait::{
    WEXITSTATUS, WIFEXITED, WIFSTOPPED, WUNTRACED, WaitStatus, c_int, check, fork, waitpid,
};

fn main() -> ExitCode {
    match three_children() {
        None => ExitCode::SUCCESS,
        // One line for the user: which program, which call, and why. eprintln! would panic if
        // stderr cannot be written to.
        Some(trouble) => {
            let _ = writeln!(io::stderr(), "careful: {trouble}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the first trouble, after it has waited for every child.
fn three_children() -> Option<String> {
    let mut children = Vec::new();
    let mut trouble = None;

    // Try it:  env --ignore-signal=CHLD target/debug/examples/careful
    // On Linux an ignored SIGCHLD stays ignored through exec, so the program that starts us decides
    // for us. Without this line the kernel may keep no wait statuses, and then waitpid fails.
    // Python  signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    // C       signal(SIGCHLD, SIG_DFL);
    // SAFETY: SIG_DFL runs no code of ours. signal returns SIG_ERR, -1, when it fails.
    if let Err(error) = check(unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) } as c_int) {
        return Some(format!("signal: {error}"));
    }

    // Try it:  kill -INT PARENT, or kill -9 PARENT
    // No process writes into this pipe. We keep the writing end open as long as we live, and the
    // children watch the reading end. (After Ctrl-C the pipe is not needed: the children get SIGINT
    // as well.)
    let (reader, writer) = match io::pipe() {
        Ok(ends) => ends,
        Err(error) => return Some(format!("pipe: {error}")),
    };

    for _ in 0..3 {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        match unsafe { fork() } {
            Ok(0) => {
                // Without this line the child would have the writing end open itself.
                drop(writer);
                child(&reader);
            }
            Ok(pid) => children.push(pid),
            // Try it:  prlimit --nproc=1 target/debug/examples/careful, but not as root
            // Another fork would fail as well, so we go on with the children that we have.
            Err(error) => {
                trouble = Some(format!("fork: {error}"));
                break;
            }
        }
    }

    while !children.is_empty() {
        let mut status = 0;
        // With WUNTRACED, waitpid reports stopped children too. Without it we would wait in silence
        // for a child that somebody has stopped.
        // Try it:  kill -STOP CHILD, and then kill -CONT CHILD
        // -1 also reaps the children of a library. It is right in a whole program that uses no
        // library that forks. Otherwise wait for each PID.
        // Python  pid, status = os.waitpid(-1, os.WUNTRACED)
        // C       pid = waitpid(-1, &status, WUNTRACED);
        // SAFETY: status exists until the call returns.
        let pid = match unsafe { waitpid(-1, &mut status, WUNTRACED) } {
            Ok(pid) => pid,
            // A second thread, a signal handler or a library may wait as well. If one of them has
            // reaped our child, we never get its status.
            Err(error) => {
                trouble.get_or_insert(format!("waitpid: {error}, cannot reap {children:?}"));
                break;
            }
        };

        // Try it:  sh -c 'sleep 1 & exec target/debug/examples/careful'
        // The shell starts a child and then becomes our program, so its child is now ours. We did
        // not fork that child, so we do not report it.
        if !children.contains(&pid) {
            continue;
        }

        // Try it:  kill -9 CHILD
        let line = if WIFEXITED(status) {
            format!("{pid} {}", WEXITSTATUS(status))
        } else {
            format!("{pid} {}", WaitStatus::from_raw(status))
        };
        // Try it:  target/debug/examples/careful > /dev/full, or … | true
        // `?` would return here, and nobody would wait for the other children.
        if let Err(error) = writeln!(io::stdout(), "{line}") {
            trouble.get_or_insert(format!("write: {error}"));
        }

        // A stopped child has not ended. If we took it off the list, we would not wait for its end.
        if !WIFSTOPPED(status) {
            children.retain(|&child| child != pid);
        }
    }
    trouble
}

fn child(reader: &PipeReader) -> ! {
    let seconds = fastrand::i32(1..=5);
    let code = fastrand::i32(0..=2);
    // If this line cannot be printed, the parent's lines cannot either, and the parent reports the
    // error.
    let _ = writeln!(
        io::stdout(),
        "In child {} waiting for {seconds} and then exiting with {code}",
        process::id()
    );
    let mut parent = libc::pollfd {
        fd: reader.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    };
    // poll waits until the pipe ends, but not longer than the time that we pass in. So this is a
    // sleep that ends early if the parent ends.
    // Python  poll.poll(seconds * 1000)
    // C       poll(&parent, 1, seconds * 1000);
    // If poll fails, we sleep all the same, and only miss the end of the parent.
    // SAFETY: parent is one pollfd, and exists until the call returns.
    if check(unsafe { libc::poll(&mut parent, 1, seconds * 1000) }).is_err() {
        thread::sleep(Duration::from_secs(seconds as u64));
    }
    process::exit(code)
}
