//! macOS, iOS and visionOS.
//!
//! ```text
//! bit       15 ... 8   7   6 ... 0
//! exited      code     0   0000000
//! killed    00000000  core  signal
//! stopped    signal    0   1111111
//! continued 00010011   0   1111111
//! ```
//!
//! A continued child looks like a child that SIGCONT stopped: its number is 0x13. SIGCONT stops
//! nobody, so the kernel could use that value. From `bsd/sys/wait.h` of XNU.

use std::ffi::c_int;

use crate::WaitStatus;

/// `(status & 0x7f) == 0`
///
/// The low seven bits are 0: no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    (status & 0x7f) == 0
}

/// `(status >> 8) & 0xff`
///
/// The high byte.
pub const fn WEXITSTATUS(status: c_int) -> c_int {
    (status >> 8) & 0xff
}

/// `(status & 0x7f) != 0 && (status & 0x7f) != 0x7f`
///
/// The low seven bits hold a signal. 0x7f is not one: it marks a stopped or continued child.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    (status & 0x7f) != 0 && (status & 0x7f) != 0x7f
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

/// `(status & 0x7f) == 0x7f && WSTOPSIG(status) != 0x13`
///
/// The low seven bits are 0x7f, and SIGCONT is not above them.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    (status & 0x7f) == 0x7f && WSTOPSIG(status) != 0x13
}

/// `status >> 8`
///
/// All that is above the low byte. The header has no mask.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8
}

/// `(status & 0x7f) == 0x7f && WSTOPSIG(status) == 0x13`
///
/// The low seven bits are 0x7f, and SIGCONT is above them.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    (status & 0x7f) == 0x7f && WSTOPSIG(status) == 0x13
}

from_raw!();
