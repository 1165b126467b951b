//! QNX.
//!
//! ```text
//! bit       15 ... 8   7   6 ... 0
//! exited      code     0   0000000
//! killed    00000000  core  signal
//! stopped    signal    0   1111111
//! continued 11111111   1   1111111
//! ```
//!
//! The same as illumos and Solaris. From QNX's own `sys/wait.h`. The libc crate has Linux's
//! functions for QNX, which read 0x0080 as exited, and 0x0109 as killed.

#[doc(inline)]
pub use super::solaris::{
    WCOREDUMP, WEXITSTATUS, WIFCONTINUED, WIFEXITED, WIFSIGNALED, WIFSTOPPED, WSTOPSIG, WTERMSIG,
    from_raw,
};
