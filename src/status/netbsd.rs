//! The wait status on NetBSD.
//!
//! ```text
//! bit        15 ......... 8    7    6 ......... 0
//! exited        exit code      0    0 0 0 0 0 0 0
//! killed     0 0 0 0 0 0 0 0  core     signal
//! stopped        signal        0    1 1 1 1 1 1 1
//! continued  1 1 1 1 1 1 1 1   1    1 1 1 1 1 1 1
//! ```
//!
//! From NetBSD's `sys/sys/wait.h`.

use std::ffi::c_int;

/// The low seven bits are 0: no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// Every value that is none of the other three.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    !WIFEXITED(status) && !WIFSTOPPED(status) && !WIFCONTINUED(status)
}

/// The low seven bits are 0x7f, unless the child was continued. Bit 7 does not matter.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0x7f == 0x7f && !WIFCONTINUED(status)
}

/// One byte: the header masks what is above.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8 & 0xff
}

/// A value that means nothing else.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status == 0xffff
}
