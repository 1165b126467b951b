//! How do I end all my children when I am told to end?
//!
//!     cargo run --example shutdown; echo $?
//!
//! prints, for example,
//!
//!     signal 14: SIGTERM to [5711, 5712, 5713]
//!     a second later: SIGKILL to [5711, 5712, 5713]
//!     5713 killed by signal 9 (SIGKILL)
//!     5712 exited with 0
//!     5711 killed by signal 15 (SIGTERM)
//!     142
//!
//! Each child has a process group of its own, so one signal reaches it and all that it has started.
//! First comes SIGTERM, and after one deadline for all SIGKILL. In the end this program kills itself
//! with the signal that it got.

use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::time::Duration;
use std::{mem, process, ptr, thread};

use fork_and_wait::{WaitStatus, c_int, check, fork, waitpid};

fn main() -> io::Result<()> {
    // SAFETY: the next line fills in the set before it is used.
    let mut told: libc::sigset_t = unsafe { mem::zeroed() };
    // SAFETY: told exists until the call returns.
    unsafe { libc::sigemptyset(&mut told) };
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGALRM] {
        // We may have been started with the signal ignored.
        // Python  signal.signal(number, signal.SIG_DFL)
        // C       signal(number, SIG_DFL);
        // SAFETY: SIG_DFL is no handler. signal returns SIG_ERR, -1, when it fails.
        check(unsafe { libc::signal(signal, libc::SIG_DFL) } as c_int)?;
        // SAFETY: the set has been filled in.
        unsafe { libc::sigaddset(&mut told, signal) };
    }
    // From here on such a signal does not kill us. It stays pending until sigwait takes it.
    // Python  signal.pthread_sigmask(signal.SIG_BLOCK, told)
    // C       sigprocmask(SIG_BLOCK, &told, NULL);
    // SAFETY: told exists until the call returns, and the old set may be null.
    check(unsafe { libc::sigprocmask(libc::SIG_BLOCK, &told, ptr::null_mut()) })?;

    let (mut reader, writer) = io::pipe()?;
    let mut children = Vec::new();
    for sigterm in [libc::SIG_DFL, tidy_up as *const () as usize, libc::SIG_IGN] {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        // The parent says it of the child, and the child (pid is 0) of itself. So the group is there
        // before the parent sends a signal, and before the child forks.
        // Python  os.setpgid(pid, 0)
        // C       setpgid(pid, 0);
        // SAFETY: setpgid takes only numbers.
        let group = check(unsafe { libc::setpgid(pid, 0) });
        if pid == 0 {
            // The grandchild is born in the child's group. From here on both do the same.
            // Python  os.fork()
            // C       fork();
            // SAFETY: as above.
            let _ = unsafe { fork() };
            // Python  signal.signal(signal.SIGTERM, sigterm)
            // C       signal(SIGTERM, sigterm);
            // SAFETY: SIG_DFL and SIG_IGN are no handlers, and tidy_up may run at any moment.
            unsafe { libc::signal(libc::SIGTERM, sigterm) };
            // fork copies which signals are blocked. Without this line SIGTERM would do nothing here.
            // Python  signal.pthread_sigmask(signal.SIG_UNBLOCK, told)
            // C       sigprocmask(SIG_UNBLOCK, &told, NULL);
            // SAFETY: told exists until the call returns, and the old set may be null.
            unsafe { libc::sigprocmask(libc::SIG_UNBLOCK, &told, ptr::null_mut()) };
            thread::sleep(Duration::from_secs(8));
            process::exit(0);
        }
        group?;
        children.push(pid);
    }
    // Each child and each grandchild has the writing end open. When all have ended, so has the pipe.
    drop(writer);

    // Press Ctrl-C, or send a signal. If nobody tells us to end, an alarm does after two seconds.
    // Python  signal.alarm(2)
    // C       alarm(2);
    // SAFETY: alarm takes only a number.
    check(unsafe { libc::alarm(2) } as c_int)?;
    let mut signal = 0;
    // Python  number = signal.sigwait(told)
    // C       sigwait(&told, &signal);
    // sigwait returns an error number, and does not set errno.
    // SAFETY: both exist until the call returns.
    match unsafe { libc::sigwait(&told, &mut signal) } {
        0 => {}
        error => return Err(io::Error::from_raw_os_error(error)),
    }
    for pid in &children {
        // Python  os.killpg(pid, signal.SIGTERM)
        // C       kill(-pid, SIGTERM);
        // SAFETY: kill takes only numbers.
        check(unsafe { libc::kill(-pid, libc::SIGTERM) })?;
    }
    writeln!(io::stdout(), "signal {signal}: SIGTERM to {children:?}")?;
    // SAFETY: a pollfd may be all zeros.
    let mut end: libc::pollfd = unsafe { mem::zeroed() };
    (end.fd, end.events) = (reader.as_raw_fd(), libc::POLLIN);
    // Python  ready = poll.poll(1000)
    // C       ready = poll(&end, 1, 1000);
    // SAFETY: end is one pollfd, and exists until the call returns.
    if check(unsafe { libc::poll(&mut end, 1, 1000) })? == 0 {
        for pid in &children {
            // We have reaped none. A zombie keeps its number, so no other group can have it. The
            // call may fail where all of a group have ended.
            // Python  os.killpg(pid, signal.SIGKILL)
            // C       kill(-pid, SIGKILL);
            // SAFETY: kill takes only numbers.
            unsafe { libc::kill(-pid, libc::SIGKILL) };
        }
        writeln!(io::stdout(), "a second later: SIGKILL to {children:?}")?;
    }
    // No process writes. The call returns when the last one has ended.
    reader.read_to_end(&mut Vec::new())?;
    // The last child first: in a PID namespace of its own, the first one is process 1, and cannot end
    // before the others are reaped.
    for pid in children.into_iter().rev() {
        let mut status = 0;
        // Python  _, status = os.waitpid(pid, 0)
        // C       waitpid(pid, &status, 0);
        // SAFETY: status exists until the call returns.
        unsafe { waitpid(pid, &mut status, 0) }?;
        writeln!(io::stdout(), "{pid} {}", WaitStatus::from_raw(status))?;
    }

    // The signal is still blocked. Unblocked, it kills us, and who waits for us learns which it was.
    // Python  signal.raise_signal(number)
    //         signal.pthread_sigmask(signal.SIG_UNBLOCK, told)
    // C       raise(signal);
    //         sigprocmask(SIG_UNBLOCK, &told, NULL);
    // SAFETY: raise takes only a number.
    check(unsafe { libc::raise(signal) })?;
    // SAFETY: told exists until the call returns, and the old set may be null.
    check(unsafe { libc::sigprocmask(libc::SIG_UNBLOCK, &told, ptr::null_mut()) })?;
    // Only process 1 of a container comes here.
    process::exit(128 + signal)
}

/// A child that has something to put in order does it now.
extern "C" fn tidy_up(_signal: c_int) {
    // SAFETY: _exit is async-signal-safe.
    unsafe { libc::_exit(0) }
}
