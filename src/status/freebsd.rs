//! The wait status on FreeBSD.
//!
//! ```text
//! bit        15 ......... 8    7    6 ......... 0
//! exited        exit code      0    0 0 0 0 0 0 0
//! killed     0 0 0 0 0 0 0 0  core     signal
//! stopped        signal        0    1 1 1 1 1 1 1
//! continued  0 0 0 0 0 0 0 0   0    0x13, SIGCONT
//! ```
//!
//! A continued child looks like a child that SIGCONT killed. SIGCONT kills nobody, so the kernel
//! could use that value. From FreeBSD's `sys/sys/wait.h`.
//!
//! FreeBSD has signals up to 128, though its last real-time signal is 126. Its macros do not know
//! the last two. If signal 127 killed a child, the status is 0x007f, which they read as stopped. If
//! signal 128 did, the status is 0x0080, which they read as exited.

use std::ffi::c_int;

/// The low seven bits are 0: no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// The low seven bits hold a signal. 0x7f is not one, and the value 0x13 means continued.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0x7f != 0 && status & 0x7f != 0x7f && status != 0x13
}

/// The low seven bits are 0x7f. Bit 7 does not matter.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0x7f == 0x7f
}

/// Everything above the low byte, without a mask.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8
}

/// SIGCONT, and nothing above it.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status == 0x13
}
