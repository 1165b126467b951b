//! For tests that fork. The test harness has threads, so a child calls only async-signal-safe functions
//! and ends with `_exit`. The tests take turns, since `wait` would take the children of the others.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{mem, ptr};

use fork_and_wait::{c_int, pid_t, waitpid};

/// Lets one test fork at a time, and gives it what every test expects, whoever started us: the
/// default action for each signal, none of them blocked, and an alarm that ends a run that hangs.
pub fn take_turns() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // Rust's own start-up code ignores the first, and handles the other two.
    let rusts = [libc::SIGPIPE, libc::SIGSEGV, libc::SIGBUS];
    // SAFETY: the default action calls nothing of ours, and none lives until the calls return.
    unsafe {
        for signal in (1..=64).filter(|signal| !rusts.contains(signal)) {
            libc::signal(signal, libc::SIG_DFL);
        }
        let mut none = mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::pthread_sigmask(libc::SIG_SETMASK, &none, ptr::null_mut());
        libc::alarm(60);
    }
    turn
}

/// What waitpid returns and the status that it stores, or the errno. The status is -1 where nothing
/// was stored.
pub fn wait_for(pid: pid_t, options: c_int) -> Result<(pid_t, c_int), c_int> {
    let mut status = -1;
    // SAFETY: status exists until the call returns.
    let result = unsafe { waitpid(pid, &mut status, options) };
    result.map(|pid| (pid, status)).map_err(|error| error.raw_os_error().expect("an errno"))
}
