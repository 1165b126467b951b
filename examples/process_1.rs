//! What must process 1 of a container do?
//!
//!     cargo run --example process_1
//!
//! prints, for example,
//!
//!     process 9661 is process 1 of a namespace
//!     SIGTERM without a handler: it goes on
//!     zombies that it had to reap: 4
//!     SIGTERM with a handler: it exits
//!
//! It must wait for every process that has lost its parent: process 1 is the new parent. Here it
//! has forked one child, and that child has left it three orphans. And it must handle SIGTERM. By
//! default SIGTERM ends any other process, but not process 1. That is why `docker stop` may take
//! ten seconds: it sends SIGTERM, and ten seconds later SIGKILL.

use std::io::{self, Read, Write};
use std::{mem, os::unix::net::UnixStream, process, ptr};

use fork_and_wait::{WIFSIGNALED, c_int, check, fork, wait, waitpid};
use libc::{SIG_SETMASK, SIGTERM};

fn main() -> io::Result<()> {
    if cfg!(not(target_os = "linux")) {
        return Err(io::Error::other("this needs the PID namespaces of Linux"));
    }
    // If SIGTERM was blocked when we were started, it would still be blocked in process 1.
    // Python  signal.pthread_sigmask(signal.SIG_SETMASK, [])
    // C       sigprocmask(SIG_SETMASK, &none, NULL);
    // SAFETY: on Linux a set of zeros is a valid set, the empty one.
    check(unsafe { libc::sigprocmask(SIG_SETMASK, &mem::zeroed(), ptr::null_mut()) })?;

    // Python  unshare(CLONE_NEWUSER | CLONE_NEWPID)
    // C       unshare(CLONE_NEWUSER | CLONE_NEWPID)
    // Our next child will be process 1 of a new PID namespace. Only a privileged process may make
    // one. In a user namespace of our own we have all privileges.
    // SAFETY: unshare takes only a number.
    #[cfg(target_os = "linux")]
    check(unsafe { libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWPID) })?;

    // What is written into one end can be read from the other one.
    let (mut parent_end, process_1_end) = UnixStream::pair()?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // Without this line process 1 would have both ends open itself, and wait for ever if its
        // parent died.
        drop(parent_end);
        // Process 1 ends as main ends: if something failed, it prints why, and exits with 1.
        return process_1(process_1_end);
    }
    drop(process_1_end);
    writeln!(io::stdout(), "process {pid} is process 1 of a namespace")?;

    // Python  os.kill(pid, signal.SIGTERM)
    // C       kill(pid, SIGTERM);
    // SAFETY: kill takes only numbers.
    check(unsafe { libc::kill(pid, SIGTERM) })?;
    parent_end.write_all(b"!")?;
    // Process 1 answers when it has reaped all four. If it has ended instead, no answer comes.
    if parent_end.read(&mut [0])? == 1 {
        writeln!(io::stdout(), "SIGTERM without a handler: it goes on")?;
        writeln!(io::stdout(), "zombies that it had to reap: 4")?;
        // Python  os.kill(pid, signal.SIGTERM)
        // C       kill(pid, SIGTERM);
        // SAFETY: kill takes only numbers.
        check(unsafe { libc::kill(pid, SIGTERM) })?;
    }

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match status {
        0 => writeln!(io::stdout(), "SIGTERM with a handler: it exits"),
        _ if WIFSIGNALED(status) => Err(io::Error::other("process 1 was killed")),
        _ => process::exit(1), // process 1 has said why
    }
}

fn process_1(mut process_1_end: UnixStream) -> io::Result<()> {
    // When this read returns, the first SIGTERM has been sent.
    let _ = process_1_end.read(&mut [0])?;
    // Python  os.fork()
    // C       fork();
    // SAFETY: this program has one thread.
    if unsafe { fork() }? == 0 {
        // Three processes that lose their parent: the child ends without waiting for them.
        for _ in 0..3 {
            // Python  os.fork()
            // C       fork();
            // SAFETY: this program has one thread.
            if unsafe { fork() }? == 0 {
                break;
            }
        }
        process::exit(0);
    }

    for _ in 0..4 {
        let mut status = 0;
        // Python  pid, status = os.wait()
        // C       pid = wait(&status);
        // Process 1 has to wait for the orphans too, and not only for the child that it has forked.
        // SAFETY: status exists until the call returns.
        unsafe { wait(&mut status) }?;
        if status != 0 {
            process::exit(1); // the child has said why
        }
    }

    let action = handler as *const () as libc::sighandler_t;
    // Python  signal.signal(signal.SIGTERM, handler)
    // C       signal(SIGTERM, handler);
    // signal does not return a c_int. Converted to one, a failure is -1 too.
    // SAFETY: the handler calls only _exit, which is async-signal-safe.
    check(unsafe { libc::signal(SIGTERM, action) } as c_int)?;
    // The second SIGTERM comes while we wait in read. We get further only if our parent has died.
    let _ = process_1_end.write_all(b"!");
    let _ = process_1_end.read(&mut [0])?;
    process::exit(1)
}

extern "C" fn handler(_signal: c_int) {
    // SAFETY: _exit takes only a number.
    unsafe { libc::_exit(0) }
}
