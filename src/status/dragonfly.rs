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
//! The same as on FreeBSD, except that WIFSIGNALED does not leave out 0x13. So WIFSIGNALED and
//! WIFCONTINUED are both true for a continued child: ask WIFCONTINUED first. From DragonFly's
//! `sys/sys/wait.h`.
//!
//! DragonFly's kernel sends signals up to 127. The macros do not know the last one: if signal 127
//! killed a child, the status is 0x007f, which they read as stopped.

use std::ffi::c_int;

/// The low seven bits are 0: no signal.
pub const fn WIFEXITED(status: c_int) -> bool {
    status & 0x7f == 0
}

/// The low seven bits hold a signal. 0x7f is not one: it marks a stopped child.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    status & 0x7f != 0 && status & 0x7f != 0x7f
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
