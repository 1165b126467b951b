//! How `fork`, `wait` and `waitpid` work: the three calls as C has them, and the wait status
//! decoded by hand.
//!
//! | Python | C | here |
//! |---|---|---|
//! | `pid = os.fork()` | `pid = fork();` | `let pid = unsafe { `[`fork`]`() }?;` |
//! | `pid, status = os.wait()` | `pid = wait(&status);` | `let pid = unsafe { `[`wait`]`(&mut status) }?;` |
//! | `pid, status = os.waitpid(-1, os.WNOHANG)` | `pid = waitpid(-1, &status, WNOHANG);` | `let pid = unsafe { `[`waitpid`]`(-1, &mut status, `[`WNOHANG`]`) }?;` |
//! | `os.WIFEXITED(status)` | `WIFEXITED(status)` | [`WIFEXITED`]`(status)` |
//! | `status // 256` | `status / 256` | [`WEXITSTATUS`]`(status)`, which says why |
//! | `os.waitstatus_to_exitcode(status)` | | [`waitstatus_to_exitcode`]`(status)` |
//! | | | [`WaitStatus::from_raw`]`(status)` |
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
//! // SAFETY: status lives until the call returns.
//! let pid = unsafe { wait(&mut status) }?;
//! assert_eq!(status, 512); // 2 * 256
//! assert!(WIFEXITED(status));
//! println!("{pid} exited with {}", WEXITSTATUS(status));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The crate is made to be read: begin with the programs in `examples/`.

#![allow(non_snake_case)] // WIFEXITED and its sisters are called what C calls them

#[cfg(unix)]
mod calls;
#[cfg(unix)]
mod status;

#[cfg(unix)]
pub use calls::{fork, wait, waitpid};
#[cfg(unix)]
pub use libc::{WCONTINUED, WNOHANG, WUNTRACED, c_int, pid_t};
#[cfg(unix)]
pub use status::{
    WCOREDUMP, WEXITSTATUS, WIFCONTINUED, WIFEXITED, WIFSIGNALED, WIFSTOPPED, WSTOPSIG, WTERMSIG,
    WaitStatus, waitstatus_to_exitcode,
};

#[cfg(not(unix))]
compile_error!("fork, wait and waitpid are calls of Unix, and this system is none");
