//! Children for the tests of the three calls.
//!
//! The test harness has threads, so a child calls only async-signal-safe functions and ends with
//! `_exit`. The tests take turns, since `wait` would take the children of the others.

#![allow(dead_code)] // each test binary needs another part of it

use std::io::{self, PipeReader, PipeWriter, Read};
use std::os::fd::AsRawFd;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{mem, ptr};

use fork_and_wait::*;

/// Lets one test fork at a time, and gives it what every test expects, whoever started us: the
/// default action for each signal, none of them blocked, and an alarm that ends a run that hangs.
pub fn take_turns() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for signal in 1..=64 {
        // Rust's own start-up code ignores SIGPIPE, and handles the other two.
        if ![libc::SIGPIPE, libc::SIGSEGV, libc::SIGBUS].contains(&signal) {
            // SAFETY: the default action calls nothing of ours. A number that is no signal fails.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
        }
    }
    // SAFETY: sigemptyset fills the set in, and it lives until the calls return.
    unsafe {
        let mut none = mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::pthread_sigmask(libc::SIG_SETMASK, &none, ptr::null_mut());
    }
    alarm(60);
    turn
}

pub fn alarm(seconds: u32) {
    // SAFETY: alarm takes nothing but a number.
    unsafe { libc::alarm(seconds) };
}

pub fn exit_now(code: c_int) -> ! {
    // SAFETY: _exit takes nothing but a number.
    unsafe { libc::_exit(code) }
}

/// A child of a test. A test that panics leaves none: whoever is dropped alive is killed.
pub struct Child {
    pub pid: pid_t,
}

/// Forks a child that does what `body` says and then ends with 0. `body` may call only what is
/// async-signal-safe.
pub fn child(body: impl FnOnce()) -> Child {
    let (mut reader, writer) = io::pipe().expect("pipe");
    // SAFETY: the child calls nothing but getpid, alarm, write, _exit, body and dies_with.
    let (parent, forked, this) = unsafe { (libc::getpid(), fork(), libc::getpid()) };
    // fork is what we test. So the PID says who is the child, and not what fork returned.
    if this != parent {
        if !matches!(forked, Ok(0)) {
            exit_now(99);
        }
        alarm(60); // a child does not inherit its parent's
        #[cfg(any(target_os = "linux", target_os = "android"))]
        dies_with(parent);
        let pid = &raw const this;
        // SAFETY: the descriptor is the child's own copy, and `this` lives until the call returns.
        unsafe { libc::write(writer.as_raw_fd(), pid.cast(), size_of::<pid_t>()) };
        body();
        exit_now(0)
    }
    drop(writer);
    let forked = forked.expect("fork");
    // The child tells its PID. Before that nobody may stop it: dies_with would not have been called.
    let mut pid = [0; size_of::<pid_t>()];
    let told = reader.read_exact(&mut pid);
    told.expect("fork returns 0 in a child that it makes");
    let pid = pid_t::from_ne_bytes(pid);
    let child = Child { pid };
    assert_eq!(forked, pid, "what fork returns in the parent");
    child
}

/// In a child: whatever ends the parent, this child ends as well, even if it is stopped.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn dies_with(parent: pid_t) {
    // SAFETY: both take nothing but numbers. prctl is not on POSIX's list of async-signal-safe
    // functions, but a plain system call on Linux.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
        // If the parent ended before that call, the signal never comes.
        if libc::getppid() != parent {
            exit_now(99);
        }
    }
}

/// A child that stays until it is killed.
pub fn child_that_stays() -> Child {
    child(|| {
        loop {
            // SAFETY: pause takes nothing.
            unsafe { libc::pause() };
        }
    })
}

/// A child that ends when something is written into its pipe, or the pipe is closed.
pub fn child_that_stays_until_told() -> (Child, PipeWriter) {
    let (reader, writer) = io::pipe().expect("pipe");
    (child(|| stay_until_told(&reader, &writer)), writer)
}

/// In a child: waits for a byte, or until all writing ends are closed.
pub fn stay_until_told(reader: &PipeReader, writer: &PipeWriter) {
    let mut byte = 0u8;
    // SAFETY: both descriptors are the child's own copies, and byte has room for one byte.
    unsafe {
        libc::close(writer.as_raw_fd());
        libc::read(reader.as_raw_fd(), (&raw mut byte).cast(), 1);
    }
}

impl Child {
    pub fn kill(&self, signal: c_int) {
        // SAFETY: kill takes nothing but numbers.
        assert_eq!(unsafe { libc::kill(self.pid, signal) }, 0);
    }

    pub fn reap(&self) -> c_int {
        let (reaped, status) = waitpid_status(self.pid, 0).expect("waitpid");
        assert_eq!(reaped, self.pid);
        status
    }

    /// Returns when the child has ended, with waitid's opinion on how: CLD_EXITED, CLD_KILLED or
    /// CLD_DUMPED. The child is not reaped.
    pub fn has_ended(&self) -> c_int {
        self.look(libc::WEXITED)
    }

    /// Returns when `event` has come: WEXITED, WSTOPPED or WCONTINUED. With WNOWAIT, waitid only
    /// looks, so that the next wait still finds it.
    pub fn look(&self, event: c_int) -> c_int {
        // SAFETY: a siginfo of zeros is valid, and it lives until the call returns.
        let (looked, info) = unsafe {
            let mut info: libc::siginfo_t = mem::zeroed();
            let (pid, options) = (self.pid as libc::id_t, event | libc::WNOWAIT);
            (libc::waitid(libc::P_PID, pid, &mut info, options), info)
        };
        assert_eq!(looked, 0, "{}", io::Error::last_os_error());
        info.si_code
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // SAFETY: null is allowed, and kill takes nothing but numbers. The 0 says that the child is
        // there and not reaped, so its PID is not a stranger's.
        unsafe {
            if libc::waitpid(self.pid, ptr::null_mut(), WNOHANG) == 0 {
                libc::kill(self.pid, libc::SIGKILL);
                libc::waitpid(self.pid, ptr::null_mut(), 0);
            }
        }
    }
}

/// waitpid with a status to look at. It is -1 where nothing was written.
pub fn waitpid_status(pid: pid_t, options: c_int) -> io::Result<(pid_t, c_int)> {
    let mut status = -1;
    // SAFETY: status lives until the call returns.
    let pid = unsafe { waitpid(pid, &mut status, options) }?;
    Ok((pid, status))
}

/// wait with a status to look at, too.
pub fn wait_status() -> io::Result<(pid_t, c_int)> {
    let mut status = -1;
    // SAFETY: status lives until the call returns.
    let pid = unsafe { wait(&mut status) }?;
    Ok((pid, status))
}

pub fn errno<T: std::fmt::Debug>(result: io::Result<T>) -> c_int {
    let error = result.expect_err("it should fail");
    error.raw_os_error().expect("it has an errno")
}
