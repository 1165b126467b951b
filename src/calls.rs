//! The three calls. They take what their C namesakes take, in the same order. Two things are
//! different: a failure comes as an [`io::Error`] and not as -1 and `errno`, and `wait` and
//! `waitpid` call again after `EINTR`.

use std::io;

use libc::{c_int, pid_t};

/// Makes a second process, a copy of this one. The call returns twice: once in each.
///
/// | | |
/// |---|---|
/// | C | `pid_t fork(void);` |
/// | Python | [`os.fork()`](https://docs.python.org/3/library/os.html#os.fork) |
///
/// # Returns
///
/// - `Ok(0)` in the new process, the child;
/// - `Ok(pid)`, the child's PID, in the old one, the parent.
///
/// The same code goes on with the same variables, so the line after `fork` has to look at the number.
/// No PID of a child is ever 0.
///
/// # Errors
///
/// No child was made, and nothing has changed.
///
/// - `EAGAIN`: a limit on the number of processes is reached: this user's (`RLIMIT_NPROC`), the
///   system's, or on Linux that of the control group; on Linux also when the caller runs under
///   `SCHED_DEADLINE` without the reset-on-fork flag.
/// - `ENOMEM`: the kernel has no memory for the copy; on Linux also when the init process of the
///   PID namespace that the child would belong to has ended.
/// - `ENOSYS`: Linux on hardware without a memory management unit.
///
/// # Safety
///
/// In a process with one thread, and outside of a signal handler, there is nothing to keep: the
/// child may do whatever its parent could.
///
/// In a process with more threads, only the one that called `fork` exists in the child. What the
/// others held at that moment, a lock or a half-changed list, stays as it was for ever. Until such
/// a child calls `exec` or `_exit` it may call only async-signal-safe functions: no allocation, no
/// `println!`, no panic, no mutex.
///
/// # Example
///
/// ```
/// use fork_and_wait::{WEXITSTATUS, WIFEXITED, fork, waitpid};
///
/// // SAFETY: this program has one thread.
/// let pid = unsafe { fork() }?;
/// if pid == 0 {
///     std::process::exit(7); // the child ends here
/// }
/// let mut status = 0;
/// // SAFETY: status lives until the call returns.
/// unsafe { waitpid(pid, &mut status, 0) }?;
/// assert!(WIFEXITED(status) && WEXITSTATUS(status) == 7);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # See also
///
/// [POSIX](https://pubs.opengroup.org/onlinepubs/9799919799/functions/fork.html),
/// [fork(2)](https://man7.org/linux/man-pages/man2/fork.2.html),
/// [signal-safety(7)](https://man7.org/linux/man-pages/man7/signal-safety.7.html)
#[doc(alias = "os.fork")]
#[doc(alias = "clone")]
pub unsafe fn fork() -> io::Result<pid_t> {
    // SAFETY: the caller keeps what the Safety section asks.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        pid => Ok(pid),
    }
}

/// Waits until any child ends, and reaps it.
///
/// | | |
/// |---|---|
/// | C | `pid_t wait(int *status);` |
/// | Python | `pid, status = `[`os.wait()`](https://docs.python.org/3/library/os.html#os.wait) |
///
/// It is [`waitpid`]`(-1, status, 0)` under a shorter name. If a child has ended before the call,
/// it returns at once: an end is never missed, however late you ask.
///
/// # Arguments
///
/// - `status`: where the wait status goes; take it apart with [`WIFEXITED`](crate::WIFEXITED) and
///   its sisters. Null if you do not want to know.
///
/// # Returns
///
/// `Ok(pid)`: the PID of the child that was reaped.
///
/// # Errors
///
/// - `ECHILD`: there is no child left to wait for. It also ends a wait for children who *were*
///   there, if this process ignores `SIGCHLD`: the kernel then reaps them itself, and their wait
///   statuses are lost.
///
/// `EINTR`, the third thing C's `wait` can say, does not come: when a signal has been handled in
/// the middle, this function waits again, as Python does since 3.5
/// ([PEP 475](https://peps.python.org/pep-0475/)).
///
/// # Safety
///
/// `status` is null, or points to a `c_int` that may be written to.
///
/// # Example
///
/// ```
/// use fork_and_wait::{WEXITSTATUS, fork, wait};
///
/// // SAFETY: this program has one thread.
/// let child = unsafe { fork() }?;
/// if child == 0 {
///     std::process::exit(2);
/// }
/// let mut status = 0;
/// // SAFETY: status lives until the call returns.
/// let pid = unsafe { wait(&mut status) }?;
/// assert_eq!((pid, WEXITSTATUS(status)), (child, 2));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # See also
///
/// [POSIX](https://pubs.opengroup.org/onlinepubs/9799919799/functions/wait.html),
/// [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.wait")]
pub unsafe fn wait(status: *mut c_int) -> io::Result<pid_t> {
    // SAFETY: the caller passes null or a place that may be written to.
    again_if_interrupted(|| unsafe { libc::wait(status) })
}

/// Waits for a child of your choice, or only asks whether it has ended.
///
/// | | |
/// |---|---|
/// | C | `pid_t waitpid(pid_t pid, int *status, int options);` |
/// | Python | `pid, status = `[`os.waitpid(pid, options)`](https://docs.python.org/3/library/os.html#os.waitpid) |
///
/// # Arguments
///
/// - `pid`: which children count.
///
///   | `pid` | waits for |
///   |---|---|
///   | greater than 0 | the child with this PID |
///   | -1 | any child |
///   | 0 | any child in the caller's own process group |
///   | less than -1 | any child in the process group `-pid` |
///
/// - `status`: where the wait status goes, or null.
/// - `options`: 0, or any of these, joined by `|`:
///   - [`WNOHANG`](crate::WNOHANG): do not wait, return at once;
///   - [`WUNTRACED`](crate::WUNTRACED): also tell about a child that was stopped;
///   - [`WCONTINUED`](crate::WCONTINUED): also tell about a stopped child that goes on.
///
/// # Returns
///
/// - `Ok(pid)`: this child has a new wait status. If it ended, it is reaped now.
/// - `Ok(0)`: only with `WNOHANG`: there are such children, and none of them has anything new.
///   `status` was not written to.
///
/// # Errors
///
/// - `ECHILD`: no child fits `pid`: it does not exist, was reaped before, or is somebody else's
///   child. As for [`wait`], this is also the answer at the end if `SIGCHLD` is ignored.
/// - `EINVAL`: `options` has a bit that the system does not know.
/// - `ESRCH`: Linux, if `pid` is the smallest `pid_t`, which has no positive counterpart.
///
/// `EINTR` does not come: see [`wait`].
///
/// # Safety
///
/// `status` is null, or points to a `c_int` that may be written to.
///
/// # Example
///
/// ```
/// use fork_and_wait::{WNOHANG, fork, waitpid};
///
/// // SAFETY: this program has one thread.
/// let child = unsafe { fork() }?;
/// if child == 0 {
///     loop { std::thread::park() } // the child stays until it is killed
/// }
/// let mut status = 0;
/// // SAFETY: status lives until the calls return, and kill takes nothing but numbers.
/// assert_eq!(unsafe { waitpid(child, &mut status, WNOHANG) }?, 0); // nobody yet
/// unsafe { libc::kill(child, libc::SIGKILL) };
/// assert_eq!(unsafe { waitpid(child, &mut status, 0) }?, child);
/// assert_eq!(status, libc::SIGKILL);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # See also
///
/// [POSIX](https://pubs.opengroup.org/onlinepubs/9799919799/functions/waitpid.html),
/// [waitpid(2)](https://man7.org/linux/man-pages/man2/waitpid.2.html)
#[doc(alias = "os.waitpid")]
#[doc(alias = "wait4")]
pub unsafe fn waitpid(pid: pid_t, status: *mut c_int, options: c_int) -> io::Result<pid_t> {
    // SAFETY: the caller passes null or a place that may be written to.
    again_if_interrupted(|| unsafe { libc::waitpid(pid, status, options) })
}

/// EINTR means that a signal handler ran and the call has done nothing yet, so nothing is lost by
/// calling again.
fn again_if_interrupted(call: impl Fn() -> pid_t) -> io::Result<pid_t> {
    loop {
        let pid = call();
        if pid != -1 {
            return Ok(pid);
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}
