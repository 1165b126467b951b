//! Must I ask once a second?
//!
//!     cargo run --example sigchld
//!
//! prints, for example,
//!
//!     signal 1: [29503]
//!     signal 2: [29504, 29505, 29507]
//!     signal 3: [29506]
//!
//! No. The kernel sends the parent the signal SIGCHLD when a child ends, and `sigwait` sleeps until
//! the signal comes. Here five children end at almost the same moment, and one signal may stand for
//! several of them. So after each signal the parent calls `waitpid` until it has reaped every child
//! that has ended.

use std::io::{self, Write};
use std::time::Duration;
use std::{mem, process, ptr, thread};

use fork_and_wait::{WNOHANG, c_int, check, fork, waitpid};

fn main() -> io::Result<()> {
    let sigchld = block()?;
    let mut children = Vec::new();
    let mut failed = Ok(());

    for _ in 0..5 {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        match unsafe { fork() } {
            Ok(0) => {
                thread::sleep(Duration::from_secs(1));
                process::exit(0);
            }
            Ok(pid) => children.push(pid),
            Err(error) => failed = Err(error),
        }
    }

    let mut signals = 0;
    while !children.is_empty() {
        let mut signal = 0;
        // Python  signal.sigwait([signal.SIGCHLD])
        // C       sigwait(&sigchld, &signal);
        // sigwait returns the error, and does not set errno.
        // SAFETY: both exist until the call returns.
        match unsafe { libc::sigwait(&sigchld, &mut signal) } {
            0 => {}
            error => return Err(io::Error::from_raw_os_error(error)),
        }
        signals += 1;

        let mut ended = Vec::new();
        // With a single call in place of this loop, some children could stay zombies. Then a later
        // sigwait would sleep for ever.
        while !children.is_empty() {
            // Python  pid, _ = os.waitpid(-1, os.WNOHANG)
            // C       pid = waitpid(-1, NULL, WNOHANG);
            // SAFETY: a null status is allowed.
            let pid = unsafe { waitpid(-1, ptr::null_mut(), WNOHANG) }?;
            if pid == 0 {
                break;
            }
            // A child that we did not fork does not count: exec keeps the children of the old
            // program.
            if children.contains(&pid) {
                children.retain(|&child| child != pid);
                ended.push(pid);
            }
        }
        writeln!(io::stdout(), "signal {signals}: {ended:?}")?;
    }
    failed
}

/// Blocks SIGCHLD, so that the kernel keeps it until `sigwait` takes it. Returns the set of signals
/// to wait for.
fn block() -> io::Result<libc::sigset_t> {
    // SAFETY: sigemptyset fills in the set before it is read, and the set exists until the calls
    // return.
    let sigchld = unsafe {
        let mut sigchld = mem::zeroed();
        libc::sigemptyset(&mut sigchld);
        libc::sigaddset(&mut sigchld, libc::SIGCHLD);
        // Python  signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        // C       sigprocmask(SIG_BLOCK, &sigchld, NULL);
        check(libc::sigprocmask(
            libc::SIG_BLOCK,
            &sigchld,
            ptr::null_mut(),
        ))?;
        sigchld
    };
    // This handler never runs, because the signal is blocked. But a signal that is ignored is thrown
    // away, even if it is blocked, and sigwait would sleep for ever.
    // Python  signal.signal(signal.SIGCHLD, nothing)
    // C       signal(SIGCHLD, nothing);
    // SAFETY: the handler does nothing. signal returns SIG_ERR, -1, when it fails.
    check(unsafe { libc::signal(libc::SIGCHLD, nothing as *const () as usize) } as c_int)?;
    Ok(sigchld)
}

extern "C" fn nothing(_signal: c_int) {}
