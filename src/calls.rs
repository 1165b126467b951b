//! The three calls. They take what C's calls of the same name take, in the same order. Two things
//! are different: a call that fails returns an [`io::Error`] and not -1 with `errno`, and `wait`
//! and `waitpid` call again after `EINTR`.

use std::io;

use libc::{c_int, pid_t};

/// Turns C's way to report a failure into Rust's: -1 becomes the `errno` of the call that has just
/// returned it, as an [`io::Error`]. Any other number is passed on.
///
/// In C you write `if (kill(pid, SIGTERM) == -1) …`. Python checks for you, and raises
/// [`OSError`](https://docs.python.org/3/library/exceptions.html#OSError). A raw call of Rust's
/// crate libc checks nothing: if nobody looks at the -1, the program goes on as if the call had
/// succeeded.
///
/// # Arguments
///
/// - `result`: what a C function returned that fails with -1 and `errno`. (`sigwait` and the
///   functions of pthread return the error itself, and `signal` returns `SIG_ERR`, which is -1 as
///   an address.)
///
/// # Errors
///
/// The `errno` that the call has set. Call `check` directly around the call: another call in
/// between may change `errno`.
///
/// # Example
///
/// ```
/// use fork_and_wait::check;
///
/// // SAFETY: kill takes only numbers. The signal 0 is not sent.
/// assert_eq!(check(unsafe { libc::kill(libc::getpid(), 0) })?, 0);
/// // SAFETY: as above. No signal has the number -1.
/// let error = check(unsafe { libc::kill(libc::getpid(), -1) }).unwrap_err();
/// assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # See also
///
/// [errno(3)](https://man7.org/linux/man-pages/man3/errno.3.html)
#[doc(alias = "errno")]
#[doc(alias = "OSError")]
pub fn check(result: c_int) -> io::Result<c_int> {
    match result {
        -1 => Err(io::Error::last_os_error()),
        result => Ok(result),
    }
}

/// Makes a new process, a copy of this one. The call returns twice: once in each process.
///
/// C `pid_t fork(void);`, Python [`os.fork()`](https://docs.python.org/3/library/os.html#os.fork).
///
/// # Returns
///
/// - `Ok(0)` in the new process, the child;
/// - `Ok(pid)`, the child's PID, in the old process, the parent.
///
/// Both continue with the same code and the same variables. The returned number tells the code which
/// process it is in: the PID of a child is never 0.
///
/// # Errors
///
/// If the call fails, there is no child. What was registered with `pthread_atfork` has run all the
/// same.
///
/// - `EAGAIN`: a limit on the number of processes is reached. It may be this user's
///   (`RLIMIT_NPROC`), the system's, or on Linux the control group's. On Linux also if the caller
///   has the scheduling policy `SCHED_DEADLINE` without the reset-on-fork flag.
/// - `ENOMEM`: the kernel has no memory for the copy. On Linux also if the first process of the
///   child's PID namespace has ended.
/// - `EPERM`: some of Apple's systems forbid the call to an app. illumos and Solaris forbid it to a
///   process without the privilege `PRIV_PROC_FORK`.
/// - `ENOSYS`: by the manual, Linux on hardware without a memory management unit. The kernel's own
///   `fork` returns `EINVAL` there.
///
/// # Safety
///
/// In a process with one thread, outside of a signal handler, the child may do whatever its parent
/// could, with two exceptions:
///
/// - Memory that is hidden from the child (`madvise` with `MADV_DONTFORK` or `MADV_WIPEONFORK`,
///   `minherit`). The child must not use references into it.
/// - Apple's systems. By `fork(2)`, CAVEATS, the child must not use any framework or library, and
///   should call only async-signal-safe functions, until it calls `exec`.
///
/// In a process with several threads, the child has only the thread that called `fork`. What the
/// other threads held at that moment, such as a lock or a half-changed list, stays as it is for
/// ever. Until such a child calls `exec` or `_exit`, it may call only async-signal-safe functions:
/// no allocation, no `println!`, no panic, no mutex.
///
/// Do not call `fork` in a signal handler. POSIX.1-2024 took `fork` off the list of
/// async-signal-safe functions, because it also runs what was registered with `pthread_atfork`. The
/// new `_Fork` does not, and is on that list.
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
/// // SAFETY: status exists until the call returns.
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
#[doc(alias = "EAGAIN")]
#[doc(alias = "clone")]
pub unsafe fn fork() -> io::Result<pid_t> {
    // SAFETY: the caller keeps to the Safety section.
    check(unsafe { libc::fork() })
}

/// Waits until any child ends, and reaps it.
///
/// C `pid_t wait(int *status);`, Python
/// [`pid, status = os.wait()`](https://docs.python.org/3/library/os.html#os.wait).
///
/// It is [`waitpid(-1, status, 0)`](waitpid) under a shorter name. If a child has ended before the
/// call, it returns at once: you miss no child, however late you call.
///
/// Any thread may reap any child of its process. If two threads wait for the same child, one gets
/// its wait status. The other one waits for the next child, or gets `ECHILD` if there is none.
///
/// # Arguments
///
/// - `status`: where the call stores the wait status. Decode it with
///   [`WaitStatus`](crate::WaitStatus), or with [`WIFEXITED`](crate::WIFEXITED) and the other
///   macros. Pass null if you do not need it.
///
/// # Returns
///
/// `Ok(pid)`: the PID of the child that was reaped.
///
/// # Errors
///
/// - `ECHILD`: there is no child left to wait for.
///
///   You get it as well, after the last child has ended, if `SIGCHLD` is set to `SIG_IGN` in this
///   process, or has the flag `SA_NOCLDWAIT`. (On Linux, perhaps the program that started this one
///   has set `SIG_IGN`.) Then the kernel reaps each child itself, and the wait statuses are lost.
///   This is not the default. The default action of `SIGCHLD` (`SIG_DFL`) ignores only the signal:
///   the child stays as a zombie until its parent waits for it.
///
/// C's `wait` can also fail with `EINTR`. This function does not: after a signal handler has run,
/// it waits again, as Python has done since 3.5 ([PEP 475](https://peps.python.org/pep-0475/)). In
/// Python, a handler can end the wait with an exception. Here nothing can. If your handler should
/// end it, call `libc::wait`.
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
/// // SAFETY: status exists until the call returns.
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
#[doc(alias = "reap")]
#[doc(alias = "zombie")]
#[doc(alias = "ECHILD")]
#[doc(alias = "EINTR")]
pub unsafe fn wait(status: *mut c_int) -> io::Result<pid_t> {
    // SAFETY: the caller passes null or a place that may be written to.
    again_if_interrupted(|| unsafe { libc::wait(status) })
}

/// Waits for a child of your choice, or only checks whether it has ended.
///
/// C `pid_t waitpid(pid_t pid, int *status, int options);`, Python
/// [`pid, status = os.waitpid(pid, options)`](https://docs.python.org/3/library/os.html#os.waitpid).
///
/// # Arguments
///
/// - `pid`: which children to wait for.
///
///   | `pid` | waits for |
///   |---|---|
///   | greater than 0 | the child with this PID |
///   | -1 | any child |
///   | 0 | any child in the caller's own process group |
///   | less than -1 | any child in the process group `-pid` |
///
/// - `status`: where the call stores the wait status, or null.
/// - `options`: 0, or any of these, joined by `|`:
///   - [`WNOHANG`](crate::WNOHANG): do not wait, return at once;
///   - [`WUNTRACED`](crate::WUNTRACED): also report a child that was stopped;
///   - [`WCONTINUED`](crate::WCONTINUED): also report a stopped child that was continued.
///
/// # Returns
///
/// - `Ok(pid)`: this child has a new wait status. If it ended, it is reaped now.
/// - `Ok(0)`: only with `WNOHANG`. There are such children, but none has a new wait status. Then
///   `status` means nothing. Most systems do not write to it. illumos writes a 0, which looks like
///   success. DragonFly writes some number, by its source.
///
/// # Errors
///
/// - `ECHILD`: there is no such child. Perhaps it was reaped before, also by another thread of this
///   process, or it is the child of another process. If `SIGCHLD` is set to `SIG_IGN`, you get this
///   error after the child has ended: see [`wait`].
/// - `EINVAL`: `options` has a bit that the system does not know. (Apple's kernel does not look at
///   such bits, by its source.) illumos also says so of a PID that is too large.
/// - `ESRCH`: Linux, if `pid` is the smallest `pid_t`, which has no positive counterpart.
///
/// It never fails with `EINTR`: see [`wait`]. If a signal handler should end the call, use
/// `libc::waitpid`.
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
/// // SAFETY: status lives until the calls return, and kill takes only numbers.
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

/// EINTR means that a signal handler has run, and that the call has reaped no child. So we may call
/// again.
fn again_if_interrupted(call: impl Fn() -> pid_t) -> io::Result<pid_t> {
    loop {
        match check(call()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            result => return result,
        }
    }
}
