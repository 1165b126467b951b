//! Linux on MIPS processors.
//!
//! ```text
//! bit       15 ... 8   7   6 ... 0
//! exited      code     0   0000000
//! killed    00000000  core  signal
//! stopped    signal    0   1111111
//! continued 11111111   1   1111111
//! ```
//!
//! Here Linux has signals up to 128, elsewhere up to 64. If signal 127 killed a child, the status
//! is 0x007f, and only the high byte, 0, says that the child was not stopped. From glibc's
//! `sysdeps/unix/sysv/linux/mips/bits/waitstatus.h`, which glibc has only since January 2026 (after
//! 2.42). Older ones, such as Debian's, read 0x007f as stopped. musl reads it as killed.
//!
//! Signal 128 has no name, but `kill` sends it. If it killed a child, the status is 0x0080, which
//! the header reads as exited.

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

/// `((status & 0x7f) != 0 && (status & 0x7f) != 0x7f) || status == 0x7f`
///
/// The low seven bits hold a signal. 0x7f is a signal only if all bits above are 0.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    ((status & 0x7f) != 0 && (status & 0x7f) != 0x7f) || status == 0x7f
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

/// `(status & 0xff) == 0x7f && status != 0x7f`
///
/// The low byte is 0x7f, and the bits above are not all 0.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    (status & 0xff) == 0x7f && status != 0x7f
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
