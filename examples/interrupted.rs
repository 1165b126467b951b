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

use fork_and_wait::{c_int, fork, pid_t, waitpid};

static SIGNALS: AtomicU32 = AtomicU32::new(0);

/// A handler may run between any two instructions, even while the program is getting memory, in
/// malloc. So this handler does only what is safe at any moment.
extern "C" fn handler(_signal: c_int) {
    SIGNALS.fetch_add(1, Relaxed);
    // An alarm sends one signal. This sets the next alarm.
    // Python  signal.alarm(1)
    // C       alarm(1);
    // SAFETY: alarm is async-signal-safe.
    unsafe { libc::alarm(1) };
}

fn main() -> io::Result<()> {
    on_alarm(false)?;
    let child = fork_child(3500)?;
    report("libc::waitpid", libc_waitpid, child)?;

    // We wait for the same child again: the signal has interrupted only the call.
    on_alarm(true)?;
    report("libc::waitpid with SA_RESTART", libc_waitpid, child)?;

    on_alarm(false)?;
    let child = fork_child(2500)?;
    report("fork_and_wait::waitpid", crate_waitpid, child)
}

/// From now on `handler` runs at each SIGALRM.
fn on_alarm(restart: bool) -> io::Result<()> {
    // SAFETY: a sigaction may be all zeros: no signal is blocked, and no flag is set.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handler as *const () as libc::sighandler_t;
    action.sa_flags = if restart { libc::SA_RESTART } else { 0 };

    // Python  signal.signal(signal.SIGALRM, handler)
    //         signal.siginterrupt(signal.SIGALRM, not restart)
    // C       sigaction(SIGALRM, &action, NULL);
    // SAFETY: action exists until the call returns, and the handler may run at any moment.
    match unsafe { libc::sigaction(libc::SIGALRM, &action, ptr::null_mut()) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Forks a child that sleeps for a while, and sets an alarm that comes earlier.
fn fork_child(milliseconds: u64) -> io::Result<pid_t> {
    // Python  child = os.fork()
    // C       child = fork();
    // SAFETY: this program has one thread.
    let child = unsafe { fork() }?;
    if child == 0 {
        thread::sleep(Duration::from_millis(milliseconds));
        process::exit(0);
    }
    // Python  signal.alarm(1)
    // C       alarm(1);
    // SAFETY: alarm takes only a number.
    unsafe { libc::alarm(1) };
    Ok(child)
}

fn libc_waitpid(child: pid_t) -> io::Result<pid_t> {
    // Python  pid = libc.waitpid(child, None, 0)
    // C       pid = waitpid(child, NULL, 0);
    // SAFETY: a null status is allowed.
    match unsafe { libc::waitpid(child, ptr::null_mut(), 0) } {
        -1 => Err(io::Error::last_os_error()),
        pid => Ok(pid),
    }
}

fn crate_waitpid(child: pid_t) -> io::Result<pid_t> {
    // Python  pid, _ = os.waitpid(child, 0)
    // C       do pid = waitpid(child, NULL, 0); while (pid == -1 && errno == EINTR);
    // SAFETY: a null status is allowed.
    unsafe { waitpid(child, ptr::null_mut(), 0) }
}

type Waitpid = fn(pid_t) -> io::Result<pid_t>;

fn report(call: &str, waitpid: Waitpid, child: pid_t) -> io::Result<()> {
    SIGNALS.store(0, Relaxed);
    let returned = match waitpid(child) {
        Ok(pid) => pid.to_string(),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => "EINTR".to_string(),
        Err(error) => return Err(error),
    };
    let signals = SIGNALS.load(Relaxed);
    writeln!(io::stdout(), "{call}: {returned}, signals: {signals}")
}
