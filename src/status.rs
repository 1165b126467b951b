//! The wait status, decoded by hand: the eight macros of C's `<sys/wait.h>`, and [`WaitStatus`].
//!
//! Each function has the formula of Linux at its top, and says where it differs. What it does on
//! the system that we compile for stands in that system's file, such as `src/family/linux.rs`.

use std::fmt;

use libc::c_int;

use super::family::system;

/// `(status & 0x7f) == 0`
///
/// Did the child end by itself, by `exit` or by returning from `main`?
///
/// C `WIFEXITED(status)`, Python
/// [`os.WIFEXITED(status)`](https://docs.python.org/3/library/os.html#os.WIFEXITED).
/// `status` is what [`wait`](crate::wait) or [`waitpid`](crate::waitpid) filled in. [`WEXITSTATUS`]
/// means something only if this is `true`.
///
/// ```text
/// bit       15 ... 8   7   6 ... 0
///           ........   .   0000000
/// ```
///
/// The low seven bits hold the signal that killed the child, and no signal has the number 0. On
/// illumos, Solaris, QNX, AIX and Cygwin the whole low byte must be 0, as it is for a child that
/// exited. On Haiku the exit code itself is the low byte, and all above it must be 0.
///
/// ```
/// # #[cfg(not(target_os = "haiku"))] {
/// use fork_and_wait::WIFEXITED;
///
/// assert!(WIFEXITED(0x0200)); // exit(2)
/// assert!(!WIFEXITED(9)); // killed by SIGKILL
/// # }
/// ```
///
/// The brackets are there for C, where `==` binds more tightly than `&`: without them C reads
/// `status & (0x7f == 0)`, which is 0 for every status. Rust and Python need none.
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WIFEXITED")]
#[must_use]
pub const fn WIFEXITED(status: c_int) -> bool {
    system::WIFEXITED(status)
}

/// `(status >> 8) & 0xff`
///
/// The exit code, 0 to 255, of a child for which [`WIFEXITED`] is `true`.
///
/// C `WEXITSTATUS(status)`, Python
/// [`os.WEXITSTATUS(status)`](https://docs.python.org/3/library/os.html#os.WEXITSTATUS).
///
/// ```text
/// bit       15 ... 8   7 ..... 0
///           exit code  .........
/// ```
///
/// # Why divide by 256?
///
/// The child gave `exit` the number 2, and `wait` fills in 512. The exit code is stored one byte
/// higher, where it counts 256 times as much. A division by 256 moves it down again, and so does a
/// shift by eight bits. Three ways to write this:
///
/// | status | the child | `status / 256` | `status >> 8` | `(status >> 8) & 0xff` |
/// |---|---|---|---|---|
/// | 0x0200 | called `exit(2)` | 2 | 2 | 2 |
/// | 0xff00 | called `exit(255)` | 255 | 255 | 255 |
/// | 0x0009 | was killed by SIGKILL | 0 | 0 | 0 |
/// | 0x137f | was stopped by SIGSTOP | 19 | 19 | 19 |
/// | 0x1057f | was stopped by SIGTRAP, traced, event 1 | 261 | 261 | 5 |
/// | -1 | (no kernel fills this in) | 0 | -1 | 255 |
///
/// For a child that exited, all three agree: the bits below and above the exit code are 0. But look
/// at the third line. The high byte of a killed child is 0, and the division returns 0, as for a
/// success. So ask [`WIFEXITED`] first.
///
/// On Haiku the exit code is the low byte, `status & 0xff`, and a division by 256 gives 0. The
/// macros of FreeBSD and DragonFly have no mask. Their kernels put nothing above the code. AIX's
/// macro returns -1 for a child that did not exit.
///
/// # One byte
///
/// This function returns one byte of what the child gave to `exit`: 256 comes back as 0, and -1 as
/// 255. Linux keeps only that byte. By their source code, OpenBSD and NetBSD store more of the
/// number in the wait status, so that there `status / 256` can be another number. POSIX says that
/// another call, `waitid`, reports the whole number, and on FreeBSD it does.
///
/// ```
/// use fork_and_wait::family::linux::WEXITSTATUS;
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
#[must_use]
pub const fn WEXITSTATUS(status: c_int) -> c_int {
    system::WEXITSTATUS(status)
}

/// `(status & 0x7f) != 0 && (status & 0x7f) != 0x7f`
///
/// Was the child killed by a signal?
///
/// C `WIFSIGNALED(status)`, Python
/// [`os.WIFSIGNALED(status)`](https://docs.python.org/3/library/os.html#os.WIFSIGNALED).
/// [`WTERMSIG`] and [`WCOREDUMP`] mean something only if this is `true`.
///
/// ```text
/// bit       15 ... 8   7   6 ... 0
///           ........   .   1 to 126
/// ```
///
/// The low seven bits hold the signal. 0 there means that the child exited, and 0x7f, all ones,
/// that it was stopped. Some systems differ:
///
/// - FreeBSD leaves out the value 0x13 as well, which means continued there.
/// - illumos, Solaris and QNX look at the high byte: it must be 0.
/// - On Haiku the signal is the second byte, which must not be 0. On AIX it is the third.
/// - On MIPS processors Linux has a signal 127, and the value 0x007f means killed by it. glibc's
///   macros say so only since January 2026 (after 2.42): older ones read it as stopped. musl reads
///   it as killed on every processor. FreeBSD and DragonFly have a signal 127 too, but their macros
///   read that value as stopped.
///
/// ```
/// # #[cfg(not(any(target_os = "haiku", target_os = "aix")))] {
/// use fork_and_wait::WIFSIGNALED;
///
/// assert!(WIFSIGNALED(9)); // killed by SIGKILL
/// assert!(WIFSIGNALED(0x8b)); // by SIGSEGV, with a core dump
/// assert!(!WIFSIGNALED(0x0900)); // exit(9)
/// # }
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WIFSIGNALED")]
#[must_use]
pub const fn WIFSIGNALED(status: c_int) -> bool {
    system::WIFSIGNALED(status)
}

/// `status & 0x7f`
///
/// The signal that killed a child for which [`WIFSIGNALED`] is `true`.
///
/// C `WTERMSIG(status)`, Python
/// [`os.WTERMSIG(status)`](https://docs.python.org/3/library/os.html#os.WTERMSIG).
///
/// ```text
/// bit       15 ... 8   7   6 ... 0
///           ........   .   signal
/// ```
///
/// On Haiku it is the second byte, on AIX the third. AIX's macro returns -1 if no signal killed the
/// child.
///
/// ```
/// # #[cfg(not(any(target_os = "haiku", target_os = "aix")))] {
/// use fork_and_wait::WTERMSIG;
///
/// assert_eq!(WTERMSIG(9), libc::SIGKILL);
/// assert_eq!(WTERMSIG(0x8b), libc::SIGSEGV); // bit 7 is not part of the number
/// # }
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WTERMSIG")]
#[must_use]
pub const fn WTERMSIG(status: c_int) -> c_int {
    system::WTERMSIG(status)
}

/// `(status & 0x80) != 0`
///
/// Did the kernel dump core when the signal killed the child?
///
/// C `WCOREDUMP(status)`, Python
/// [`os.WCOREDUMP(status)`](https://docs.python.org/3/library/os.html#os.WCOREDUMP).
/// It means something only if [`WIFSIGNALED`] is `true`.
///
/// ```text
/// bit       15 ... 8   7   6 ... 0
///           ........  core .......
/// ```
///
/// A core dump is the memory of the process, saved for a debugger. On Haiku bit 16 is the mark, and
/// on AIX there is none.
///
/// ```
/// # #[cfg(not(any(target_os = "haiku", target_os = "aix")))] {
/// use fork_and_wait::WCOREDUMP;
///
/// assert!(WCOREDUMP(0x86)); // killed by SIGABRT, which is 6, and 0x80 for the core dump
/// assert!(!WCOREDUMP(0x06)); // the same without a core dump
/// # }
/// ```
///
/// `ulimit -c 0` stops core *files*. On Linux a dump can also go to a program, whose name is in
/// `/proc/sys/kernel/core_pattern` behind a `|`, or since Linux 6.16 to a socket, behind an `@`.
/// Then the limit of 0 does not stop the dump, and this function returns `true`.
/// `prctl(PR_SET_DUMPABLE, 0)` stops all of them.
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// but not in the edition of 2017, Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html),
/// [core(5)](https://man7.org/linux/man-pages/man5/core.5.html)
#[doc(alias = "os.WCOREDUMP")]
#[must_use]
pub const fn WCOREDUMP(status: c_int) -> bool {
    system::WCOREDUMP(status)
}

/// `(status & 0xff) == 0x7f`
///
/// Was the child stopped? It has not ended: SIGCONT continues it.
///
/// C `WIFSTOPPED(status)`, Python
/// [`os.WIFSTOPPED(status)`](https://docs.python.org/3/library/os.html#os.WIFSTOPPED).
/// You get such a status only if you gave [`waitpid`](crate::waitpid) the option
/// [`WUNTRACED`](crate::WUNTRACED), or if you trace the child as a debugger does. [`WSTOPSIG`]
/// means something only if this is `true`.
///
/// ```text
/// bit       15 ... 8   7 ..... 0
///           ........   0 1111111
/// ```
///
/// Linux, OpenBSD and Cygwin do it so. Elsewhere:
///
/// - FreeBSD, DragonFly and NetBSD ignore bit 7. NetBSD leaves out 0xffff, which means continued.
/// - Apple's systems ignore bit 7 too, and leave out the value 0x137f, which means continued there.
/// - illumos, Solaris and QNX, and Linux on MIPS, leave out the value 0x007f.
/// - AIX looks at bit 6 only, and Haiku at the third byte.
///
/// ```
/// # #[cfg(not(target_os = "haiku"))] {
/// use fork_and_wait::WIFSTOPPED;
///
/// let status = libc::SIGSTOP << 8 | 0x7f;
/// assert!(WIFSTOPPED(status));
/// assert!(!WIFSTOPPED(libc::SIGKILL));
/// # }
/// ```
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html)
#[doc(alias = "os.WIFSTOPPED")]
#[must_use]
pub const fn WIFSTOPPED(status: c_int) -> bool {
    system::WIFSTOPPED(status)
}

/// `(status >> 8) & 0xff`
///
/// The signal that stopped a child for which [`WIFSTOPPED`] is `true`.
///
/// C `WSTOPSIG(status)`, Python
/// [`os.WSTOPSIG(status)`](https://docs.python.org/3/library/os.html#os.WSTOPSIG).
///
/// ```text
/// bit       15 ... 8   7 ..... 0
///            signal    .........
/// ```
///
/// It is stored where an exited child has its exit code: a division by 256 would turn "stopped by
/// SIGSTOP" into "exited with 19". The macros of Apple's systems, FreeBSD and DragonFly have no
/// mask: `status >> 8`. Their kernels store nothing above the signal. On Haiku it is the third
/// byte, and AIX's macro returns -1 for a child that was not stopped.
///
/// ```
/// # #[cfg(not(target_os = "haiku"))] {
/// use fork_and_wait::WSTOPSIG;
///
/// assert_eq!(WSTOPSIG(libc::SIGSTOP << 8 | 0x7f), libc::SIGSTOP);
/// # }
/// ```
///
/// # When a debugger traces the child
///
/// On Linux such a status can hold more. A debugger that has set `PTRACE_O_TRACESYSGOOD` gets
/// 0x857f when the child stops at a system call. This function then returns 133, which is no
/// signal: it is SIGTRAP, 5, with 0x80 added as a mark. Bits 16 and up hold the event that stopped
/// the child, such as 1 for `PTRACE_EVENT_FORK`: 0x1057f.
///
/// POSIX: [sys/wait.h](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_wait.h.html),
/// Linux: [wait(2)](https://man7.org/linux/man-pages/man2/wait.2.html),
/// [ptrace(2)](https://man7.org/linux/man-pages/man2/ptrace.2.html)
#[doc(alias = "os.WSTOPSIG")]
#[must_use]
pub const fn WSTOPSIG(status: c_int) -> c_int {
    system::WSTOPSIG(status)
}

/// `status == 0xffff`
///
/// Was the child continued, after it had been stopped?
///
/// C `WIFCONTINUED(status)`, Python
/// [`os.WIFCONTINUED(status)`](https://docs.python.org/3/library/os.html#os.WIFCONTINUED).
/// You get such a status only if you gave [`waitpid`](crate::waitpid) the option
/// [`WCONTINUED`](crate::WCONTINUED).
///
/// ```text
/// bit       15 ... 8   7 ..... 0
///           11111111   1 1111111
/// ```
///
/// This is the value on Linux, NetBSD, OpenBSD, illumos, Solaris, QNX and Cygwin. On FreeBSD and
/// DragonFly it is 0x13, as if SIGCONT had killed the child. On Apple's systems it is 0x137f, as if
/// SIGCONT had stopped it. Haiku has a bit for it, 17, and AIX bit 24.
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
#[must_use]
pub const fn WIFCONTINUED(status: c_int) -> bool {
    system::WIFCONTINUED(status)
}

/// One number for both ways to end: the exit code, or minus the signal that killed the child.
///
/// Python [`os.waitstatus_to_exitcode(status)`](https://docs.python.org/3/library/os.html#os.waitstatus_to_exitcode),
/// since 3.9. C has nothing like it. `None` where Python raises `ValueError`: the child has not
/// ended, or no kernel fills in such a wait status. (On DragonFly a continued child also looks as
/// if SIGCONT had killed it, and Python and this function return -19. On AIX it may look as if it
/// had exited with 0.)
///
/// ```
/// use fork_and_wait::waitstatus_to_exitcode;
///
/// assert_eq!(waitstatus_to_exitcode(0x0200), Some(2)); // exit(2)
/// assert_eq!(waitstatus_to_exitcode(9), Some(-9)); // killed by signal 9
/// assert_eq!(waitstatus_to_exitcode(libc::SIGSTOP << 8 | 0x7f), None); // only stopped
/// ```
#[doc(alias = "os.waitstatus_to_exitcode")]
#[doc(alias = "returncode")]
#[must_use]
pub const fn waitstatus_to_exitcode(status: c_int) -> Option<c_int> {
    if WIFEXITED(status) {
        Some(WEXITSTATUS(status))
    } else if WIFSIGNALED(status) && WTERMSIG(status) > 0 {
        // On illumos and Solaris 0x80 is "killed by signal 0", and -0 would be a success.
        Some(-WTERMSIG(status))
    } else {
        None
    }
}

/// A wait status, decoded: what happened to the child.
///
/// A wait status has one of four forms. On Linux they are:
///
/// ```text
/// bit       15 ... 8   7   6 ... 0
/// exited    exit code  0   0000000
/// killed    00000000  core  signal
/// stopped    signal    0   1111111
/// continued 11111111   1   1111111
/// ```
///
/// `exit(2)` is 0x0200, SIGKILL 0x0009, a stop by SIGSTOP 0x137f. [`family`](crate::family) shows
/// the forms of every other Unix.
///
/// Each of C's macros asks about one form. [`WaitStatus::from_raw`] asks about all of them, in the
/// right order. Each form holds only its own numbers: a killed child has no exit code that you
/// could read by mistake. C and Python have nothing like it. Rust's own
/// [`std::process::ExitStatus`] holds a wait status too, despite its name.
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
        /// The low byte of what it gave to `exit` ([`WEXITSTATUS`]).
        code: c_int,
    },
    /// A signal killed it ([`WIFSIGNALED`]).
    Signaled {
        /// Which signal ([`WTERMSIG`]).
        signal: c_int,
        /// Whether the kernel dumped core ([`WCOREDUMP`]).
        core_dumped: bool,
    },
    /// A signal stopped it ([`WIFSTOPPED`]). It has not ended, and can be continued.
    Stopped {
        /// Which signal ([`WSTOPSIG`]).
        signal: c_int,
    },
    /// It was stopped, and then continued ([`WIFCONTINUED`]). It has not ended.
    Continued,
    /// None of the four: a value that no kernel fills in.
    Unknown {
        /// The value that was passed in.
        status: c_int,
    },
}

impl WaitStatus {
    /// Decodes what [`wait`](crate::wait) or [`waitpid`](crate::waitpid) filled in.
    ///
    /// It asks [`WIFCONTINUED`] first, since a continued child looks as if it had ended on some
    /// systems, then [`WIFEXITED`], [`WIFSIGNALED`] and [`WIFSTOPPED`]. On Haiku, where these
    /// overlap, it has [an order of its own](crate::family::haiku::from_raw).
    ///
    /// ```
    /// # #[cfg(not(any(target_os = "haiku", target_os = "aix")))] {
    /// use fork_and_wait::WaitStatus;
    ///
    /// let status = WaitStatus::from_raw(0x0006);
    /// assert_eq!(status, WaitStatus::Signaled { signal: 6, core_dumped: false });
    /// # }
    /// ```
    #[must_use]
    pub const fn from_raw(status: c_int) -> WaitStatus {
        system::from_raw(status)
    }
}

/// In words: "exited with 2", "killed by signal 9 (SIGKILL)", "killed by signal 6 (SIGABRT), core
/// dumped", "stopped by signal 19 (SIGSTOP)", "continued", "unknown wait status 0x1234". A
/// real-time signal has no name of its own and is only a number: "killed by signal 34".
impl fmt::Display for WaitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match *self {
            WaitStatus::Exited { code } => format!("exited with {code}"),
            WaitStatus::Signaled {
                signal,
                core_dumped,
            } => {
                let core = if core_dumped { ", core dumped" } else { "" };
                format!("killed by {}{core}", named(signal))
            }
            WaitStatus::Stopped { signal } => format!("stopped by {}", named(signal)),
            WaitStatus::Continued => "continued".to_string(),
            WaitStatus::Unknown { status } => format!("unknown wait status {status:#06x}"),
        };
        f.pad(&words) // so that {:>30} works as for a string
    }
}

fn named(signal: c_int) -> String {
    match SIGNALS.iter().find(|(number, _)| *number == signal) {
        Some((_, name)) => format!("signal {signal} ({name})"),
        None => format!("signal {signal}"),
    }
}

/// Pairs the name of a signal with its number on this system: SIGSTOP is 19 on most Linux machines,
/// 17 on macOS and 23 on Solaris.
macro_rules! signals {
    ($($(#[$only:meta])* $name:ident)*) => {
        &[$($(#[$only])* (libc::$name, stringify!($name))),*]
    };
}

const SIGNALS: &[(c_int, &str)] = signals! {
    SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2
    SIGPIPE SIGALRM SIGTERM SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ
    SIGVTALRM SIGPROF SIGWINCH SIGSYS

    #[cfg(not(target_os = "haiku"))]
    SIGIO
    #[cfg(target_os = "haiku")]
    SIGPOLL

    #[cfg(any(
        target_os = "linux", target_os = "android", target_os = "redox", target_os = "aix",
        target_os = "cygwin", target_os = "nto"
    ))]
    SIGPWR
    #[cfg(any(
        target_vendor = "apple", target_os = "freebsd", target_os = "dragonfly",
        target_os = "netbsd", target_os = "openbsd", target_os = "illumos", target_os = "solaris",
        target_os = "hurd"
    ))]
    SIGINFO

    // Linux has one or the other of these two, depending on the processor. For mips64 with glibc,
    // the crate libc has the wrong one, so we name neither there.
    #[cfg(all(
        any(target_os = "linux", target_os = "android"),
        not(any(
            target_arch = "mips",
            target_arch = "mips32r6",
            target_arch = "mips64",
            target_arch = "mips64r6",
            target_arch = "sparc",
            target_arch = "sparc64",
        ))
    ))]
    SIGSTKFLT
    #[cfg(any(
        target_vendor = "apple", target_os = "freebsd", target_os = "dragonfly",
        target_os = "netbsd", target_os = "openbsd", target_os = "illumos", target_os = "solaris",
        target_os = "hurd", target_os = "aix", target_os = "cygwin", target_os = "nto",
        target_arch = "mips",
        target_arch = "mips32r6",
        target_arch = "sparc",
        target_arch = "sparc64",
    ))]
    SIGEMT
};
