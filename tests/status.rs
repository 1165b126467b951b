//! Decoding, exhaustively: on this system against the libc crate's functions, and for every family
//! of Unix against the macros of its own header, typed in here.

#![allow(non_snake_case)] // the names of C's macros

use std::fmt::Debug;

use fork_and_wait::*;

/// What the eight macros say of a status.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Answers {
    WIFEXITED: bool,
    WEXITSTATUS: c_int,
    WIFSIGNALED: bool,
    WTERMSIG: c_int,
    WCOREDUMP: bool,
    WIFSTOPPED: bool,
    WSTOPSIG: c_int,
    WIFCONTINUED: bool,
}

/// A function that asks the eight macros of a module.
macro_rules! answers {
    ($($module:ident)::+) => {
        |status| Answers {
            WIFEXITED: $($module)::+::WIFEXITED(status),
            WEXITSTATUS: $($module)::+::WEXITSTATUS(status),
            WIFSIGNALED: $($module)::+::WIFSIGNALED(status),
            WTERMSIG: $($module)::+::WTERMSIG(status),
            WCOREDUMP: $($module)::+::WCOREDUMP(status),
            WIFSTOPPED: $($module)::+::WIFSTOPPED(status),
            WSTOPSIG: $($module)::+::WSTOPSIG(status),
            WIFCONTINUED: $($module)::+::WIFCONTINUED(status),
        }
    };
}

/// What the libc crate says, mended where it does not say what the system's header says. (Its
/// WIFSTOPPED for NetBSD was wrong until 0.2.190: there this needs a newer one.)
fn libcs(status: c_int) -> Answers {
    let mut answers = answers!(libc)(status);
    // Their headers mask it. It shows only above sixteen bits.
    if cfg!(any(target_os = "netbsd", target_os = "openbsd")) {
        answers.WSTOPSIG &= 0xff;
    }
    // Their headers do not mask it.
    if cfg!(any(target_os = "freebsd", target_os = "dragonfly")) {
        answers.WEXITSTATUS = status >> 8;
    }
    // glibc's header for MIPS says: killed by signal 127.
    if cfg!(any(target_arch = "mips", target_arch = "mips64")) && status == 0x7f {
        (answers.WIFSIGNALED, answers.WIFSTOPPED) = (true, false);
    }
    // It has Linux's functions there, and the header is that of Solaris.
    if cfg!(target_os = "nto") {
        answers = answers!(family::solaris)(status);
    }
    answers
}

#[test]
fn the_eight_decoders_agree_with_libc_on_every_sixteen_bit_status() {
    for status in 0..=0xffff {
        assert_eq!(answers!(fork_and_wait)(status), libcs(status), "{status:#06x}");
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "needs a release build: a debug build takes minutes")]
fn the_eight_decoders_agree_with_libc_on_every_int() {
    for status in c_int::MIN..=c_int::MAX {
        assert_eq!(answers!(fork_and_wait)(status), libcs(status), "{status:#010x}");
    }
}

// Every family of Unix, on whatever machine this runs.

struct Family {
    name: &'static str,
    header: fn(c_int) -> Answers,
    answers: fn(c_int) -> Answers,
    from_raw: fn(c_int) -> WaitStatus,
}

/// Three macros that are the same in most headers. The others say what they have.
fn usual(status: c_int) -> Answers {
    Answers {
        WEXITSTATUS: (status >> 8) & 0xff,
        WTERMSIG: status & 0x7f,
        WCOREDUMP: (status & 0x80) != 0,
        ..Answers::default()
    }
}

/// The macros of each header, in an order in which they may use each other.
macro_rules! families {
    ($($family:ident: |$x:ident| $($macro:ident = $says:expr),*;)*) => {
        const FAMILIES: &[Family] = &[$(Family {
            name: stringify!($family),
            header: |$x| {
                let mut answers = usual($x);
                $(let $macro = $says; answers.$macro = $macro;)*
                answers
            },
            answers: answers!(family::$family),
            from_raw: family::$family::from_raw,
        }),*];
    };
}

// 0o177 is _WSTOPPED and in _WSTATUS.
families! {
    linux: |status| // glibc, bits/waitstatus.h
        WIFEXITED = (status & 0x7f) == 0,
        WIFSIGNALED = ((status & 0x7f) + 1) as i8 >> 1 > 0,
        WIFSTOPPED = (status & 0xff) == 0x7f,
        WSTOPSIG = (status & 0xff00) >> 8,
        WIFCONTINUED = status == 0xffff; // __W_CONTINUED
    linux_mips: |status| // glibc, sysdeps/unix/sysv/linux/mips/bits/waitstatus.h
        WIFEXITED = (status & 0x7f) == 0,
        WIFSIGNALED = ((status & 0x7f) + 1) as i8 >> 1 > 0 || status == 0x7f,
        WIFSTOPPED = (status & 0xff) == 0x7f && status != 0x7f,
        WSTOPSIG = (status & 0xff00) >> 8,
        WIFCONTINUED = status == 0xffff; // __W_CONTINUED
    apple: |x| // XNU, bsd/sys/wait.h, with __DARWIN_UNIX03
        WIFEXITED = (x & 0o177) == 0,
        WIFSIGNALED = (x & 0o177) != 0o177 && (x & 0o177) != 0,
        WSTOPSIG = x >> 8,
        WIFSTOPPED = (x & 0o177) == 0o177 && WSTOPSIG != 0x13,
        WIFCONTINUED = (x & 0o177) == 0o177 && WSTOPSIG == 0x13;
    freebsd: |x| // sys/sys/wait.h
        WIFEXITED = (x & 0o177) == 0,
        WEXITSTATUS = x >> 8,
        WIFSIGNALED = (x & 0o177) != 0o177 && (x & 0o177) != 0 && x != 0x13,
        WIFSTOPPED = (x & 0o177) == 0o177,
        WSTOPSIG = x >> 8,
        WIFCONTINUED = x == 0x13; // SIGCONT
    dragonfly: |x| // sys/sys/wait.h
        WIFEXITED = (x & 0o177) == 0,
        WEXITSTATUS = x >> 8,
        WIFSIGNALED = (x & 0o177) != 0o177 && (x & 0o177) != 0,
        WIFSTOPPED = (x & 0o177) == 0o177,
        WSTOPSIG = x >> 8,
        WIFCONTINUED = x == 19; // SIGCONT
    netbsd: |x| // sys/sys/wait.h
        WIFEXITED = (x & 0o177) == 0,
        WIFCONTINUED = x == 0xffff, // _WCONTINUED
        WIFSTOPPED = (x & 0o177) == 0o177 && !WIFCONTINUED,
        WSTOPSIG = (x as u32 >> 8) as c_int & 0xff,
        WIFSIGNALED = !WIFSTOPPED && !WIFCONTINUED && !WIFEXITED;
    openbsd: |x| // sys/sys/wait.h
        WIFEXITED = (x & 0o177) == 0,
        WIFSIGNALED = (x & 0o177) != 0o177 && (x & 0o177) != 0,
        WIFSTOPPED = (x & 0xff) == 0o177,
        WSTOPSIG = (x as u32 >> 8 & 0xff) as c_int,
        WIFCONTINUED = (x & 0o177777) == 0o177777; // _WCONTINUED
    solaris: |stat| // illumos, usr/src/uts/common/sys/wait.h
        WIFEXITED = (stat & 0xff) == 0,
        WIFSIGNALED = (stat & 0xff) > 0 && (stat & 0xff00) == 0,
        WIFSTOPPED = (stat & 0xff) == 0o177 && (stat & 0xff00) != 0,
        WSTOPSIG = (stat >> 8) & 0xff,
        WIFCONTINUED = (stat & 0o177777) == 0o177777; // WWORD and WCONTFLG
    haiku: |value| // headers/posix/sys/wait.h
        WIFEXITED = (value & !0xff) == 0,
        WEXITSTATUS = value & 0xff,
        WIFSIGNALED = ((value >> 8) & 0xff) != 0,
        WTERMSIG = (value >> 8) & 0xff,
        WIFSTOPPED = ((value >> 16) & 0xff) != 0,
        WSTOPSIG = (value >> 16) & 0xff,
        WCOREDUMP = (value & 0x10000) != 0, // WIFCORED
        WIFCONTINUED = (value & 0x20000) != 0;
    aix: |status| // the libc crate, src/unix/aix/mod.rs: the header is not public
        WIFSTOPPED = (status & 0x40) != 0, // _W_STOPPED
        WSTOPSIG = if WIFSTOPPED { (status as u32 >> 8 & 0xff) as c_int } else { -1 },
        WIFEXITED = (status & 0xff) == 0,
        WEXITSTATUS = if WIFEXITED { (status as u32 >> 8 & 0xff) as c_int } else { -1 },
        WIFSIGNALED = !WIFEXITED && !WIFSTOPPED,
        WTERMSIG = if WIFSIGNALED { (status as u32 >> 16 & 0xff) as c_int } else { -1 },
        WCOREDUMP = false,
        WIFCONTINUED = (status & 0x0100_0000) != 0; // WCONTINUED
    cygwin: |w| // winsup/cygwin/include/cygwin/wait.h
        WIFEXITED = (w & 0xff) == 0,
        WIFSIGNALED = (w & 0x7f) > 0 && (w & 0x7f) < 0x7f,
        WIFSTOPPED = (w & 0xff) == 0x7f,
        WIFCONTINUED = (w & 0xffff) == 0xffff, // __W_CONTINUED
        WSTOPSIG = (w >> 8) & 0xff, // WEXITSTATUS
        WCOREDUMP = WIFSIGNALED && (w & 0x80) != 0;
    qnx: |status| // sys/wait.h
        WIFEXITED = (status & 0xff) == 0,
        WIFSIGNALED = (status & 0xff) != 0 && (status & 0xff00) == 0,
        WIFSTOPPED = (status & 0xff) == 0x7f && (status & 0xff00) != 0,
        WSTOPSIG = (status >> 8) & 0xff,
        WIFCONTINUED = (status & 0xffff) == 0xffff; // WCONTFLG
}

/// Every value of sixteen bits, the same with something above them, and some of all others, on every
/// family. `both` gets the header's answers, and returns what we say and what we should say.
fn on_every_family<T: Debug + PartialEq>(both: impl Fn(&Family, c_int, Answers) -> (T, T)) {
    for family in FAMILIES {
        let others = (c_int::MIN..c_int::MAX).step_by(99_991);
        for status in (0..0x3_0000).chain(-0x1_0000..0).chain(others) {
            let (ours, expected) = both(family, status, (family.header)(status));
            assert_eq!(ours, expected, "{} {status:#06x}", family.name);
        }
    }
}

#[test]
fn each_family_reads_a_status_as_its_own_header_does() {
    on_every_family(|family, status, header| ((family.answers)(status), header));
}

#[test]
fn every_status_is_of_one_kind_or_of_none_and_from_raw_names_it() {
    on_every_family(|family, status, header| {
        let (signal, core_dumped) = (header.WTERMSIG, header.WCOREDUMP);
        let exited = WaitStatus::Exited { code: header.WEXITSTATUS };
        let killed = WaitStatus::Signaled { signal, core_dumped };
        let stopped = WaitStatus::Stopped { signal: header.WSTOPSIG };
        let is = [header.WIFEXITED, header.WIFSIGNALED, header.WIFSTOPPED, header.WIFCONTINUED];
        let expected = match (is, family.name) {
            ([true, false, false, false], _) => exited,
            ([false, true, false, false], _) => killed,
            ([false, false, true, false], _) => stopped,
            ([false, false, false, true], _) => WaitStatus::Continued,
            ([false, false, false, false], _) => WaitStatus::Unknown { status },
            ([false, true, false, true], "dragonfly") if status == 0x13 => WaitStatus::Continued,
            ([.., true], "aix") => WaitStatus::Continued,
            ([false, true, ..], "haiku") => killed,
            ([false, false, true, true], "haiku") if status == 0x20000 => WaitStatus::Continued,
            ([false, false, true, true], "haiku") => stopped,
            (kinds, name) => panic!("{name} {status:#06x}: {kinds:?}"),
        };
        ((family.from_raw)(status), expected)
    });
}

/// By `waitpid` in its src/system/libroot/posix/sys/wait.cpp, with its numbers of the signals.
#[test]
fn haiku_names_each_status_that_its_kernel_fills_in() {
    use family::haiku::{WIFCONTINUED, WIFSTOPPED, from_raw};

    for code in 0..=255 {
        assert_eq!(from_raw(code), WaitStatus::Exited { code });
    }
    for signal in 1..=64 {
        let killed = |core_dumped| WaitStatus::Signaled { signal, core_dumped };
        assert_eq!(from_raw(signal << 8), killed(false));
        assert_eq!(from_raw(signal << 8 | 0x10000), killed(true));
        assert!(WIFSTOPPED(signal << 8 | 0x10000));
    }
    // SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU
    for signal in [10, 13, 16, 17] {
        assert_eq!(from_raw(signal << 16), WaitStatus::Stopped { signal });
    }
    assert_eq!(from_raw(0x20000), WaitStatus::Continued);
    assert!(WIFSTOPPED(0x20000) && WIFCONTINUED(10 << 16));
}

#[test]
fn on_this_system_from_raw_and_the_macros_are_those_of_its_family() {
    for status in (0..0x3_0000).chain(-0x1_0000..0) {
        let ours = answers!(fork_and_wait)(status);
        let exitcode = match (ours.WIFEXITED, ours.WIFSIGNALED) {
            (true, _) => Some(ours.WEXITSTATUS),
            // As in CPython's Modules/posixmodule.c, where signum <= 0 is an error.
            (false, true) if ours.WTERMSIG > 0 => Some(-ours.WTERMSIG),
            _ => None,
        };
        assert_eq!(waitstatus_to_exitcode(status), exitcode, "{status:#06x}");
        if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
            assert_eq!(WaitStatus::from_raw(status), family::linux::from_raw(status));
        }
    }
}

#[test]
fn a_child_that_exited_has_its_code_times_256_as_status_but_on_haiku() {
    for family in FAMILIES {
        let byte = if family.name == "haiku" { 1 } else { 256 };
        for code in 0..=255 {
            let exited = WaitStatus::Exited { code };
            assert_eq!((family.from_raw)(code * byte), exited, "{}", family.name);
        }
    }
}

#[test]
fn a_wait_status_says_in_words_what_it_means_and_is_padded_like_a_string() {
    let killed = |signal, core_dumped| WaitStatus::Signaled { signal, core_dumped };
    for (status, words) in [
        (WaitStatus::Exited { code: 2 }, "exited with 2"),
        (killed(libc::SIGKILL, false), "killed by signal 9 (SIGKILL)"),
        (killed(libc::SIGABRT, true), "killed by signal 6 (SIGABRT), core dumped"),
        (WaitStatus::Stopped { signal: libc::SIGTRAP }, "stopped by signal 5 (SIGTRAP)"),
        (WaitStatus::Stopped { signal: libc::SIGTRAP | 0x80 }, "stopped by signal 133"),
        (WaitStatus::Continued, "continued"),
        (WaitStatus::Unknown { status: 0xff }, "unknown wait status 0x00ff"),
    ] {
        assert_eq!(status.to_string(), words);
        assert_eq!(format!("{status:>50}|{status:-<50}"), format!("{words:>50}|{words:-<50}"));
    }
}

#[test]
fn decoding_works_in_a_const() {
    // from_raw asks all eight decoders.
    const DECODED: WaitStatus = WaitStatus::from_raw(0x0200);
    const EXITCODE: Option<c_int> = waitstatus_to_exitcode(0x0200);
    assert_eq!((DECODED, EXITCODE), (WaitStatus::Exited { code: 2 }, Some(2)));
}
