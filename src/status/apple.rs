//! The wait status on macOS, iOS and Apple's other systems.
//!
//! ```text
//! bit        15 ......... 8    7    6 ......... 0
//! exited        exit code      0    0 0 0 0 0 0 0
//! killed     0 0 0 0 0 0 0 0  core     signal
//! stopped        signal        0    1 1 1 1 1 1 1
//! continued   0x13, SIGCONT    0    1 1 1 1 1 1 1
//! ```
//!
//! A continued child looks like a child that SIGCONT stopped. SIGCONT stops nobody, so the kernel
//! could use that value. From `bsd/sys/wait.h` of XNU.

use std::ffi::c_int;

/// The low seven bits are 0: no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// The low seven bits hold a signal. 0x7f is not one: it marks a stopped or continued child.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0x7f != 0 && status & 0x7f != 0x7f
}

/// The low seven bits are 0x7f, and SIGCONT is not above them.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0x7f == 0x7f && WSTOPSIG(status) != 0x13
}

/// Everything above the low byte, without a mask.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8
}

/// The low seven bits are 0x7f, and SIGCONT is above them.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status & 0x7f == 0x7f && WSTOPSIG(status) == 0x13
}
