//! The wait status on Linux and Android.
//!
//! ```text
//! bit        15 ......... 8    7    6 ......... 0
//! exited        exit code      0    0 0 0 0 0 0 0
//! killed     0 0 0 0 0 0 0 0  core     signal
//! stopped        signal        0    1 1 1 1 1 1 1
//! continued  1 1 1 1 1 1 1 1   1    1 1 1 1 1 1 1
//! ```
//!
//! Read from glibc's `bits/waitstatus.h`; Android's bionic gives the same answers today. musl's differ on
//! words that the kernel never makes, such as 0x007f and 0x0109.

use std::ffi::c_int;

/// The low seven bits name no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// The low seven bits name a signal; 0x7f is none, it marks a stopped child.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0x7f != 0 && status & 0x7f != 0x7f
}

/// The whole low byte is 0x7f.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0xff == 0x7f
}

/// One byte: bits 16 and up hold the event, if a debugger traces the child.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8 & 0xff
}

/// A word of its own, unlike all others.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status == 0xffff
}
