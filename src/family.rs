//! The bits of a wait status differ from system to system. Each family of systems has a file of
//! its own in `src/status/`. This file chooses the one for the system that we compile for.

#[cfg(all(
    any(target_os = "linux", target_os = "android"),
    not(any(
        target_arch = "mips",
        target_arch = "mips32r6",
        target_arch = "mips64",
        target_arch = "mips64r6",
    ))
))]
#[path = "status/linux.rs"]
mod system;

#[cfg(all(
    target_os = "linux",
    any(
        target_arch = "mips",
        target_arch = "mips32r6",
        target_arch = "mips64",
        target_arch = "mips64r6",
    )
))]
#[path = "status/linux_mips.rs"]
mod system;

#[cfg(target_vendor = "apple")]
#[path = "status/apple.rs"]
mod system;

#[cfg(target_os = "freebsd")]
#[path = "status/freebsd.rs"]
mod system;

#[cfg(target_os = "dragonfly")]
#[path = "status/dragonfly.rs"]
mod system;

#[cfg(target_os = "netbsd")]
#[path = "status/netbsd.rs"]
mod system;

#[cfg(target_os = "openbsd")]
#[path = "status/openbsd.rs"]
mod system;

#[cfg(any(target_os = "illumos", target_os = "solaris"))]
#[path = "status/solaris.rs"]
mod system;

#[cfg(not(any(
    target_os = "linux",
    target_os = "android",
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "dragonfly",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "illumos",
    target_os = "solaris",
)))]
compile_error!(
    "this crate does not know the wait status of this Unix: write down what its <sys/wait.h> says \
     in a new file in src/status/, and name that file in src/family.rs"
);

pub use system::*;
