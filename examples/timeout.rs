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

use std::io::{self, PipeReader, Write};
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};
use std::{mem, process, ptr, thread};

use fork_and_wait::{WaitStatus, c_int, fork, waitpid};

fn main() -> io::Result<()> {
    run("is done in 0.5 s", 0.5, libc::SIG_DFL)?;
    run("takes 6 s", 6.0, libc::SIG_DFL)?;
    run("ignores SIGTERM", 6.0, libc::SIG_IGN)
}

fn run(what: &str, seconds: f64, sigterm: libc::sighandler_t) -> io::Result<()> {
    let begin = Instant::now();
    let (reader, writer) = io::pipe()?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // The child keeps the writing end open. In whatever way the child ends, the kernel then
        // closes that end.
        child(seconds, sigterm);
    }
    // A pipe ends when no process has its writing end open. Without this line we would have it open
    // ourselves, and every child would be late.
    drop(writer);

    let mut sent = "nothing sent";
    if !ended_within(2.0, &reader) {
        sent = "SIGTERM";
        // The child may have ended a moment ago. Then the signal goes to its zombie, and does
        // nothing.
        // Python  os.kill(pid, signal.SIGTERM)
        // C       kill(pid, SIGTERM);
        // SAFETY: kill takes only numbers.
        unsafe { libc::kill(pid, libc::SIGTERM) };
        if !ended_within(0.5, &reader) {
            sent = "SIGTERM, SIGKILL";
            // No process can ignore SIGKILL. But a process that gets it cannot tidy up, so SIGKILL
            // comes last.
            // Python  os.kill(pid, signal.SIGKILL)
            // C       kill(pid, SIGKILL);
            // SAFETY: kill takes only numbers.
            unsafe { libc::kill(pid, libc::SIGKILL) };
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

fn child(seconds: f64, sigterm: libc::sighandler_t) -> ! {
    // A child inherits from its parent which signals are ignored or blocked, and we have inherited
    // that from the program that started us. Without these lines SIGTERM may have no effect on the
    // second child either.
    // Python  signal.signal(signal.SIGTERM, sigterm)
    //         signal.pthread_sigmask(signal.SIG_SETMASK, [])
    // C       signal(SIGTERM, sigterm);
    //         sigprocmask(SIG_SETMASK, &none, NULL);
    // SAFETY: SIG_DFL and SIG_IGN run no code of ours, and sigemptyset fills in the set before it
    // is used.
    unsafe {
        libc::signal(libc::SIGTERM, sigterm);
        let mut none = mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut());
    }
    thread::sleep(Duration::from_secs_f64(seconds));
    process::exit(0)
}

fn ended_within(limit: f64, reader: &PipeReader) -> bool {
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
        // Python  ready = poll.poll(limit * 1000)
        // C       ready = poll(&end, 1, ms);
        // poll counts in whole milliseconds, so we round up. It returns 1 when something has
        // happened to the pipe. No process writes, so the pipe has ended.
        // SAFETY: end is one pollfd, and exists until the call returns.
        if unsafe { libc::poll(&mut end, 1, left.as_millis() as c_int + 1) } == 1 {
            return true;
        }
    }
    false
}
