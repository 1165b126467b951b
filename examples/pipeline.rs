//! How does a shell connect two commands?
//!
//!     cargo run --example pipeline
//!
//! prints, for example,
//!
//!     ls / | wc -l
//!     25
//!     ls exited with 0, wc exited with 0
//!     yes | head -1
//!     y
//!     yes killed by signal 13 (SIGPIPE), head exited with 0
//!
//! It makes a pipe and forks twice. In one child the writing end becomes stdout. In the other child
//! the reading end becomes stdin. Both call exec. The parent closes its own two ends: otherwise
//! `wc` never sees the end of its input, and `yes` is never killed.

use std::convert::Infallible;
use std::ffi::CStr;
use std::io::{self, BufRead, BufReader, PipeWriter, Write};
use std::os::fd::AsRawFd;
use std::{mem, process, ptr};

use fork_and_wait::{WaitStatus, c_int, check, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    writeln!(io::stdout(), "ls / | wc -l")?;
    let [wc, ls] = pipeline(&[c"ls", c"/"], &[c"wc", c"-l"])?;
    writeln!(io::stdout(), "ls {ls}, wc {wc}")?;

    writeln!(io::stdout(), "yes | head -1")?;
    let [head, yes] = pipeline(&[c"yes"], &[c"head", c"-1"])?;
    writeln!(io::stdout(), "yes {yes}, head {head}")
}

fn pipeline(left: &[&CStr], right: &[&CStr]) -> io::Result<[WaitStatus; 2]> {
    // Python  reader, writer = os.pipe()
    // C       pipe2(ends, O_CLOEXEC);
    let (reader, writer) = io::pipe()?;
    // In this second pipe a child says why it cannot become its command.
    let (why, tell) = io::pipe()?;

    // Python  first = os.fork()
    // C       first = fork();
    // SAFETY: this program has one thread.
    let first = unsafe { fork() }?;
    if first == 0 {
        child(left, writer.as_raw_fd(), libc::STDOUT_FILENO, tell);
    }
    // If this fork fails, `?` leaves the function, and that closes the parent's two ends. Then no
    // process reads from the pipe, and the first child ends too.
    // Python  second = os.fork()
    // C       second = fork();
    // SAFETY: this program has one thread.
    let second = unsafe { fork() }?;
    if second == 0 {
        child(right, reader.as_raw_fd(), libc::STDIN_FILENO, tell);
    }

    // Without this line `yes` never ends. The kernel sends SIGPIPE only when no process has the
    // reading end open, and the parent would still have it.
    drop(reader);
    // Without this line `wc` waits for ever. It sees the end of its input only when no process has
    // the writing end open.
    drop(writer);
    // The second pipe ends too, when both children have called exec.
    drop(tell);
    if let Some(why) = BufReader::new(why).lines().next() {
        return Err(io::Error::other(why?));
    }

    Ok([wait_for(second)?, wait_for(first)?])
}

fn child(command: &[&CStr], end: c_int, place: c_int, mut tell: PipeWriter) -> ! {
    let Err(error) = exec(command, end, place);
    let why = format!("{}: {error}\n", command[0].to_string_lossy());
    let _ = tell.write_all(why.as_bytes());
    process::exit(127)
}

/// There is no Ok: if execvp succeeds, it does not return, and the child is another program.
fn exec(command: &[&CStr], end: c_int, place: c_int) -> io::Result<Infallible> {
    // Both ends are marked close-on-exec, but the copy that dup2 makes is not. So after exec the
    // command has only this copy.
    // Python  os.dup2(end, place)
    // C       dup2(end, place);
    // SAFETY: dup2 takes only numbers.
    check(unsafe { libc::dup2(end, place) })?;

    // Rust ignores SIGPIPE before main begins, and an ignored signal stays ignored after exec. A
    // blocked signal stays blocked. Without these lines `yes` is not killed: it prints an error
    // message about a broken pipe.
    // Python  signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    // C       signal(SIGPIPE, SIG_DFL);
    // SAFETY: SIG_DFL means the default action. No code of ours runs when the signal comes.
    if unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) } == libc::SIG_ERR {
        return Err(io::Error::last_os_error());
    }
    // Python  signal.pthread_sigmask(signal.SIG_SETMASK, [])
    // C       sigemptyset(&none);
    //         sigprocmask(SIG_SETMASK, &none, NULL);
    // SAFETY: a sigset_t is made of numbers, and sigemptyset fills it in before it is used.
    let mut none = unsafe { mem::zeroed() };
    // SAFETY: none exists until the call returns.
    unsafe { libc::sigemptyset(&mut none) };
    // SAFETY: none exists until the call returns, and the third argument may be null.
    check(unsafe { libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut()) })?;

    let mut argv: Vec<_> = command.iter().map(|word| word.as_ptr()).collect();
    argv.push(ptr::null());
    // Python  os.execvp(command[0], command)
    // C       execvp(argv[0], argv);
    // SAFETY: argv ends with null, and its other pointers exist until the call returns.
    unsafe { libc::execvp(argv[0], argv.as_ptr()) };
    Err(io::Error::last_os_error())
}

fn wait_for(pid: pid_t) -> io::Result<WaitStatus> {
    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        // The command has failed, and has said why.
        WaitStatus::Exited { code: 1.. } => process::exit(1),
        status => Ok(status),
    }
}
