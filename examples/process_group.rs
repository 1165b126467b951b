//! How do I wait for some of my children?
//!
//!     cargo run --example process_group
//!
//! prints, for example,
//!
//!     5711 is in group 5711
//!     5712 is in group 5711
//!     5713 is in mine
//!     SIGTERM to group 5711
//!     5711 killed by signal 15 (SIGTERM)
//!     5712 killed by signal 15 (SIGTERM)
//!     waitpid(-5711): No child processes (os error 10)
//!     5713 is still running
//!     5713 exited with 0
//!
//! Put them into a process group of their own. `waitpid` with the negative number of the group
//! waits for its members and for no other child, and `kill` reaches them all with one call.

use std::io::{self, PipeWriter, Read, Write};
use std::process::{self, ExitCode};
use std::ptr;
use std::{env, mem};

use fork_and_wait::{WNOHANG, WaitStatus, c_int, fork, pid_t, waitpid};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example process_group");
        return ExitCode::from(2);
    }

    let mut children = Vec::new();
    let told = start(&mut children).and_then(|(group, pipe)| tell(&mut children, group, pipe));
    // If something failed on the way, the pipe is closed by now, and whoever is left ends.
    for pid in children {
        // Python  os.waitpid(pid, 0)
        // C       waitpid(pid, NULL, 0);
        // SAFETY: a null status is allowed.
        let _ = unsafe { waitpid(pid, ptr::null_mut(), 0) };
    }

    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "process_group: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Two children in a group, and one outside.
fn start(children: &mut Vec<pid_t>) -> Result<(pid_t, PipeWriter), String> {
    // Each child reads from this pipe, into which nobody writes, and so stays until its last writer
    // is closed. The kernel does that too, when we die. Without it the two in the group would stay
    // for ever after a Ctrl-C, which goes to the group in the foreground only: ours.
    let (mut reader, writer) = io::pipe().map_err(|error| format!("pipe: {error}"))?;

    // Whoever started us may have ignored or blocked SIGTERM, and children inherit both. The signal
    // would then end nobody, and we would wait for ever.
    // SAFETY: SIG_DFL is no handler: no code of ours will run in the middle of something else.
    // sigemptyset fills in the set before it is used.
    unsafe {
        libc::signal(libc::SIGTERM, libc::SIG_DFL);
        let mut sigterm = mem::zeroed();
        libc::sigemptyset(&mut sigterm);
        libc::sigaddset(&mut sigterm, libc::SIGTERM);
        libc::sigprocmask(libc::SIG_UNBLOCK, &sigterm, ptr::null_mut());
    }

    let mut group = 0;
    for inside in [true, true, false] {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread, so the child may do whatever its parent could.
        let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;

        if pid == 0 {
            if inside {
                // The first 0 is the caller. The second, which only the first child gives, asks for
                // a new group that has the child's PID for its number.
                // Python  os.setpgid(0, group)
                // C       setpgid(0, group);
                // SAFETY: setpgid takes nothing but numbers. If it fails, so does our parent's.
                unsafe { libc::setpgid(0, group) };
            }
            // With a writer of its own the child would wait for itself.
            drop(writer);
            let _ = reader.read_exact(&mut [0]);
            process::exit(0);
        }

        children.push(pid);
        if inside {
            // The same once more, since nobody knows who runs first. Without the child's call, it
            // may be at work before it is in the group. Without ours, the kill below may come
            // before there is a group: 126 of 300 runs failed.
            // Python  os.setpgid(pid, group)
            // C       setpgid(pid, group);
            // SAFETY: setpgid takes nothing but numbers.
            if unsafe { libc::setpgid(pid, group) } == -1 {
                return Err(format!("setpgid: {}", io::Error::last_os_error()));
            }
            if group == 0 {
                group = pid;
            }
            say(format!("{pid} is in group {group}"))?;
        } else {
            say(format!("{pid} is in mine"))?;
        }
    }
    Ok((group, writer))
}

fn tell(children: &mut Vec<pid_t>, group: pid_t, pipe: PipeWriter) -> Result<(), String> {
    say(format!("SIGTERM to group {group}"))?;
    // Python  os.kill(-group, signal.SIGTERM)
    // C       kill(-group, SIGTERM);
    // SAFETY: kill takes nothing but numbers.
    if unsafe { libc::kill(-group, libc::SIGTERM) } == -1 {
        return Err(format!("kill: {}", io::Error::last_os_error()));
    }

    let mut status = 0;
    let nobody = loop {
        // Python  pid, status = os.waitpid(-group, 0)
        // C       pid = waitpid(-group, &status, 0);
        // SAFETY: status lives until the call returns.
        match unsafe { waitpid(-group, &mut status, 0) } {
            Ok(pid) => {
                children.retain(|&child| child != pid);
                report(pid, status)?;
            }
            Err(error) if error.raw_os_error() == Some(libc::ECHILD) => break error,
            Err(error) => return Err(format!("waitpid: {error}")),
        }
    };
    // The one outside did not count. waitpid(-1) would now wait for it, and it waits for us.
    let [outside] = children[..] else {
        return Err(format!("waitpid: {nobody}: is SIGCHLD ignored?"));
    };
    say(format!("waitpid(-{group}): {nobody}"))?;

    // Python  pid, status = os.waitpid(outside, os.WNOHANG)
    // C       pid = waitpid(outside, &status, WNOHANG);
    // SAFETY: status lives until the call returns.
    let pid = unsafe { waitpid(outside, &mut status, WNOHANG) }
        .map_err(|error| format!("waitpid: {error}"))?;
    if pid == 0 {
        say(format!("{outside} is still running"))?;
        drop(pipe);
        // Python  pid, status = os.waitpid(outside, 0)
        // C       pid = waitpid(outside, &status, 0);
        // SAFETY: status lives until the call returns.
        unsafe { waitpid(outside, &mut status, 0) }.map_err(|error| format!("waitpid: {error}"))?;
    }
    children.clear();
    report(outside, status)
}

fn report(pid: pid_t, status: c_int) -> Result<(), String> {
    match WaitStatus::from_raw(status) {
        how => say(format!("{pid} {how}")),
    }
}

fn say(line: String) -> Result<(), String> {
    writeln!(io::stdout(), "{line}").map_err(|error| format!("write: {error}"))
}
