//! illumos and Solaris.
//!
//! ```text
//! bit       15 ... 8   7   6 ... 0
//! exited      code     0   0000000
//! killed    00000000  core  signal
//! stopped    signal    0   1111111
//! continued 11111111   1   1111111
//! ```
//!
//! The same values as on Linux, but the macros read them differently: here the high byte decides
//! between killed and stopped. From illumos' `usr/src/uts/common/sys/wait.h`.

use std::ffi::c_int;

use crate::WaitStatus;

/// `(status & 0xff) == 0`
///
/// The whole low byte is 0.
pub const fn WIFEXITED(status: c_int) -> bool {
    (status & 0xff) == 0
}

/// `(status >> 8) & 0xff`
///
/// The high byte.
pub const fn WEXITSTATUS(status: c_int) -> c_int {
    (status >> 8) & 0xff
}

/// `(status & 0xff) != 0 && (status & 0xff00) == 0`
///
/// The low byte is not 0, the high byte is.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    (status & 0xff) != 0 && (status & 0xff00) == 0
}

/// `status & 0x7f`
///
/// The low seven bits.
pub const fn WTERMSIG(status: c_int) -> c_int {
    status & 0x7f
}

/// `(status & 0x80) != 0`
///
/// Bit 7.
pub const fn WCOREDUMP(status: c_int) -> bool {
    (status & 0x80) != 0
}

/// `(status & 0xff) == 0x7f && (status & 0xff00) != 0`
///
/// The low byte is 0x7f, and the high byte is not 0.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    (status & 0xff) == 0x7f && (status & 0xff00) != 0
}

/// `(status >> 8) & 0xff`
///
/// The high byte.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    (status >> 8) & 0xff
}

/// `(status & 0xffff) == 0xffff`
///
/// The low sixteen bits are all 1. What is above them does not matter.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    (status & 0xffff) == 0xffff
}

from_raw!();
