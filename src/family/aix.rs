//! AIX.
//!
//! ```text
//! bit       24   23..16  15...8 7....0
//! exited     0            code       0
//! killed     0   signal          not 0
//! stopped    0           signal  bit 6
//! continued  1
//! ```
//!
//! AIX's own header is not public. So this is what the functions of the libc crate read, which came
//! with IBM's port of Rust. They do not read the places that are empty here. For a child that a
//! signal killed, the low byte holds the signal too, as ninja's authors saw (its pull request
//! 1868): SIGKILL is 0x090009.
//!
//! Three macros return -1 if the child did not end, or stop, in that way. So do ours. AIX has no
//! WCOREDUMP: no bit says that there was a core dump.

use std::ffi::c_int;

use crate::WaitStatus;

/// `(status & 0xff) == 0`
///
/// The low byte is 0.
pub const fn WIFEXITED(status: c_int) -> bool {
    (status & 0xff) == 0
}

/// `(status >> 8) & 0xff`
///
/// The second byte, or -1 if the child did not exit.
pub const fn WEXITSTATUS(status: c_int) -> c_int {
    if WIFEXITED(status) {
        (status >> 8) & 0xff
    } else {
        -1
    }
}

/// `!WIFEXITED(status) && !WIFSTOPPED(status)`
///
/// The low byte is not 0, but its bit 6 is.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    !WIFEXITED(status) && !WIFSTOPPED(status)
}

/// `(status >> 16) & 0xff`
///
/// The third byte, or -1 if no signal killed the child.
pub const fn WTERMSIG(status: c_int) -> c_int {
    if WIFSIGNALED(status) {
        (status >> 16) & 0xff
    } else {
        -1
    }
}

/// `false`
///
/// No bit says so.
pub const fn WCOREDUMP(_status: c_int) -> bool {
    false
}

/// `(status & 0x40) != 0`
///
/// Bit 6.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    (status & 0x40) != 0
}

/// `(status >> 8) & 0xff`
///
/// The second byte, or -1 if the child was not stopped.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    if WIFSTOPPED(status) {
        (status >> 8) & 0xff
    } else {
        -1
    }
}

/// `(status & 0x0100_0000) != 0`
///
/// Bit 24. WIFEXITED, WIFSIGNALED or WIFSTOPPED may be true as well: ask WIFCONTINUED first.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    (status & 0x0100_0000) != 0
}

from_raw!();
