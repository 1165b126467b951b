//! Children for the tests of the three calls.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::{mem, ptr};

use crate::common::wait_for;
use fork_and_wait::*;

/// A child of a test. A test that panics leaves none: whoever is dropped alive is killed.
pub struct Child {
    pub pid: pid_t,
}

/// Forks a child that runs `body` and exits with what it returns. `body` may call only what is
/// async-signal-safe.
pub fn child(body: impl FnOnce() -> c_int) -> Child {
    let (mut reader, mut writer) = io::pipe().expect("pipe");
    // SAFETY: the child calls nothing but getpid, alarm, prctl, getppid, write, body and _exit.
    // prctl is not on POSIX's list of async-signal-safe functions, but a plain system call.
    unsafe {
        let (parent, forked, this) = (libc::getpid(), fork(), libc::getpid());
        libc::alarm(60); // in both: a child does not inherit its parent's
        // fork is what we test. So the PID says who is the child, and not what fork returned.
        if this != parent {
            // Whatever ends the parent, the child ends as well, even if it is stopped.
            #[cfg(any(target_os = "linux", target_os = "android"))]
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            // If the parent ended before that call, the signal never comes.
            let alright = libc::getppid() == parent && matches!(forked, Ok(0));
            let told = writer.write_all(&this.to_ne_bytes());
            libc::_exit(if alright && told.is_ok() { body() } else { 99 });
        }
        drop(writer);
        // The child says its PID. Before that nobody may stop it: it has not yet called prctl.
        let mut pid = [0; size_of::<pid_t>()];
        reader.read_exact(&mut pid).expect("fork makes a child");
        let child = Child { pid: pid_t::from_ne_bytes(pid) };
        assert_eq!(forked.expect("fork"), child.pid, "what fork returns in the parent");
        child
    }
}

/// A child that stays until it is killed.
#[allow(dead_code)] // tests/load.rs does not use it
pub fn child_that_stays() -> Child {
    child(|| {
        loop {
            // SAFETY: pause takes nothing.
            unsafe { libc::pause() };
        }
    })
}

/// A child that ends when something is written into its pipe, or the pipe is closed.
#[allow(dead_code)] // tests/load.rs does not use it
pub fn child_that_stays_until_told() -> (Child, PipeWriter) {
    let (reader, writer) = io::pipe().expect("pipe");
    (child(|| stay_until_told(&reader, &writer, 0)), writer)
}

/// In a child: waits for a byte, or until all writing ends are closed. Then it exits with `code`.
pub fn stay_until_told(reader: &PipeReader, writer: &PipeWriter, code: c_int) -> c_int {
    let mut byte = 0u8;
    // SAFETY: both descriptors are the child's own copies, and byte has room for one byte.
    unsafe {
        libc::close(writer.as_raw_fd());
        libc::read(reader.as_raw_fd(), (&raw mut byte).cast(), 1);
    }
    code
}

impl Child {
    #[allow(dead_code)] // tests/load.rs does not use it
    pub fn kill(&self, signal: c_int) {
        // SAFETY: kill takes only numbers.
        assert_eq!(unsafe { libc::kill(self.pid, signal) }, 0);
    }

    pub fn reap(&self) -> c_int {
        let (reaped, status) = wait_for(self.pid, 0).expect("waitpid");
        assert_eq!(reaped, self.pid);
        status
    }

    /// Returns when `event` has come: WEXITED, WSTOPPED or WCONTINUED, with waitid's opinion on it:
    /// CLD_EXITED, CLD_DUMPED and so on. WNOWAIT only looks: the next wait still finds it.
    #[allow(dead_code)] // tests/load.rs does not use it
    pub fn look(&self, event: c_int) -> c_int {
        // SAFETY: a siginfo of zeros is valid, and it exists until the call returns.
        unsafe {
            let mut info: libc::siginfo_t = mem::zeroed();
            let (pid, options) = (self.pid as libc::id_t, event | libc::WNOWAIT);
            let looked = libc::waitid(libc::P_PID, pid, &mut info, options);
            assert_eq!(looked, 0, "{}", io::Error::last_os_error());
            info.si_code
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // SAFETY: null is allowed, and kill takes only numbers. The 0 says that the child is
        // there and not reaped, so its PID is not a stranger's.
        unsafe {
            if libc::waitpid(self.pid, ptr::null_mut(), WNOHANG) == 0 {
                libc::kill(self.pid, libc::SIGKILL);
                libc::waitpid(self.pid, ptr::null_mut(), 0);
            }
        }
    }
}

/// The same for wait.
pub fn wait_for_any() -> Result<(pid_t, c_int), c_int> {
    let mut status = -1;
    // SAFETY: status exists until the call returns.
    let result = unsafe { wait(&mut status) };
    result.map(|pid| (pid, status)).map_err(|error| error.raw_os_error().expect("an errno"))
}
