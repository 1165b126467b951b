//! The wait status on Linux, on MIPS processors.
//!
//! ```text
//! bit        15 ......... 8    7    6 ......... 0
//! exited        exit code      0    0 0 0 0 0 0 0
//! killed     0 0 0 0 0 0 0 0  core     signal
//! stopped        signal        0    1 1 1 1 1 1 1
//! continued  1 1 1 1 1 1 1 1   1    1 1 1 1 1 1 1
//! ```
//!
//! Here Linux has signals up to 128, elsewhere up to 64. If signal 127 killed a child, the status
//! is 0x007f, and only the high byte, 0, says that the child was not stopped. From glibc's
//! `sysdeps/unix/sysv/linux/mips/bits/waitstatus.h`.
//!
//! Signal 128 has no name, but `kill` sends it. If it killed a child, the status is 0x0080, which
//! the header reads as exited.

use std::ffi::c_int;

/// The low seven bits are 0: no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// The low seven bits hold a signal. 0x7f is a signal only if all bits above are 0.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0x7f != 0 && status & 0x7f != 0x7f || status == 0x7f
}

/// The low byte is 0x7f, and the bits above are not all 0.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0xff == 0x7f && status != 0x7f
}

/// One byte. If a debugger traces the child, bits 16 and up hold ptrace's event.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8 & 0xff
}

/// A value that means nothing else.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status == 0xffff
}
