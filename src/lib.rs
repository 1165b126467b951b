//! How `fork`, `wait` and `waitpid` work: the three calls as C has them, and the wait status
//! decoded by hand.
//!
//! | Python | C | here | |---|---|---| | `pid = os.fork()` | `pid = fork();` | [`pid = unsafe {
//! fork() }?`](fork) | | `pid, status = os.wait()` | `pid = wait(&status);` | [`pid = unsafe {
//! wait(&mut status) }?`](wait) | | `pid, status = os.waitpid(-1, os.WNOHANG)` | `pid = waitpid(-1,
//! &status, WNOHANG);` | [`pid = unsafe { waitpid(-1, &mut status, WNOHANG) }?`](waitpid) | |
//! `os.WIFEXITED(status)` | `WIFEXITED(status)` | [`WIFEXITED(status)`](WIFEXITED) | | `status //
//! 256` | `status / 256` | [`WEXITSTATUS(status)`](WEXITSTATUS), which says why | |
//! `os.waitstatus_to_exitcode(status)` | – |
//! [`waitstatus_to_exitcode(status)`](waitstatus_to_exitcode) | | – | – |
//! [`WaitStatus::from_raw(status)`](WaitStatus::from_raw) |
//!
//! A child that exits with 2, and its parent:
//!
//! ```
//! use fork_and_wait::{WEXITSTATUS, WIFEXITED, fork, wait};
//!
//! // SAFETY: this program has one thread.
//! if unsafe { fork() }? == 0 {
//!     std::process::exit(2); // only the child comes here
//! }
//! let mut status = 0;
//! // SAFETY: status exists until the call returns.
//! let pid = unsafe { wait(&mut status) }?;
//! assert_eq!(status, 512); // 2 * 256
//! assert!(WIFEXITED(status));
//! println!("{pid} exited with {}", WEXITSTATUS(status));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # The wait status
//!
//! `wait` does not return an exit code. It fills in an `int`, the wait status, which says how the
//! child ended, or that it was stopped or continued. It has four forms. On Linux they are:
//!
//! ```text
//! bit        15 ......... 8    7    6 ......... 0
//! exited        exit code      0    0 0 0 0 0 0 0      0x0200  exit(2)
//! killed     0 0 0 0 0 0 0 0  core     signal          0x0009  by SIGKILL
//! stopped        signal        0    1 1 1 1 1 1 1      0x137f  by SIGSTOP
//! continued  1 1 1 1 1 1 1 1   1    1 1 1 1 1 1 1      0xffff
//! ```
//!
//! The exit code is stored in the second byte, where it counts 256 times as much. The bits below
//! say whether there is an exit code at all: for a child that was killed, `status / 256` is 0,
//! which looks like success. Ask [`WIFEXITED`] first, or let [`WaitStatus`] decode the status.
//!
//! POSIX only names the macros. Each system has its own bits, and the files in `src/status/` show
//! them side by side.
//!
//! # What differs from C
//!
//! The arguments are C's, in C's order. Two things are different:
//!
//! - A call that fails returns an [`io::Error`](std::io::Error), and not -1 with `errno`.
//! - [`wait`] and [`waitpid`] call again after `EINTR`, as Python has done since 3.5
//!   ([PEP 475](https://peps.python.org/pep-0475/)).
//!
//! # Unix only
//!
//! Linux, Android, macOS and Apple's other systems, FreeBSD, DragonFly, NetBSD, OpenBSD, illumos
//! and Solaris. On any other system the crate does not compile, and the error says why.
//!
//! # Where not to use it
//!
//! In a program of your own. The calls are `unsafe`, and nothing here keeps you from a mistake. To
//! run a command, use [`std::process::Command`]. To fork, use the crate
//! [nix](https://docs.rs/nix). To wait and decode a wait status, use nix or
//! [rustix](https://docs.rs/rustix). To compute on all cores, use threads.
//!
//! This crate is made to be read. Begin with the programs in `examples/`.

#![allow(non_snake_case)] // WIFEXITED and the other macros keep their names from C

#[cfg(unix)]
mod calls;
#[cfg(unix)]
mod family;
#[cfg(unix)]
mod status;

#[cfg(unix)]
pub use calls::{check, fork, wait, waitpid};
#[cfg(unix)]
pub use status::{
    WCOREDUMP, WEXITSTATUS, WIFCONTINUED, WIFEXITED, WIFSIGNALED, WIFSTOPPED, WSTOPSIG, WTERMSIG,
    WaitStatus, waitstatus_to_exitcode,
};

/// An option of [`waitpid`]: also report a stopped child that SIGCONT has continued. For such a
/// wait status [`WIFCONTINUED`] is `true`.
///
/// Python [`os.WCONTINUED`](https://docs.python.org/3/library/os.html#os.WCONTINUED).
#[cfg(unix)]
#[doc(inline)]
pub use libc::WCONTINUED;

/// An option of [`waitpid`]: do not wait. If there are children that fit `pid`, but none has
/// anything new to report, the call returns `Ok(0)` at once.
///
/// Python [`os.WNOHANG`](https://docs.python.org/3/library/os.html#os.WNOHANG).
#[cfg(unix)]
#[doc(inline)]
pub use libc::WNOHANG;

/// An option of [`waitpid`]: also report a child that a signal has stopped. For such a wait status
/// [`WIFSTOPPED`] is `true`.
///
/// Python [`os.WUNTRACED`](https://docs.python.org/3/library/os.html#os.WUNTRACED). The name comes
/// from debuggers: `waitpid` reports the stop of a traced child without this option too.
#[cfg(unix)]
#[doc(inline)]
pub use libc::WUNTRACED;

/// C's `int`: the type of a wait status.
#[cfg(unix)]
#[doc(inline)]
pub use libc::c_int;

/// C's type for a PID, the number of a process.
#[cfg(unix)]
#[doc(inline)]
pub use libc::pid_t;

#[cfg(not(unix))]
compile_error!("fork, wait and waitpid are calls of Unix, and this system is not one");
