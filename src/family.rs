//! Twelve families of Unix: what the bits of their wait status mean, side by side.
//!
//! POSIX gives only the names of the eight macros. What they do with the bits is written in a C
//! file of each system, `<sys/wait.h>`. Systems that share one header are a family, and each family
//! has a module here: the macros under their C names, written by hand after the header that the
//! module names. (QNX has a header of its own, and in it the form of Solaris. AIX's header is not
//! public, and its module follows the libc crate.) All of them are compiled on every system, so you
//! can also decode a status that came from another one:
//!
//! ```
//! use fork_and_wait::family::{haiku, linux};
//!
//! let status = 0x0900;
//! assert!(linux::WIFEXITED(status)); // on Linux: exit(9)
//! assert!(haiku::WIFSIGNALED(status)); // on Haiku: killed by signal 9
//! ```
//!
//! The functions at the root of the crate are those of the system that it is compiled for. Beside
//! the macros each module has `from_raw`, which is what
//! [`WaitStatus::from_raw`](crate::WaitStatus::from_raw) does on that system. (The text of a
//! [`WaitStatus`](crate::WaitStatus) names the signals of the system that you compile for.)

/// Each family but Haiku asks its macros in this order.
macro_rules! from_raw {
    () => {
        /// Which of the four forms it is: asks WIFCONTINUED, WIFEXITED, WIFSIGNALED and WIFSTOPPED,
        /// in this order.
        #[must_use]
        pub const fn from_raw(status: c_int) -> WaitStatus {
            // On DragonFly WIFSIGNALED is true for a continued child too, so we ask this first.
            if WIFCONTINUED(status) {
                WaitStatus::Continued
            } else if WIFEXITED(status) {
                WaitStatus::Exited {
                    code: WEXITSTATUS(status),
                }
            } else if WIFSIGNALED(status) {
                WaitStatus::Signaled {
                    signal: WTERMSIG(status),
                    core_dumped: WCOREDUMP(status),
                }
            } else if WIFSTOPPED(status) {
                WaitStatus::Stopped {
                    signal: WSTOPSIG(status),
                }
            } else {
                WaitStatus::Unknown { status }
            }
        }
    };
}

pub mod aix;
pub mod apple;
pub mod cygwin;
pub mod dragonfly;
pub mod freebsd;
pub mod haiku;
pub mod linux;
pub mod linux_mips;
pub mod netbsd;
pub mod openbsd;
pub mod qnx;
pub mod solaris;

/// Makes `system` another name for the first family whose condition holds.
macro_rules! system {
    ($family:ident: $condition:meta; $($rest:tt)*) => {
        #[cfg($condition)]
        pub(crate) use $family as system;
        #[cfg(not($condition))]
        system! { $($rest)* }
    };
    () => {
        compile_error!(
            "this crate does not know the wait status of this Unix: write down what its \
             <sys/wait.h> says in a new file in src/family/, and name that file in src/family.rs"
        );
        pub(crate) use linux as system; // so that this is the only error
    };
}

system! {
    linux_mips: all(
        target_os = "linux",
        any(
            target_arch = "mips",
            target_arch = "mips32r6",
            target_arch = "mips64",
            target_arch = "mips64r6",
        ),
    );
    linux: any(
        target_os = "linux",
        target_os = "android",
        target_os = "hurd",
        target_os = "redox",
    );
    apple: target_vendor = "apple";
    freebsd: target_os = "freebsd";
    dragonfly: target_os = "dragonfly";
    netbsd: target_os = "netbsd";
    openbsd: target_os = "openbsd";
    solaris: any(target_os = "illumos", target_os = "solaris");
    haiku: target_os = "haiku";
    aix: target_os = "aix";
    cygwin: target_os = "cygwin";
    qnx: target_os = "nto";
}
