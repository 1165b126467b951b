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
//! A continued child looks like one that was stopped by SIGCONT, which stops nobody: the kernel
//! uses the free word. Read from `bsd/sys/wait.h` of XNU.

use std::ffi::c_int;

/// The low seven bits name no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// The low seven bits name a signal; 0x7f is none, it marks a stopped or continued child.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0x7f != 0 && status & 0x7f != 0x7f
}

/// The mark 0x7f, and not SIGCONT above it.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0x7f == 0x7f && WSTOPSIG(status) != 0x13
}

/// All that is above the low byte, unmasked.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8
}

/// The mark 0x7f, with SIGCONT above it.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status & 0x7f == 0x7f && WSTOPSIG(status) == 0x13
}
