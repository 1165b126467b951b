//! How do I wait at most two seconds?
//!
//!     cargo run --example timeout
//!
//! prints, for example,
//!
//!     10627 is done in 0.5 s  nothing sent      reaped after 0.50 s: exited with 0
//!     10628 goes on and on    SIGTERM           reaped after 2.00 s: killed by signal 15 (SIGTERM)
//!     10629 ignores SIGTERM   SIGTERM, SIGKILL  reaped after 2.50 s: killed by signal 9 (SIGKILL)
//!
//! `waitpid` knows no time limit, but `poll` does. So each child holds a pipe open, and the parent
//! polls the other side: the pipe comes to its end when the child does. A child that is late is
//! asked to go (SIGTERM), and half a second later is made to (SIGKILL).

use std::env;
use std::io::{self, PipeReader, Write};
use std::os::fd::AsRawFd;
use std::os::unix::process::parent_id;
use std::process::{self, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use fork_and_wait::{WaitStatus, c_int, fork, pid_t, waitpid};

const LIMIT: Duration = Duration::from_secs(2);
const GRACE: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example timeout");
        return ExitCode::from(2);
    }
    match three() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "timeout: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn three() -> Result<(), String> {
    let half = Duration::from_millis(500);
    run("is done in 0.5 s", libc::SIG_DFL, half)?;
    run("goes on and on", libc::SIG_DFL, Duration::MAX)?;
    run("ignores SIGTERM", libc::SIG_IGN, Duration::MAX)
}

fn run(what: &str, sigterm: libc::sighandler_t, work: Duration) -> Result<(), String> {
    let begin = Instant::now();
    let parent = process::id();
    let (reader, writer) = io::pipe().map_err(|error| format!("pipe: {error}"))?;

    // fork hands this on. Were it left to the child, SIGTERM might come first.
    // Python  before = signal.signal(signal.SIGTERM, sigterm)
    // C       before = signal(SIGTERM, sigterm);
    // SAFETY: neither SIG_DFL nor SIG_IGN calls a function of ours.
    let before = unsafe { libc::signal(libc::SIGTERM, sigterm) };
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let forked = unsafe { fork() };
    if let Ok(0) = forked {
        // The writer stays open in here. The kernel closes it when the child ends, however it does.
        child(parent, work);
    }
    // SAFETY: this is what was there before.
    unsafe { libc::signal(libc::SIGTERM, before) };
    let pid = forked.map_err(|error| format!("fork: {error}"))?;

    // A pipe ends when nobody can write to it any more, and so far we could. The next child would
    // get a copy as well: io::pipe has both sides closed by exec, but fork copies them.
    drop(writer);

    let sent = stop(pid, &reader);
    if sent.is_err() {
        // SAFETY: as in stop.
        unsafe { libc::kill(pid, libc::SIGKILL) };
    }

    let mut status = 0;
    // A process that ends first closes its files, and only then becomes a zombie. This waits for as
    // long as that takes: an ask with WNOHANG mostly comes too early.
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    let reaped = unsafe { waitpid(pid, &mut status, 0) };
    reaped.map_err(|error| match error.raw_os_error() {
        // The child was there, and nobody but us waits for it.
        Some(libc::ECHILD) => format!("waitpid: {error}: is SIGCHLD ignored?"),
        _ => format!("waitpid: {error}"),
    })?;

    let (sent, after) = (sent?, begin.elapsed().as_secs_f64());
    let ended = WaitStatus::from_raw(status).to_string();
    let line = format!("{pid} {what:16}  {sent:16}  reaped after {after:.2} s: {ended}");
    writeln!(io::stdout(), "{line}").map_err(|error| format!("write: {error}"))
}

fn child(parent: u32, work: Duration) -> ! {
    let begin = Instant::now();
    // It looks for its parent, or it would go on and on when the parent has been killed.
    while begin.elapsed() < work && parent_id() == parent {
        thread::sleep(Duration::from_millis(50));
    }
    process::exit(0)
}

/// Waits for the child to end, and sees to it that it does. Tells what it was sent.
fn stop(pid: pid_t, reader: &PipeReader) -> Result<&'static str, String> {
    if ended_within(reader, LIMIT)? {
        return Ok("nothing sent");
    }
    // The child may have ended since. Then this goes to its zombie and has no effect: until it is
    // reaped, nobody else is given its PID.
    // Python  os.kill(pid, signal.SIGTERM)
    // C       kill(pid, SIGTERM);
    // SAFETY: kill takes nothing but numbers.
    unsafe { libc::kill(pid, libc::SIGTERM) };
    if ended_within(reader, GRACE)? {
        return Ok("SIGTERM");
    }
    // Nobody can ignore this one. But nobody can tidy up either, so it comes last.
    // Python  os.kill(pid, signal.SIGKILL)
    // C       kill(pid, SIGKILL);
    // SAFETY: kill takes nothing but numbers.
    unsafe { libc::kill(pid, libc::SIGKILL) };
    Ok("SIGTERM, SIGKILL")
}

fn ended_within(reader: &PipeReader, limit: Duration) -> Result<bool, String> {
    let begin = Instant::now();
    loop {
        let mut end = libc::pollfd {
            fd: reader.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        // Rounded up: poll counts in milliseconds, and we do not want to be one early.
        let left = limit.saturating_sub(begin.elapsed());
        let ms = left.as_nanos().div_ceil(1_000_000) as c_int;
        // Python  ready = poll.poll(ms)
        // C       ready = poll(&end, 1, ms);
        // SAFETY: end is one pollfd, and lives until the call returns.
        let ready = unsafe { libc::poll(&mut end, 1, ms) };
        if ready != -1 {
            // 0: the time is over. 1: there is something to read, and that can only be the end.
            return Ok(ready == 1);
        }
        // A signal? Then once more, for the time that is left. With the whole limit, a signal a
        // second would keep us here for ever.
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(format!("poll: {error}"));
        }
    }
}
