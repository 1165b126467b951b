//! How do I wait at most two seconds?
//!
//!     cargo run --example timeout
//!
//! prints, for example,
//!
//!     10627 is done in 0.5 s  nothing sent      after 0.50 s exited with 0
//!     10628 takes 6 s         SIGTERM           after 2.00 s killed by signal 15 (SIGTERM)
//!     10629 ignores SIGTERM   SIGTERM, SIGKILL  after 2.50 s killed by signal 9 (SIGKILL)
//!
//! `waitpid` has no time limit, but `poll` has one. So the child keeps the writing end of a pipe
//! open, and the parent polls the reading end. When the child ends, the pipe ends, and `poll`
//! returns. A child that is late gets SIGTERM, and half a second later SIGKILL.

use std::io::{self, ErrorKind, PipeReader, Write};
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};
use std::{mem, process, ptr, thread};

use fork_and_wait::{WaitStatus, c_int, check, fork, waitpid};

fn main() -> io::Result<()> {
    run("is done in 0.5 s", 0.5, libc::SIG_DFL)?;
    run("takes 6 s", 6.0, libc::SIG_DFL)?;
    run("ignores SIGTERM", 6.0, libc::SIG_IGN)
}

fn run(what: &str, seconds: f64, sigterm: libc::sighandler_t) -> io::Result<()> {
    // The child inherits from us which signals are ignored or blocked. So we choose before the
    // fork, and ignore SIGTERM ourselves while the third child runs.
    // Python  signal.signal(signal.SIGTERM, sigterm)
    // C       signal(SIGTERM, sigterm);
    // SAFETY: SIG_DFL and SIG_IGN run no code of ours.
    if unsafe { libc::signal(libc::SIGTERM, sigterm) } == libc::SIG_ERR {
        return Err(io::Error::last_os_error());
    }
    // Without these lines SIGTERM may be blocked, and end no child.
    // Python  signal.pthread_sigmask(signal.SIG_SETMASK, [])
    // C       sigemptyset(&none);
    //         sigprocmask(SIG_SETMASK, &none, NULL);
    // SAFETY: a sigset_t is made of numbers, and sigemptyset fills it in before it is used.
    let mut none = unsafe { mem::zeroed() };
    // SAFETY: none exists until the call returns.
    unsafe { libc::sigemptyset(&mut none) };
    // SAFETY: none exists until the call returns, and the third argument may be null.
    check(unsafe { libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut()) })?;

    let begin = Instant::now();
    let (reader, writer) = io::pipe()?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // The child keeps the writing end open. However the child ends, the kernel then closes that
        // end.
        thread::sleep(Duration::from_secs_f64(seconds));
        process::exit(0);
    }
    // A pipe ends when no process has its writing end open. Without this line we would have it open
    // ourselves, and every child would be late.
    drop(writer);

    let mut sent = "nothing sent";
    if !ended_within(2.0, &reader)? {
        // The child may have ended a moment ago. Then the signal goes to its zombie, and does
        // nothing.
        // Python  os.kill(pid, signal.SIGTERM)
        // C       kill(pid, SIGTERM);
        // SAFETY: kill takes only numbers.
        check(unsafe { libc::kill(pid, libc::SIGTERM) })?;
        sent = "SIGTERM";
        if !ended_within(0.5, &reader)? {
            // No process can ignore SIGKILL. But a process that gets it cannot tidy up, so SIGKILL
            // comes last.
            // Python  os.kill(pid, signal.SIGKILL)
            // C       kill(pid, SIGKILL);
            // SAFETY: kill takes only numbers.
            check(unsafe { libc::kill(pid, libc::SIGKILL) })?;
            sent = "SIGTERM, SIGKILL";
        }
    }

    let mut status = 0;
    // When a process ends, the kernel closes its files first, and makes it a zombie a moment later.
    // So this call blocks, but not for long. With WNOHANG it would mostly return 0.
    // Python  _, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    let after = begin.elapsed().as_secs_f64();
    let status = WaitStatus::from_raw(status);
    writeln!(
        io::stdout(),
        "{pid} {what:16}  {sent:16}  after {after:.2} s {status}"
    )
}

fn ended_within(limit: f64, reader: &PipeReader) -> io::Result<bool> {
    let mut end = libc::pollfd {
        fd: reader.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    };
    // When a signal is handled, poll returns early, with -1 and EINTR. Then Python polls again for
    // the time that is left, and so do we. With the whole limit each time, one signal a second
    // could keep us here for ever.
    let deadline = Instant::now() + Duration::from_secs_f64(limit);
    while let Some(left) = deadline.checked_duration_since(Instant::now()) {
        // poll counts in whole milliseconds, so we round up.
        let ms = left.as_millis() as c_int + 1;
        // Python  ready = poll.poll(limit * 1000)
        // C       ready = poll(&end, 1, ms);
        // SAFETY: end is one pollfd, and exists until the call returns.
        match check(unsafe { libc::poll(&mut end, 1, ms) }) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // 1 means that something has happened to the pipe. No process writes, so it has ended.
            ready => return Ok(ready? == 1),
        }
    }
    Ok(false)
}
