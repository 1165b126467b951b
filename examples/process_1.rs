//! What must process 1 of a container do?
//!
//!     cargo run --example process_1
//!
//! prints, for example,
//!
//!     process 9661 is process 1 of a namespace
//!     SIGTERM without a handler: it goes on
//!     zombies that it had to reap: 3
//!     SIGTERM with a handler: it exits
//!
//! It must wait for every process that has lost its parent: process 1 is the new parent. And it
//! must handle SIGTERM. By default SIGTERM ends any other process, but not process 1. That is why
//! `docker stop` may take ten seconds: it sends SIGTERM, and ten seconds later SIGKILL.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::{mem, process, ptr};

use fork_and_wait::{WEXITSTATUS, WaitStatus, fork, wait, waitpid};
use libc::{P_PID, SIGTERM, WEXITED, WNOWAIT};

fn main() -> io::Result<()> {
    if cfg!(not(target_os = "linux")) {
        return Err(io::Error::other("this needs the PID namespaces of Linux"));
    }
    // Python  unshare(CLONE_NEWUSER | CLONE_NEWPID)
    // C       unshare(CLONE_NEWUSER | CLONE_NEWPID)
    // Our next child will be process 1 of a new PID namespace. Only a privileged process may make
    // one. In a user namespace of our own we have all privileges.
    // SAFETY: unshare takes only a number.
    #[cfg(target_os = "linux")]
    if unsafe { libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWPID) } == -1 {
        return Err(io::Error::last_os_error());
    }

    let (mut inside, outside) = UnixStream::pair()?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // Without this line process 1 would have our end of the socket open itself, and wait for
        // ever if we died.
        drop(inside);
        process::exit(process_1(outside).is_err().into());
    }
    drop(outside);
    writeln!(io::stdout(), "process {pid} is process 1 of a namespace")?;

    // Python  os.kill(pid, signal.SIGTERM)
    // C       kill(pid, SIGTERM);
    // SAFETY: kill takes only numbers.
    unsafe { libc::kill(pid, SIGTERM) };
    inside.write_all(b"!")?;
    let mut zombies = [0];
    // If SIGTERM has ended process 1, no answer comes, and this call fails.
    inside.read_exact(&mut zombies)?;
    writeln!(io::stdout(), "SIGTERM without a handler: it goes on")?;
    writeln!(io::stdout(), "zombies that it had to reap: {}", zombies[0])?;

    // SAFETY: kill takes only numbers.
    unsafe { libc::kill(pid, SIGTERM) };
    // If the program that started us has blocked SIGTERM, the handler does not run, and process 1
    // still reads. Then this line closes our end, the read returns, and process 1 exits.
    drop(inside);
    let mut status = 0;
    // Python  _, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    if WEXITSTATUS(status) != SIGTERM {
        return Err(io::Error::other(WaitStatus::from_raw(status).to_string()));
    }
    writeln!(io::stdout(), "SIGTERM with a handler: it exits")
}

fn process_1(mut outside: UnixStream) -> io::Result<()> {
    // When this read returns, the first SIGTERM has been sent.
    outside.read_exact(&mut [0])?;
    (0..3).try_for_each(|_| leave_a_zombie())?;

    let mut zombies = 0;
    // Python  os.wait()
    // C       while (wait(NULL) != -1) zombies++;
    // Process 1 has to wait for every child, not only for those that it has forked.
    // SAFETY: a null status is allowed.
    while unsafe { wait(ptr::null_mut()) }.is_ok() {
        zombies += 1;
    }
    // Python  signal.signal(signal.SIGTERM, lambda number, _frame: os._exit(number))
    // C       signal(SIGTERM, _exit);
    // A handler gets the number of the signal, and _exit takes a number. So _exit can be the
    // handler.
    // SAFETY: _exit is async-signal-safe.
    unsafe { libc::signal(SIGTERM, libc::_exit as *const () as libc::sighandler_t) };
    outside.write_all(&[zombies])?;
    outside.read_exact(&mut [0])
}

/// Forks a child that starts a process and ends without waiting for it.
fn leave_a_zombie() -> io::Result<()> {
    // SAFETY: as in main.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // Both the child and its own child exit in this line. The child's exit code is the PID of
        // its own child. That PID fits into a byte, because the namespace began to count at 1.
        // SAFETY: as in main.
        process::exit(unsafe { fork() }.unwrap_or(0));
    }
    let mut status = 0;
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    let orphan = WEXITSTATUS(status) as libc::id_t;
    // Python  os.waitid(os.P_PID, orphan, os.WEXITED | os.WNOWAIT)
    // C       waitid(P_PID, orphan, &info, WEXITED | WNOWAIT);
    // This call returns when the orphan has ended, and leaves the zombie.
    // SAFETY: the info may be all zeros, and exists until the call returns.
    match unsafe { libc::waitid(P_PID, orphan, &mut mem::zeroed(), WEXITED | WNOWAIT) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
