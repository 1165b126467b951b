//! Linux and Android, GNU/Hurd and Redox.
//!
//! ```text
//! bit       15 ... 8   7   6 ... 0
//! exited      code     0   0000000
//! killed    00000000  core  signal
//! stopped    signal    0   1111111
//! continued 11111111   1   1111111
//! ```
//!
//! From glibc's `bits/waitstatus.h`, which Linux and the Hurd share. The macros of Android's bionic
//! are the same today, and so are the functions of the libc crate for Redox. Those of musl differ
//! for values that no kernel here fills in, such as 0x007f and 0x0109. Linux on MIPS has more
//! signals, and a family of its own: [`linux_mips`](super::linux_mips).

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

/// `(status & 0xff) == 0x7f`
///
/// The whole low byte is 0x7f.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    (status & 0xff) == 0x7f
}

/// `(status >> 8) & 0xff`
///
/// One byte. If a debugger traces the child, bits 16 and up hold ptrace's event.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    (status >> 8) & 0xff
}

/// `status == 0xffff`
///
/// A value that means nothing else.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status == 0xffff
}

from_raw!();
