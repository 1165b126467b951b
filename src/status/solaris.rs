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
//! The same words as on Linux, told apart in another way: the high byte decides between killed
//! and stopped. Read from illumos' `usr/src/uts/common/sys/wait.h`.

use std::ffi::c_int;

/// The whole low byte is 0.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0xff == 0
}

/// Something in the low byte, nothing in the high one.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0xff != 0 && status & 0xff00 == 0
}

/// The low byte is 0x7f, and there is something in the high one.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0xff == 0x7f && status & 0xff00 != 0
}

/// One byte: the header masks what is above.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8 & 0xff
}

/// The low sixteen bits are all set, whatever is above them.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status & 0xffff == 0xffff
}
