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
//! This is `blocking` for a program that others depend on. Each addition answers one thing that can
//! go wrong, and most name a command that makes it go wrong. Build it, and try them all.

use std::io::{self, PipeReader, Write};
use std::os::fd::AsRawFd;
use std::process::{self, ExitCode};

use fork_and_wait::{WEXITSTATUS, WIFEXITED, WIFSTOPPED, WUNTRACED, WaitStatus, fork, waitpid};

fn main() -> ExitCode {
    match three_children() {
        Ok(()) => ExitCode::SUCCESS,
        // One line for the user: which program, which call, and why. eprintln! would panic if writing
        // to stderr fails.
        Err(trouble) => {
            let _ = writeln!(io::stderr(), "careful: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn three_children() -> Result<(), String> {
    let mut children = Vec::new();
    // The first trouble is reported at the end, when every child has been waited for.
    let mut trouble = Ok(());

    // Try it:  env --ignore-signal=CHLD target/debug/examples/careful
    // On Linux an ignored SIGCHLD stays ignored through exec, so the program that starts us decides for us.
    // Without this line the kernel then throws the wait statuses away, and waitpid fails.
    // Python  signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    // C       signal(SIGCHLD, SIG_DFL);
    // SAFETY: SIG_DFL is no function that could do harm.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };

    // Try it:  kill -INT PARENT, or kill -9 PARENT
    // Nobody writes into this pipe. We keep the writing end open as long as we live, and the children
    // watch the reading end. (Ctrl-C does not need it: it sends SIGINT to the children as well.)
    let (reader, writer) = io::pipe().map_err(|error| format!("pipe: {error}"))?;

    for _ in 0..3 {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        match unsafe { fork() } {
            Ok(0) => {
                // Without this line the child would hold the pipe open itself.
                drop(writer);
                child(&reader);
            }
            Ok(pid) => children.push(pid),
            // Try it:  prlimit --nproc=1 target/debug/examples/careful, but not as root
            // A second attempt would fail as well, so go on with the children that there are.
            Err(error) => {
                trouble = Err(format!("fork: {error} (too many processes? see ulimit -u)"));
                break;
            }
        }
    }

    while !children.is_empty() {
        let mut status = 0;
        // WUNTRACED reports stopped children too. Without it we would wait in silence for a child that
        // somebody has stopped.
        // Try it:  kill -STOP CHILD, and then kill -CONT CHILD
        // Python  pid, status = os.waitpid(-1, os.WUNTRACED)
        // C       pid = waitpid(-1, &status, WUNTRACED);
        // SAFETY: status lives until the call returns.
        let pid = match unsafe { waitpid(-1, &mut status, WUNTRACED) } {
            Ok(pid) => pid,
            // A second thread, a signal handler or a library may wait as well. We never get a status that
            // somebody else has reaped.
            Err(error) => {
                let lost = format!("waitpid: {error} (did somebody else reap {children:?}?)");
                trouble = trouble.and(Err(lost));
                break;
            }
        };

        // Try it:  sh -c 'sleep 1 & exec target/debug/examples/careful'
        // exec keeps the children of the shell. This one is not ours to report.
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
            trouble = trouble.and(Err(format!("write: {error}")));
        }

        // A stopped child has not ended. If we took it off the list, nobody would wait for it.
        if !WIFSTOPPED(status) {
            children.retain(|&other| other != pid);
        }
    }
    trouble
}

fn child(reader: &PipeReader) -> ! {
    let seconds = fastrand::i32(1..=5);
    let code = fastrand::i32(0..=2);
    // If this cannot be printed, the parent's lines cannot either, and the parent reports it.
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
    // poll waits until the pipe ends, but not longer than the time that we give it. So this is a sleep
    // that ends early if the parent ends.
    // Python  poll.poll(seconds * 1000)
    // C       poll(&parent, 1, seconds * 1000);
    // SAFETY: parent is one pollfd, and lives until the call returns.
    unsafe { libc::poll(&mut parent, 1, seconds * 1000) };
    process::exit(code)
}
