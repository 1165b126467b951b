//! What if there is no room for another process?
//!
//!     cargo run --example too_many
//!
//! prints, for example,
//!
//!     RLIMIT_NPROC 2: child 9661 fits
//!     fork: Resource temporarily unavailable (os error 11)
//!     9661 reaped
//!     fork: works
//!
//! `fork` makes no child, and fails with EAGAIN. A child that has ended keeps its place until its
//! parent reaps it. So reap, and try again.

use std::io::{self, ErrorKind, Write};
use std::time::Duration;
use std::{mem, process, ptr, thread};

use fork_and_wait::{check, fork, pid_t, waitpid};

/// No user has so many processes. If fork still fails, RLIMIT_NPROC is not the reason.
const MOST: libc::rlim_t = 100_000;

fn main() -> io::Result<()> {
    // SAFETY: geteuid takes nothing.
    if unsafe { libc::geteuid() } == 0 {
        become_another_user()?;
    }
    // If another limit leaves no room already, this line fails, and the program ends.
    reap(child()?)?;

    // The limit counts all processes of this user, and we do not know how many those are. We are
    // one of them, so we begin at 1, and go up until fork works. That child takes the last place.
    let mut limit = 1;
    let last = loop {
        set_limit(limit)?;
        match child() {
            Ok(pid) => break pid,
            // Rust calls EAGAIN WouldBlock, Python calls it BlockingIOError.
            Err(error) if error.kind() == ErrorKind::WouldBlock && limit < MOST => limit += 1,
            Err(error) => return Err(error),
        }
    };
    writeln!(io::stdout(), "RLIMIT_NPROC {limit}: child {last} fits")?;

    // The child ends meanwhile. As a zombie it keeps its place.
    thread::sleep(Duration::from_millis(100));
    match child() {
        Ok(_) => return Err(io::Error::other("the limit did not stop fork")),
        Err(error) if error.kind() != ErrorKind::WouldBlock => return Err(error),
        Err(error) => writeln!(io::stdout(), "fork: {error}")?,
    }

    // Without this line the last fork would fail as well.
    reap(last)?;
    writeln!(io::stdout(), "{last} reaped")?;
    let pid = child()?;
    writeln!(io::stdout(), "fork: works")?;
    reap(pid)
}

/// The limit does not stop root. So root becomes a user who most likely has no process.
fn become_another_user() -> io::Result<()> {
    let id = 61184 + process::id() % 4096;
    // In this order: after setuid we are not root any more, and could not give up root's groups.
    // Python  os.setgroups([]), os.setgid(id), os.setuid(id)
    // C       setgroups(0, NULL), setgid(id), setuid(id)
    // SAFETY: a list of no groups may be null, and the others take only a number.
    unsafe {
        check(libc::setgroups(0, ptr::null()))?;
        check(libc::setgid(id))?;
        check(libc::setuid(id))?;
    }
    Ok(())
}

/// A child that ends at once.
fn child() -> io::Result<pid_t> {
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        process::exit(0);
    }
    Ok(pid)
}

fn reap(pid: pid_t) -> io::Result<()> {
    // Python  os.waitpid(pid, 0)
    // C       waitpid(pid, NULL, 0);
    // SAFETY: a null status is allowed.
    unsafe { waitpid(pid, ptr::null_mut(), 0) }.map(|_| ())
}

fn set_limit(limit: libc::rlim_t) -> io::Result<()> {
    // SAFETY: both members are numbers, and may be 0. limits exists until the calls return.
    unsafe {
        let mut limits: libc::rlimit = mem::zeroed();
        // Python  soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
        // C       getrlimit(RLIMIT_NPROC, &limits);
        check(libc::getrlimit(libc::RLIMIT_NPROC, &mut limits))?;
        // Only the soft limit stops fork. The hard limit says how far the soft one may be raised.
        limits.rlim_cur = limit;
        // Python  resource.setrlimit(resource.RLIMIT_NPROC, (limit, hard))
        // C       setrlimit(RLIMIT_NPROC, &limits);
        check(libc::setrlimit(libc::RLIMIT_NPROC, &limits))?;
    }
    Ok(())
}
