//! The wait status on illumos and Solaris.
//!
//! ```text
//! bit        15 ......... 8    7    6 ......... 0
//! exited        exit code      0    0 0 0 0 0 0 0
//! killed     0 0 0 0 0 0 0 0  core     signal
//! stopped        signal        0    1 1 1 1 1 1 1
//! continued  1 1 1 1 1 1 1 1   1    1 1 1 1 1 1 1
//! ```
//!
//! The same values as on Linux, but the macros read them differently: here the high byte decides
//! between killed and stopped. From illumos' `usr/src/uts/common/sys/wait.h`.

use std::ffi::c_int;

/// The whole low byte is 0.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0xff == 0
}

/// The low byte is not 0, the high byte is.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0xff != 0 && status & 0xff00 == 0
}

/// The low byte is 0x7f, and the high byte is not 0.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0xff == 0x7f && status & 0xff00 != 0
}

/// One byte: the header masks what is above.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8 & 0xff
}

/// The low sixteen bits are all 1. What is above them does not matter.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status & 0xffff == 0xffff
}
