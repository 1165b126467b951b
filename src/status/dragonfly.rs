//! The wait status on DragonFly BSD.
//!
//! ```text
//! bit        15 ......... 8    7    6 ......... 0
//! exited        exit code      0    0 0 0 0 0 0 0
//! killed     0 0 0 0 0 0 0 0  core     signal
//! stopped        signal        0    1 1 1 1 1 1 1
//! continued  0 0 0 0 0 0 0 0   0    0x13, SIGCONT
//! ```
//!
//! As on FreeBSD, but nobody took 0x13 out of WIFSIGNALED: for a continued child both say yes. Ask
//! WIFCONTINUED first. Read from DragonFly's `sys/sys/wait.h`.

use std::ffi::c_int;

/// The low seven bits name no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// The low seven bits name a signal; 0x7f is none, it marks a stopped child.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0x7f != 0 && status & 0x7f != 0x7f
}

/// The low seven bits are 0x7f, whatever bit 7 says.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    status & 0x7f == 0x7f
}

/// All that is above the low byte, unmasked.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    status >> 8
}

/// SIGCONT, and nothing above it.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    status == 0x13
}
