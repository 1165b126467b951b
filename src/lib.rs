//! How `fork`, `wait` and `waitpid` work: the three calls as C has them, and the wait status
//! decoded by hand.
//!
//! The arguments are C's, in C's order. Only a failure looks different: it is an
//! [`io::Error`](std::io::Error), as it is an exception in Python.
//!
//! ```text
//! Python  pid = os.fork()
//! C       pid = fork();
//! Rust    let pid = unsafe { fork() }?;
//!
//! Python  pid, status = os.wait()
//! C       pid = wait(&status);
//! Rust    let pid = unsafe { wait(&mut status) }?;
//!
//! Python  pid, status = os.waitpid(pid, 0)
//! C       waitpid(pid, &status, 0);
//! Rust    unsafe { waitpid(pid, &mut status, 0) }?;
//!
//! Python  os.WEXITSTATUS(status)
//! C       WEXITSTATUS(status)
//! Rust    WEXITSTATUS(status)
//! ```
//!
//! A child that exits with 2, and its parent:
//!
//! ```
//! use fork_and_wait::{WEXITSTATUS, WIFEXITED, fork, wait};
//!
//! // SAFETY: this program has one thread.
//! let pid = unsafe { fork() }?;
//! if pid == 0 {
//!     std::process::exit(2); // only the child comes here
//! }
//! let mut status = 0;
//! // SAFETY: status exists until the call returns.
//! let ended = unsafe { wait(&mut status) }?;
//! assert_eq!((ended, status), (pid, 512)); // 2 * 256
//! assert!(WIFEXITED(status));
//! println!("{ended} exited with {}", WEXITSTATUS(status));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! It prints, for example:
//!
//! ```text
//! 4711 exited with 2
//! ```
//!
//! # The wait status
//!
//! `wait` does not return an exit code. It fills in an `int`, the wait status, which says how the
//! child ended, or that it was stopped or continued. It has four forms. On Linux they are:
//!
//! ```text
//! bits       15 to 8   7  6 to 0
//! exited     the code  0  0000000
//! killed     00000000  C  signal
//! stopped    signal    0  1111111
//! continued  11111111  1  1111111
//! ```
//!
//! C is 1 if the kernel has dumped core. The exit code is stored in the second byte, where it
//! counts 256 times as much: exit(2) gives 0x0200. The bits below say whether there is an exit code
//! at all. A child that SIGKILL killed has the status 0x0009, and `status / 256` is 0, which looks
//! like success. So look at [`WIFEXITED`] first, or let [`WaitStatus`] decode the status.
//!
//! POSIX only names the macros. Each system has its own bits: [`family`] shows them side by side.
//!
//! Rust's own [`ExitStatus`](std::process::ExitStatus) holds a wait status.
//! [`into_raw`](std::os::unix::process::ExitStatusExt::into_raw) gives it to you.
//!
//! # What differs from C
//!
//! - A call that fails returns an [`io::Error`](std::io::Error), and not -1 with `errno`: see
//!   [`check`].
//! - [`wait`] and [`waitpid`] call again after `EINTR`, as Python has done since 3.5
//!   ([PEP 475](https://peps.python.org/pep-0475/)).
//!
//! # Unix only
//!
//! Linux and Android, macOS, iOS and visionOS, FreeBSD, DragonFly, NetBSD, OpenBSD, illumos and
//! Solaris, and, where Rust's std is there, Haiku, AIX, Cygwin, QNX, Hurd and Redox. On any other
//! system, and on tvOS and watchOS, which have no `fork`, the crate does not compile, and the error
//! says why.
//!
//! # Where not to use it
//!
//! In a program of your own. The calls are `unsafe`, and nothing here keeps you from a mistake. To
//! run a command, use [`std::process::Command`]. To fork, use the crate
//! [nix](https://docs.rs/nix). To wait and decode a wait status, use
//! [rustix](https://docs.rs/rustix). To compute on all cores, use threads.
//!
//! This crate is made to be read. Begin with the programs in `examples/`: each answers one question.
#![cfg_attr(docsrs, doc = "")]
#![cfg_attr(docsrs, doc = include_str!("lessons.md"))]
#![allow(non_snake_case)] // WIFEXITED and the other macros keep their names from C

#[cfg(all(unix, not(any(target_os = "tvos", target_os = "watchos"))))]
mod calls;
#[cfg(unix)]
pub mod family;
#[cfg(unix)]
mod status;

#[cfg(all(unix, not(any(target_os = "tvos", target_os = "watchos"))))]
pub use calls::{check, fork, wait, waitpid};
#[cfg(unix)]
pub use status::{
    WCOREDUMP, WEXITSTATUS, WIFCONTINUED, WIFEXITED, WIFSIGNALED, WIFSTOPPED, WSTOPSIG, WTERMSIG,
    WaitStatus, waitstatus_to_exitcode,
};

/// An option of [`waitpid`]: do not wait. If there are children that fit `pid`, but none has
/// anything new to report, the call returns `Ok(0)` at once.
///
/// C `WNOHANG`, Python [`os.WNOHANG`](https://docs.python.org/3/library/os.html#os.WNOHANG).
///
/// ```no_run
/// # use fork_and_wait::{WNOHANG, waitpid};
/// # let (pid, mut status) = (-1, 0);
/// // SAFETY: status exists until the call returns.
/// if unsafe { waitpid(pid, &mut status, WNOHANG) }? == 0 {
///     println!("it has not ended yet");
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[cfg(unix)]
#[doc(alias = "os.WNOHANG")]
pub const WNOHANG: c_int = libc::WNOHANG;

/// An option of [`waitpid`]: also report a child that a signal has stopped. For such a wait status
/// [`WIFSTOPPED`] is `true`.
///
/// C `WUNTRACED`, Python [`os.WUNTRACED`](https://docs.python.org/3/library/os.html#os.WUNTRACED).
/// The name comes from debuggers: `waitpid` reports the stop of a traced child without this option
/// too.
///
/// ```no_run
/// # use fork_and_wait::{WIFSTOPPED, WUNTRACED, waitpid};
/// # let (pid, mut status) = (-1, 0);
/// // SAFETY: status exists until the call returns.
/// unsafe { waitpid(pid, &mut status, WUNTRACED) }?;
/// if WIFSTOPPED(status) {
///     println!("it has not ended: SIGCONT continues it");
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[cfg(unix)]
#[doc(alias = "os.WUNTRACED")]
pub const WUNTRACED: c_int = libc::WUNTRACED;

/// An option of [`waitpid`]: also report a stopped child that SIGCONT has continued. For such a
/// wait status [`WIFCONTINUED`] is `true`.
///
/// C `WCONTINUED`, Python
/// [`os.WCONTINUED`](https://docs.python.org/3/library/os.html#os.WCONTINUED).
///
/// ```no_run
/// # use fork_and_wait::{WCONTINUED, WIFCONTINUED, WUNTRACED, waitpid};
/// # let (pid, mut status) = (-1, 0);
/// // SAFETY: status exists until the call returns.
/// unsafe { waitpid(pid, &mut status, WUNTRACED | WCONTINUED) }?;
/// if WIFCONTINUED(status) {
///     println!("it runs again");
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[cfg(unix)]
#[doc(alias = "os.WCONTINUED")]
pub const WCONTINUED: c_int = libc::WCONTINUED;

#[cfg(unix)]
#[doc(no_inline)]
pub use libc::{c_int, pid_t};

#[cfg(not(unix))]
compile_error!("fork, wait and waitpid are calls of Unix, and this system is not one");

#[cfg(any(target_os = "tvos", target_os = "watchos"))]
compile_error!(
    "there is no fork on tvOS and watchOS: a program may not start another process there"
);
