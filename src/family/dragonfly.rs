//! DragonFly BSD.
//!
//! ```text
//! bit       15 ... 8   7   6 ... 0
//! exited      code     0   0000000
//! killed    00000000  core  signal
//! stopped    signal    0   1111111
//! continued 00000000   0   0010011
//! ```
//!
//! The same as FreeBSD, except that WIFSIGNALED does not leave out 0x13. So WIFSIGNALED and
//! WIFCONTINUED are both true for a continued child: ask WIFCONTINUED first. From DragonFly's
//! `sys/sys/wait.h`.
//!
//! DragonFly's kernel sends signals up to 127. The macros do not know the last one: if signal 127
//! killed a child, the status is 0x007f, which they read as stopped.

use std::ffi::c_int;

use crate::WaitStatus;

/// `(status & 0x7f) == 0`
///
/// The low seven bits are 0: no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    (status & 0x7f) == 0
}

/// `status >> 8`
///
/// All that is above the low byte. The header has no mask, and the kernel puts nothing above the
/// code.
pub const fn WEXITSTATUS(status: c_int) -> c_int {
    status >> 8
}

/// `(status & 0x7f) != 0 && (status & 0x7f) != 0x7f`
///
/// The low seven bits hold a signal. 0x7f is not one: it marks a stopped child.
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

/// `(status & 0x7f) == 0x7f`
///
/// The low seven bits are 0x7f. Bit 7 does not matter.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    (status & 0x7f) == 0x7f
}

/// `status >> 8`
///
/// All that is above the low byte. The header has no mask.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8
}

/// `status == 0x13`
///
/// SIGCONT, and nothing above it.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status == 0x13
}

from_raw!();
