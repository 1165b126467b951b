//! What is EINTR, and why did Python stop telling me about it?
//!
//!     cargo run --example interrupted
//!
//! prints, for example,
//!
//!     libc::waitpid: EINTR, signals: 1
//!     libc::waitpid with SA_RESTART: 5602, signals: 2
//!     fork_and_wait::waitpid: 5603, signals: 2
//!
//! EINTR is an error: a signal came during the call, and its handler ran. The call has reaped no
//! child, and you can call again. C leaves that to you. With the flag SA_RESTART the kernel calls
//! again. This crate always calls again, and so does Python since version 3.5.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;
use std::{mem, process, ptr, thread};

use fork_and_wait::{c_int, check, fork, pid_t, waitpid};

static SIGNALS: AtomicU32 = AtomicU32::new(0);

fn main() -> io::Result<()> {
    on_alarm(0)?;
    let child = fork_child(3500)?;
    report("libc::waitpid", libc_waitpid, child)?;

    // We wait for the same child again: the signal has interrupted only the call.
    on_alarm(libc::SA_RESTART)?;
    report("libc::waitpid with SA_RESTART", libc_waitpid, child)?;

    on_alarm(0)?;
    let child = fork_child(2500)?;
    report("fork_and_wait::waitpid", crate_waitpid, child)
}

/// A handler may run between any two instructions, even while the program is getting memory, in
/// malloc. So this handler only counts, which is safe at any moment.
extern "C" fn handler(_signal: c_int) {
    SIGNALS.fetch_add(1, Relaxed);
}

/// From now on `handler` runs at each SIGALRM.
fn on_alarm(flags: c_int) -> io::Result<()> {
    // SAFETY: a sigaction may be all zeros: then it blocks no signal.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handler as *const () as libc::sighandler_t;
    action.sa_flags = flags;
    // Python  signal.signal(signal.SIGALRM, handler)
    //         signal.siginterrupt(signal.SIGALRM, not restart)
    // C       sigaction(SIGALRM, &action, NULL);
    // SAFETY: action exists until the call returns, and the handler may run at any moment.
    check(unsafe { libc::sigaction(libc::SIGALRM, &action, ptr::null_mut()) })?;

    // The program that started us may have blocked SIGALRM. Then the handler would never run.
    // Python  signal.pthread_sigmask(signal.SIG_SETMASK, [])
    // C       sigprocmask(SIG_SETMASK, &empty, NULL);
    // SAFETY: sa_mask is a set without any signal, and exists until the call returns.
    check(unsafe { libc::sigprocmask(libc::SIG_SETMASK, &action.sa_mask, ptr::null_mut()) })?;
    Ok(())
}

/// Forks a child that sleeps for a while. From now on the parent gets a SIGALRM every second.
fn fork_child(milliseconds: u64) -> io::Result<pid_t> {
    // Python  child = os.fork()
    // C       child = fork();
    // SAFETY: this program has one thread.
    let child = unsafe { fork() }?;
    if child == 0 {
        thread::sleep(Duration::from_millis(milliseconds));
        process::exit(0);
    }
    // SAFETY: an itimerval may be all zeros.
    let mut every_second: libc::itimerval = unsafe { mem::zeroed() };
    every_second.it_value.tv_sec = 1;
    every_second.it_interval.tv_sec = 1;
    // Python  signal.setitimer(signal.ITIMER_REAL, 1, 1)
    // C       setitimer(ITIMER_REAL, &every_second, NULL);
    // SAFETY: every_second exists until the call returns.
    check(unsafe { libc::setitimer(libc::ITIMER_REAL, &every_second, ptr::null_mut()) })?;
    Ok(child)
}

type Waitpid = fn(pid_t, &mut c_int) -> io::Result<pid_t>;

fn libc_waitpid(child: pid_t, status: &mut c_int) -> io::Result<pid_t> {
    // Python  pid = libc.waitpid(child, byref(status), 0)
    // C       pid = waitpid(child, &status, 0);
    // SAFETY: status exists until the call returns.
    check(unsafe { libc::waitpid(child, status, 0) })
}

fn crate_waitpid(child: pid_t, status: &mut c_int) -> io::Result<pid_t> {
    // Python  pid, status = os.waitpid(child, 0)
    // C       do pid = waitpid(child, &status, 0); while (pid == -1 && errno == EINTR);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(child, status, 0) }
}

fn report(call: &str, waitpid: Waitpid, child: pid_t) -> io::Result<()> {
    SIGNALS.store(0, Relaxed);
    let mut status = 0;
    let returned = match waitpid(child, &mut status) {
        Ok(_) if status != 0 => return Err(io::Error::other("the child failed")),
        Ok(pid) => pid.to_string(),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => "EINTR".to_string(),
        Err(error) => return Err(error),
    };
    let signals = SIGNALS.load(Relaxed);
    writeln!(io::stdout(), "{call}: {returned}, signals: {signals}")
}
