//! How do I wait for some of my children?
//!
//!     cargo run --example process_group
//!
//! prints, for example,
//!
//!     5711 is in my group
//!     5712 is in group 5712
//!     5713 is in group 5712
//!     SIGKILL to group 5712
//!     5712 killed by signal 9 (SIGKILL)
//!     5713 killed by signal 9 (SIGKILL)
//!     waitpid(-5712): ECHILD
//!     5711 is still running
//!     5711 exited with 0
//!
//! Put them into a process group of their own. If the group has the number 5712, `waitpid(-5712)`
//! waits for its members only, and `kill(-5712)` reaches all of them.

use std::io::{self, Read, Write};
use std::process;

use fork_and_wait::{WNOHANG, WaitStatus, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    // No process writes into this pipe. Each child reads, and ends when the parent closes the
    // writing end or is killed. (Ctrl-C alone does not reach the children in the other group.)
    let (mut reader, writer) = io::pipe()?;
    let mut children = [0; 3];
    for pid in &mut children {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        *pid = unsafe { fork() }?;
        if *pid == 0 {
            // Without this line the child would have the writing end open itself, and wait for
            // ever.
            drop(writer);
            let _ = reader.read(&mut [0]);
            process::exit(0);
        }
    }

    let [outside, group, second] = children;
    // With 0 the child gets a new group. The number of the group is the PID of the child.
    set_group(group, 0)?;
    set_group(second, group)?;
    writeln!(io::stdout(), "{outside} is in my group")?;
    writeln!(io::stdout(), "{group} is in group {group}")?;
    writeln!(io::stdout(), "{second} is in group {group}")?;

    writeln!(io::stdout(), "SIGKILL to group {group}")?;
    // Not SIGTERM: the program that started us may have ignored it, and children inherit that.
    // Python  os.kill(-group, signal.SIGKILL)
    // C       kill(-group, SIGKILL);
    // SAFETY: kill takes only numbers.
    if unsafe { libc::kill(-group, libc::SIGKILL) } == -1 {
        return Err(io::Error::last_os_error());
    }
    let mut status = 0;
    loop {
        // Python  pid, status = os.waitpid(-group, 0)
        // C       pid = waitpid(-group, &status, 0);
        // SAFETY: status exists until the call returns.
        match unsafe { waitpid(-group, &mut status, 0) } {
            Ok(pid) => writeln!(io::stdout(), "{pid} {}", WaitStatus::from_raw(status))?,
            // The third child has not ended, but it is not in this group.
            Err(error) if error.raw_os_error() == Some(libc::ECHILD) => break,
            Err(error) => return Err(error),
        }
    }
    writeln!(io::stdout(), "waitpid(-{group}): ECHILD")?;

    // Python  pid, status = os.waitpid(outside, os.WNOHANG)
    // C       pid = waitpid(outside, &status, WNOHANG);
    // SAFETY: status exists until the call returns.
    if unsafe { waitpid(outside, &mut status, WNOHANG) }? == 0 {
        writeln!(io::stdout(), "{outside} is still running")?;
    }
    // Without this line we would wait for a child that waits for us.
    drop(writer);
    // Python  _, status = os.waitpid(outside, 0)
    // C       waitpid(outside, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(outside, &mut status, 0) }?;
    writeln!(io::stdout(), "{outside} {}", WaitStatus::from_raw(status))
}

fn set_group(pid: pid_t, group: pid_t) -> io::Result<()> {
    // Python  os.setpgid(pid, group)
    // C       setpgid(pid, group);
    // SAFETY: setpgid takes only numbers.
    match unsafe { libc::setpgid(pid, group) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
