//! How does a shell connect two commands?
//!
//!     cargo run --example pipeline
//!
//! prints, for example,
//!
//!     ls / | wc -l
//!     25
//!     ls exited with 0, wc exited with 0
//!     ls / | wc -l: the parent closes its end late
//!     wc waits: process 2377 has the writing end
//!     25
//!     ls exited with 0, wc exited with 0
//!     yes | head -1
//!     y
//!     yes killed by signal 13 (SIGPIPE), head exited with 0
//!
//! It makes a pipe and forks twice. In one child the writing end becomes stdout. In the other child
//! the reading end becomes stdin. Both call exec. The parent closes its own two ends: otherwise
//! `wc` never sees the end of its input, and `yes` is never killed.

use std::ffi::CStr;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::time::Duration;
use std::{process, ptr, thread};

use fork_and_wait::{WNOHANG, WaitStatus, c_int, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    writeln!(io::stdout(), "ls / | wc -l")?;
    let [ls, wc] = pipeline(&[c"ls", c"/"], &[c"wc", c"-l"], false)?;
    writeln!(io::stdout(), "ls {ls}, wc {wc}")?;

    writeln!(io::stdout(), "ls / | wc -l: the parent closes its end late")?;
    let [ls, wc] = pipeline(&[c"ls", c"/"], &[c"wc", c"-l"], true)?;
    writeln!(io::stdout(), "ls {ls}, wc {wc}")?;

    writeln!(io::stdout(), "yes | head -1")?;
    let [yes, head] = pipeline(&[c"yes"], &[c"head", c"-1"], false)?;
    writeln!(io::stdout(), "yes {yes}, head {head}")
}

fn pipeline(left: &[&CStr], right: &[&CStr], late: bool) -> io::Result<[WaitStatus; 2]> {
    // Python  reader, writer = os.pipe()
    // C       pipe2(ends, O_CLOEXEC);
    let (reader, writer) = io::pipe()?;

    // Python  first = os.fork()
    // C       first = fork();
    // SAFETY: this program has one thread.
    let first = unsafe { fork() }?;
    if first == 0 {
        child(left, writer.as_raw_fd(), libc::STDOUT_FILENO);
    }
    // If this fork fails, `?` leaves the function, and that closes the parent's two ends. Then no
    // process reads from the pipe, and the first child ends too.
    // SAFETY: this program has one thread.
    let second = unsafe { fork() }?;
    if second == 0 {
        child(right, reader.as_raw_fd(), libc::STDIN_FILENO);
    }

    // Without this line `yes` never ends. The kernel sends SIGPIPE only when no process has the
    // reading end open, and the parent would still have it.
    drop(reader);
    if late {
        thread::sleep(Duration::from_secs(1));
        // Python  pid, status = os.waitpid(second, os.WNOHANG)
        // C       pid = waitpid(second, NULL, WNOHANG);
        // SAFETY: a null status is allowed.
        let pid = unsafe { waitpid(second, ptr::null_mut(), WNOHANG) }?;
        if pid == 0 {
            let me = process::id();
            writeln!(io::stdout(), "wc waits: process {me} has the writing end")?;
        }
    }
    // Without this line `wc` waits for ever. It sees the end of its input only when no process has
    // the writing end open.
    drop(writer);

    // Usually we may wait in any order. There is one exception: Linux's command `unshare -p` starts
    // a program so that the program's first child has the PID 1, as in a container. Then the kernel
    // lets us reap that first child only after the second.
    let right = wait_for(second)?;
    Ok([wait_for(first)?, right])
}

fn child(command: &[&CStr], end: c_int, place: c_int) -> ! {
    // Both ends are marked close-on-exec, but the copy that dup2 makes is not. So after exec the
    // command has only this copy.
    // Python  os.dup2(end, place)
    // C       dup2(end, place);
    // SAFETY: dup2 takes only numbers.
    unsafe { libc::dup2(end, place) };

    // Rust ignores SIGPIPE before main begins, and an ignored signal stays ignored after exec.
    // Without this line `yes` is not killed: it prints an error message about a broken pipe.
    // Python  signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    // C       signal(SIGPIPE, SIG_DFL);
    // SAFETY: SIG_DFL means the default action. No code of ours runs when the signal comes.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };

    let mut argv: Vec<_> = command.iter().map(|word| word.as_ptr()).collect();
    argv.push(ptr::null());
    // Python  os.execvp(command[0], command)
    // C       execvp(argv[0], argv);
    // SAFETY: argv ends with null, and its other pointers exist until the call returns.
    unsafe { libc::execvp(argv[0], argv.as_ptr()) };
    process::exit(127)
}

fn wait_for(pid: pid_t) -> io::Result<WaitStatus> {
    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    let pid = unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code } if code != 0 => {
            Err(io::Error::other(format!("child {pid} exited with {code}")))
        }
        status => Ok(status),
    }
}
