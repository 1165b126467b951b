//! The wait status, taken apart by hand.
//!
//! `wait` does not hand out an exit code. It fills in one `int`, the wait status, that has room for
//! every way in which a child can come to your notice. These are its four forms on Linux:
//!
//! ```text
//! bit        15 ......... 8    7    6 ......... 0
//! exited        exit code      0    0 0 0 0 0 0 0      0x0200  exit(2)
//! killed     0 0 0 0 0 0 0 0  core     signal          0x0009  by SIGKILL
//! stopped        signal        0    1 1 1 1 1 1 1      0x137f  by SIGSTOP
//! continued  1 1 1 1 1 1 1 1   1    1 1 1 1 1 1 1      0xffff
//! ```
//!
//! POSIX names the questions that may be asked of it, and leaves the bits to each system. The
//! answers that differ stand in one file for each family of systems, beside each other, in
//! `src/status/`.

use std::fmt;

use libc::c_int;

#[cfg(any(target_os = "linux", target_os = "android"))]
#[path = "status/linux.rs"]
mod family;

#[cfg(target_vendor = "apple")]
#[path = "status/apple.rs"]
mod family;

#[cfg(target_os = "freebsd")]
#[path = "status/freebsd.rs"]
mod family;

#[cfg(target_os = "dragonfly")]
#[path = "status/dragonfly.rs"]
mod family;

#[cfg(target_os = "netbsd")]
#[path = "status/netbsd.rs"]
mod family;

#[cfg(target_os = "openbsd")]
#[path = "status/openbsd.rs"]
mod family;

#[cfg(any(target_os = "illumos", target_os = "solaris"))]
#[path = "status/solaris.rs"]
mod family;

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
     in a new file in src/status/, and name that file at the top of src/status.rs"
);

/// Did the child end by itself, by `exit` or by returning from `main`?
///
/// C `WIFEXITED(status)`, Python [`os.WIFEXITED(status)`](https://docs.python.org/3/library/os.html#os.WIFEXITED).
/// `status` is what [`wait`](crate::wait) or [`waitpid`](crate::waitpid) filled in. Only if the
/// answer is `true` does [`WEXITSTATUS`] mean anything.
///
/// ```text
/// bit      15 ......... 8   7   6 ......... 0
///            .........      .   0 0 0 0 0 0 0      status & 0x7f == 0
/// ```
///
/// The low seven bits hold the signal that killed the child, and no signal has the number 0.
/// (illumos and Solaris ask for the whole low byte to be 0, which for an exited child it is.)
///
/// ```
/// use fork_and_wait::WIFEXITED;
///
/// assert!(WIFEXITED(0x0200)); // exit(2)
/// assert!(!WIFEXITED(9)); // killed by SIGKILL
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WIFEXITED")]
pub const fn WIFEXITED(status: c_int) -> bool {
    family::WIFEXITED(status)
}

/// The exit code, 0 to 255, of a child for which [`WIFEXITED`] says `true`.
///
/// C `WEXITSTATUS(status)`, Python [`os.WEXITSTATUS(status)`](https://docs.python.org/3/library/os.html#os.WEXITSTATUS).
///
/// ```text
/// bit      15 ......... 8   7 ........... 0
///             exit code       .........            status >> 8 & 0xff
/// ```
///
/// # Why divide by 256?
///
/// The child gave `exit` the number 2, `wait` fills in 512: the code stands one byte further up, so it
/// counts 256 times as much. Dividing by 256 moves it down, and a shift by eight bits does the same.
/// Three ways to write it:
///
/// | status | | `status / 256` | `status >> 8` | `status >> 8 & 0xff` |
/// |---|---|---|---|---|
/// | 0x0200 | `exit(2)` | 2 | 2 | 2 |
/// | 0xff00 | `exit(255)` | 255 | 255 | 255 |
/// | 0x0009 | killed by SIGKILL | 0 | 0 | 0 |
/// | 0x137f | stopped by SIGSTOP | 19 | 19 | 19 |
/// | 0x1057f | stopped by SIGTRAP, traced, event 1 | 261 | 261 | 5 |
/// | -1 | made by no kernel | 0 | -1 | 255 |
///
/// For a child that exited all three agree: below the code there are eight zeros, so nothing is
/// rounded, and above it there is nothing. But look at the third line. A killed child has an empty
/// high byte, and the division makes it a success. So ask [`WIFEXITED`] first.
///
/// (FreeBSD and DragonFly leave the mask out. No kernel of theirs puts anything above the code.)
///
/// Nor does the number come back whole. The kernel keeps one byte of what the child gave to `exit`:
/// 256 comes back as 0, and -1 as 255.
///
/// ```
/// use fork_and_wait::WEXITSTATUS;
///
/// let status = 512;
/// assert_eq!(WEXITSTATUS(status), 2);
/// assert_eq!(status / 256, 2);
/// assert_eq!(status >> 8, 2);
///
/// assert_eq!((0x1057f / 256, 0x1057f >> 8, WEXITSTATUS(0x1057f)), (261, 261, 5));
/// assert_eq!((-1 / 256, -1 >> 8, WEXITSTATUS(-1)), (0, -1, 255));
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WEXITSTATUS")]
pub const fn WEXITSTATUS(status: c_int) -> c_int {
    status >> 8 & 0xff
}

/// Was the child killed by a signal?
///
/// C `WIFSIGNALED(status)`, Python [`os.WIFSIGNALED(status)`](https://docs.python.org/3/library/os.html#os.WIFSIGNALED).
/// Only if the answer is `true` do [`WTERMSIG`] and [`WCOREDUMP`] mean anything.
///
/// ```text
/// bit      15 ......... 8   7   6 ......... 0
///            .........      .    1 to 126          status & 0x7f != 0 && status & 0x7f != 0x7f
/// ```
///
/// The low seven bits hold the signal. 0 is the mark of an exited child and 0x7f, all ones, that of
/// a stopped one; no signal has these numbers. That is most systems. FreeBSD takes out the word 0x13
/// too, which means continued there, and illumos and Solaris decide by the high byte.
///
/// ```
/// use fork_and_wait::WIFSIGNALED;
///
/// assert!(WIFSIGNALED(9)); // killed by SIGKILL
/// assert!(WIFSIGNALED(0x8b)); // by SIGSEGV, with a core dump
/// assert!(!WIFSIGNALED(0x0900)); // exit(9)
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WIFSIGNALED")]
pub const fn WIFSIGNALED(status: c_int) -> bool {
    family::WIFSIGNALED(status)
}

/// The signal that killed a child for which [`WIFSIGNALED`] says `true`.
///
/// C `WTERMSIG(status)`, Python [`os.WTERMSIG(status)`](https://docs.python.org/3/library/os.html#os.WTERMSIG).
///
/// ```text
/// bit      15 ......... 8   7   6 ......... 0
///            .........      .      signal          status & 0x7f
/// ```
///
/// ```
/// use fork_and_wait::WTERMSIG;
///
/// assert_eq!(WTERMSIG(9), libc::SIGKILL);
/// assert_eq!(WTERMSIG(0x8b), libc::SIGSEGV); // bit 7 is not part of the number
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WTERMSIG")]
pub const fn WTERMSIG(status: c_int) -> c_int {
    status & 0x7f
}

/// Did the child leave a core dump when the signal killed it?
///
/// C `WCOREDUMP(status)`, Python [`os.WCOREDUMP(status)`](https://docs.python.org/3/library/os.html#os.WCOREDUMP).
/// It means something only if [`WIFSIGNALED`] says `true`.
///
/// ```text
/// bit      15 ......... 8   7   6 ......... 0
///            .........     core    .......         status & 0x80 != 0
/// ```
///
/// ```
/// use fork_and_wait::WCOREDUMP;
///
/// assert!(WCOREDUMP(0x86)); // killed by SIGABRT, which is 6, and 0x80 for the core dump
/// assert!(!WCOREDUMP(0x06)); // the same without: the limit for core files was 0
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// but not in the edition of 2017, Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WCOREDUMP")]
pub const fn WCOREDUMP(status: c_int) -> bool {
    status & 0x80 != 0
}

/// Was the child stopped? It has not ended: SIGCONT lets it go on.
///
/// C `WIFSTOPPED(status)`, Python [`os.WIFSTOPPED(status)`](https://docs.python.org/3/library/os.html#os.WIFSTOPPED).
/// You only meet such a status if you gave [`waitpid`](crate::waitpid) the option
/// [`WUNTRACED`](crate::WUNTRACED), or if you trace the child as a debugger does. If the answer is
/// `true`, [`WSTOPSIG`] names the signal.
///
/// ```text
/// bit      15 ......... 8   7 ........... 0
///            .........      0 1 1 1 1 1 1 1        status & 0xff == 0x7f
/// ```
///
/// That is Linux and OpenBSD. FreeBSD, DragonFly and NetBSD do not look at bit 7; on Apple's
/// systems the word 0x137f is taken out, it means continued; illumos and Solaris want to see
/// something in the high byte.
///
/// ```
/// use fork_and_wait::WIFSTOPPED;
///
/// let status = libc::SIGSTOP << 8 | 0x7f;
/// assert!(WIFSTOPPED(status));
/// assert!(!WIFSTOPPED(libc::SIGKILL));
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WIFSTOPPED")]
pub const fn WIFSTOPPED(status: c_int) -> bool {
    family::WIFSTOPPED(status)
}

/// The signal that stopped a child for which [`WIFSTOPPED`] says `true`.
///
/// C `WSTOPSIG(status)`, Python [`os.WSTOPSIG(status)`](https://docs.python.org/3/library/os.html#os.WSTOPSIG).
///
/// ```text
/// bit      15 ......... 8   7 ........... 0
///              signal         .........            status >> 8 & 0xff
/// ```
///
/// It sits where an exited child has its exit code: dividing by 256 would turn "stopped by SIGSTOP"
/// into "exited with 19". Apple's systems, FreeBSD and DragonFly do not mask, `status >> 8`: no
/// kernel of theirs puts anything higher up.
///
/// ```
/// use fork_and_wait::WSTOPSIG;
///
/// assert_eq!(WSTOPSIG(libc::SIGSTOP << 8 | 0x7f), libc::SIGSTOP);
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WSTOPSIG")]
pub const fn WSTOPSIG(status: c_int) -> c_int {
    family::WSTOPSIG(status)
}

/// Does the child go on after it was stopped?
///
/// C `WIFCONTINUED(status)`, Python [`os.WIFCONTINUED(status)`](https://docs.python.org/3/library/os.html#os.WIFCONTINUED).
/// You only meet such a status if you gave [`waitpid`](crate::waitpid) the option
/// [`WCONTINUED`](crate::WCONTINUED).
///
/// ```text
/// bit      15 ......... 8   7 ........... 0
///          1 1 1 1 1 1 1 1  1 1 1 1 1 1 1 1        status == 0xffff
/// ```
///
/// That is Linux, NetBSD, OpenBSD, illumos and Solaris. On FreeBSD and DragonFly it is the word
/// 0x13, as if SIGCONT had killed the child; on Apple's systems 0x137f, as if SIGCONT had stopped
/// it.
///
/// ```
/// # #[cfg(target_os = "linux")] {
/// use fork_and_wait::WIFCONTINUED;
///
/// assert!(WIFCONTINUED(0xffff)); // on Linux
/// assert!(!WIFCONTINUED(0xff00)); // exit(255)
/// # }
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WIFCONTINUED")]
pub const fn WIFCONTINUED(status: c_int) -> bool {
    family::WIFCONTINUED(status)
}

/// One number for both ways to end: the exit code, or minus the signal that killed the child.
///
/// Python [`os.waitstatus_to_exitcode(status)`](https://docs.python.org/3/library/os.html#os.waitstatus_to_exitcode),
/// since 3.9. C has none. `None` where Python raises `ValueError`: the child has not ended, or
/// there is no such wait status.
///
/// ```
/// use fork_and_wait::waitstatus_to_exitcode;
///
/// assert_eq!(waitstatus_to_exitcode(0x0200), Some(2)); // exit(2)
/// assert_eq!(waitstatus_to_exitcode(9), Some(-9)); // killed by signal 9
/// assert_eq!(waitstatus_to_exitcode(libc::SIGSTOP << 8 | 0x7f), None); // only stopped
/// ```
#[doc(alias = "os.waitstatus_to_exitcode")]
pub const fn waitstatus_to_exitcode(status: c_int) -> Option<c_int> {
    if WIFEXITED(status) {
        Some(WEXITSTATUS(status))
    } else if WIFSIGNALED(status) && WTERMSIG(status) > 0 {
        Some(-WTERMSIG(status))
    } else {
        None
    }
}

/// A wait status, decoded: what happened to the child.
///
/// The eight macros ask one question each; this asks them all, in the right order, and leaves no
/// number to be read where there is none. C and Python have nothing like it. Rust's own
/// [`std::process::ExitStatus`] is, despite its name, a wait status too.
///
/// ```
/// use fork_and_wait::WaitStatus;
///
/// assert_eq!(WaitStatus::from_raw(0x0200), WaitStatus::Exited { code: 2 });
/// assert_eq!(WaitStatus::from_raw(9).to_string(), "killed by signal 9 (SIGKILL)");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum WaitStatus {
    /// It ended by itself ([`WIFEXITED`]).
    Exited {
        /// What it gave to `exit`, as far as one byte holds it ([`WEXITSTATUS`]).
        code: c_int,
    },
    /// A signal ended it ([`WIFSIGNALED`]).
    Signaled {
        /// Which one ([`WTERMSIG`]).
        signal: c_int,
        /// Whether a core dump was left ([`WCOREDUMP`]).
        core_dumped: bool,
    },
    /// It was stopped and can be continued ([`WIFSTOPPED`]). It has not ended.
    Stopped {
        /// The signal that stopped it ([`WSTOPSIG`]).
        signal: c_int,
    },
    /// It was stopped and goes on ([`WIFCONTINUED`]). It has not ended.
    Continued,
    /// None of the four: a value that no kernel fills in.
    Unknown {
        /// The value as it was passed in.
        status: c_int,
    },
}

impl WaitStatus {
    /// Takes apart what [`wait`](crate::wait) or [`waitpid`](crate::waitpid) filled in.
    ///
    /// If all four questions are answered with no, it is [`Unknown`](WaitStatus::Unknown).
    ///
    /// ```
    /// use fork_and_wait::WaitStatus;
    ///
    /// let status = WaitStatus::from_raw(0x0006);
    /// assert_eq!(status, WaitStatus::Signaled { signal: 6, core_dumped: false });
    /// ```
    pub const fn from_raw(status: c_int) -> WaitStatus {
        // DragonFly's WIFSIGNALED says yes to a continued child too, so that question comes first.
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
}

/// Says it in words: "exited with 2", "killed by signal 9 (SIGKILL)", "killed by signal 6
/// (SIGABRT), core dumped", "stopped by signal 19 (SIGSTOP)", "continued", "unknown wait status
/// 0x1234". A signal that has no name of its own, such as a real-time signal, is told by its number
/// only.
impl fmt::Display for WaitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            WaitStatus::Exited { code } => write!(f, "exited with {code}"),
            WaitStatus::Signaled {
                signal,
                core_dumped,
            } => {
                write!(f, "killed by signal {signal}")?;
                write_name(f, signal)?;
                f.write_str(if core_dumped { ", core dumped" } else { "" })
            }
            WaitStatus::Stopped { signal } => {
                write!(f, "stopped by signal {signal}")?;
                write_name(f, signal)
            }
            WaitStatus::Continued => f.write_str("continued"),
            WaitStatus::Unknown { status } => write!(f, "unknown wait status {status:#06x}"),
        }
    }
}

fn write_name(f: &mut fmt::Formatter<'_>, signal: c_int) -> fmt::Result {
    match SIGNALS.iter().find(|(number, _)| *number == signal) {
        Some((_, name)) => write!(f, " ({name})"),
        None => Ok(()),
    }
}

/// Pairs a signal's name with its number on this system: SIGSTOP is 19 on most Linux machines, 17
/// on macOS and 23 on Solaris.
macro_rules! signals {
    ($($(#[$only:meta])* $name:ident)*) => {
        &[$($(#[$only])* (libc::$name, stringify!($name))),*]
    };
}

const SIGNALS: &[(c_int, &str)] = signals! {
    SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2
    SIGPIPE SIGALRM SIGTERM SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ
    SIGVTALRM SIGPROF SIGWINCH SIGIO SIGSYS

    #[cfg(any(target_os = "linux", target_os = "android"))]
    SIGPWR
    #[cfg(all(
        any(target_os = "linux", target_os = "android"),
        any(target_arch = "x86", target_arch = "x86_64", target_arch = "arm", target_arch = "aarch64")
    ))]
    SIGSTKFLT
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    SIGEMT
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    SIGINFO
};
