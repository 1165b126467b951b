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
//! Read from NetBSD's `sys/sys/wait.h`.

use std::ffi::c_int;

/// The low seven bits name no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// Whatever is none of the other three.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    !WIFEXITED(status) && !WIFSTOPPED(status) && !WIFCONTINUED(status)
}

/// The low seven bits are 0x7f, whatever bit 7 says, unless the child was continued.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0x7f == 0x7f && !WIFCONTINUED(status)
}

/// One byte: the header masks what is above.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8 & 0xff
}

/// A word of its own, unlike all others.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status == 0xffff
}
