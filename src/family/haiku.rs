//! Haiku.
//!
//! ```text
//! bit        23..16   15...8   7....0
//! exited    00000000 00000000   code
//! killed    0000000c  signal  00000000
//! stopped    signal  00000000 00000000
//! continued 00000010 00000000 00000000
//! ```
//!
//! c is the mark of a core dump. exit(2) is 2 here, SIGKILL is 0x0900. So a division by 256 gives 0
//! for every child that exited, and 9 for the one that SIGKILL killed.
//!
//! From `headers/posix/sys/wait.h`. Its macros overlap: SIGSTOP has the number 10 here, so the
//! status is 0x0a0000, and for this status both WIFSTOPPED and WIFCONTINUED are true. They are both
//! true for a continued child too, and WIFSTOPPED is true if there was a core dump. [`from_raw`]
//! goes by what Haiku fills in, in `src/system/libroot/posix/sys/wait.cpp`.

use std::ffi::c_int;

use crate::WaitStatus;

/// `(status & !0xff) == 0`
///
/// Nothing is above the low byte. (In C, `~` is what `!` is here.)
pub const fn WIFEXITED(status: c_int) -> bool {
    (status & !0xff) == 0
}

/// `status & 0xff`
///
/// The low byte, not the second one.
pub const fn WEXITSTATUS(status: c_int) -> c_int {
    status & 0xff
}

/// `((status >> 8) & 0xff) != 0`
///
/// The second byte is not 0.
pub const fn WIFSIGNALED(status: c_int) -> bool {
    ((status >> 8) & 0xff) != 0
}

/// `(status >> 8) & 0xff`
///
/// The second byte.
pub const fn WTERMSIG(status: c_int) -> c_int {
    (status >> 8) & 0xff
}

/// `(status & 0x10000) != 0`
///
/// Bit 16. The header calls this macro WIFCORED.
pub const fn WCOREDUMP(status: c_int) -> bool {
    (status & 0x10000) != 0
}

/// `((status >> 16) & 0xff) != 0`
///
/// The third byte is not 0. It may also hold the mark of a core dump, or of a continued child.
pub const fn WIFSTOPPED(status: c_int) -> bool {
    ((status >> 16) & 0xff) != 0
}

/// `(status >> 16) & 0xff`
///
/// The third byte.
pub const fn WSTOPSIG(status: c_int) -> c_int {
    (status >> 16) & 0xff
}

/// `(status & 0x20000) != 0`
///
/// Bit 17. It may also belong to the signal that stopped the child.
pub const fn WIFCONTINUED(status: c_int) -> bool {
    (status & 0x20000) != 0
}

/// Which of the four forms it is. The order is Haiku's own, since its macros overlap: killed comes
/// before stopped because of the core dump, and a continued child is told from a stopped one by the
/// whole value. It reads like a stop by signal 2, SIGINT, which stops nobody.
#[must_use]
pub const fn from_raw(status: c_int) -> WaitStatus {
    if WIFEXITED(status) {
        WaitStatus::Exited {
            code: WEXITSTATUS(status),
        }
    } else if WIFSIGNALED(status) {
        WaitStatus::Signaled {
            signal: WTERMSIG(status),
            core_dumped: WCOREDUMP(status),
        }
    } else if status == 0x20000 {
        WaitStatus::Continued
    } else if WIFSTOPPED(status) {
        WaitStatus::Stopped {
            signal: WSTOPSIG(status),
        }
    } else {
        WaitStatus::Unknown { status }
    }
}
