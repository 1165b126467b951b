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
//! From glibc's `bits/waitstatus.h`. The macros of Android's bionic agree today. Those of musl
//! differ for values that no kernel here fills in, such as 0x007f and 0x0109. Linux on MIPS has
//! more signals, and a file of its own: `linux_mips.rs`.

use std::ffi::c_int;

/// The low seven bits are 0: no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// The low seven bits hold a signal. 0x7f is not one: it marks a stopped child.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0x7f != 0 && status & 0x7f != 0x7f
}

/// The whole low byte is 0x7f.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0xff == 0x7f
}

/// One byte. If a debugger traces the child, bits 16 and up hold ptrace's event.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8 & 0xff
}

/// A value that means nothing else.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status == 0xffff
}
