//! What if there is no room for another process?
//!
//!     cargo run --example too_many
//!
//! prints, for example,
//!
//!     limit 33: 32 children, fork: Resource temporarily unavailable (os error 11)
//!     32 reaped, fork: works
//!     my own limit: as before
//!
//! `fork` fails with EAGAIN, and nothing else happens. Children that have ended take up room until
//! they are reaped: reap, and try again.

use std::io::{self, Write};
use std::process::{self, ExitCode};
use std::{env, ptr};

use fork_and_wait::{WaitStatus, fork, pid_t, waitpid};

/// For so many children the limit leaves room.
const ROOM: usize = 32;
/// So many are the end, if it stops nobody.
const MOST: usize = 60;

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example too_many");
        return ExitCode::from(2);
    }
    run().unwrap_or_else(|reason| {
        let _ = writeln!(io::stderr(), "too_many: {reason}");
        ExitCode::FAILURE
    })
}

fn run() -> Result<ExitCode, String> {
    // If SIGCHLD is ignored, the kernel reaps, and room comes back before we see that it is gone.
    // SAFETY: SIG_DFL is no handler: no code of ours will run in the middle of something else.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };

    let before = limits()?;

    // Each process has a limit of its own, and its children begin with a copy. So we leave ours as
    // it is, and a child lowers its own, which ends with it.
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if pid == 0 {
        let mut children = Vec::new();
        let filled = fill(&mut children, before);
        // Also when something failed half way: whoever was started is reaped.
        let told = filled.and(reap(&mut children));
        if let Err(reason) = &told {
            let _ = writeln!(io::stderr(), "too_many: {reason}");
        }
        process::exit(i32::from(told.is_err()));
    }

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }.map_err(|error| format!("waitpid: {error}"))?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => {}
        // It has said why.
        WaitStatus::Exited { .. } => return Ok(ExitCode::FAILURE),
        _ => return Err(format!("the child has ended with the wait status {status}")),
    }

    let same = limits()?.rlim_cur == before.rlim_cur;
    let how = if same { "as before" } else { "changed" };
    say(format!("my own limit: {how}"))?;
    Ok(ExitCode::SUCCESS)
}

fn fill(children: &mut Vec<pid_t>, before: libc::rlimit) -> Result<(), String> {
    // The limit does not stop root. So root becomes another user, one that has most likely no other
    // process. In a container with no other users that fails, but its root is an ordinary user
    // outside, and is stopped.
    // Python  os.setuid(61184 + os.getpid() % 4096)
    // C       setuid(61184 + getpid() % 4096);
    // SAFETY: both calls take nothing but numbers.
    unsafe {
        if libc::geteuid() == 0 {
            libc::setuid(61184 + process::id() % 4096);
        }
    }

    // The limit counts everything that this user runs, and no call says how much that is. So it
    // begins at 1, and goes up by one each time that fork fails, until there are 32 children. A
    // fork that fails makes no process; it took 7 microseconds.
    let mut limit = 1;
    let most = before.rlim_cur.min(100_000);
    let full = loop {
        // Only the soft limit, which is the one that counts. The hard one says how far that may go
        // up again, and once lowered, it stays so for all but root.
        let limits = libc::rlimit {
            rlim_cur: limit,
            ..before
        };
        // Python  resource.setrlimit(resource.RLIMIT_NPROC, (limit, hard))
        // C       setrlimit(RLIMIT_NPROC, &limits);
        // SAFETY: limits lives until the call returns.
        if unsafe { libc::setrlimit(libc::RLIMIT_NPROC, &limits) } == -1 {
            return Err(format!("setrlimit: {}", io::Error::last_os_error()));
        }
        match child() {
            Ok(pid) => children.push(pid),
            Err(error) if error.raw_os_error() != Some(libc::EAGAIN) => {
                return Err(format!("fork: {error}"));
            }
            Err(error) if children.len() >= ROOM || limit >= most => break error,
            Err(_) => limit += 1,
        }
        if children.len() == MOST {
            return Err(format!("a limit of {limit} stopped none of {MOST} forks"));
        }
    };
    let count = children.len();
    say(format!("limit {limit}: {count} children, fork: {full}"))?;

    // A child that has ended takes up as much room as one that works, until it is reaped.
    reap(children)?;
    children.push(child().map_err(|error| format!("fork: {error}"))?);
    say(format!("{count} reaped, fork: works"))
}

/// A child that ends at once.
fn child() -> io::Result<pid_t> {
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        process::exit(0);
    }
    Ok(pid)
}

fn reap(children: &mut Vec<pid_t>) -> Result<(), String> {
    while let Some(pid) = children.pop() {
        // Python  os.waitpid(pid, 0)
        // C       waitpid(pid, NULL, 0);
        // SAFETY: a null status is allowed.
        let reaped = unsafe { waitpid(pid, ptr::null_mut(), 0) };
        reaped.map_err(|error| format!("waitpid: {error}"))?;
    }
    Ok(())
}

fn limits() -> Result<libc::rlimit, String> {
    let mut limits = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // Python  soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    // C       getrlimit(RLIMIT_NPROC, &limits);
    // SAFETY: limits lives until the call returns.
    match unsafe { libc::getrlimit(libc::RLIMIT_NPROC, &mut limits) } {
        -1 => Err(format!("getrlimit: {}", io::Error::last_os_error())),
        _ => Ok(limits),
    }
}

fn say(line: String) -> Result<(), String> {
    writeln!(io::stdout(), "{line}").map_err(|error| format!("write: {error}"))
}
