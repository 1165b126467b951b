//! Decoding, exhaustively: on this system against the libc crate's macros, and for every family of
//! Unix against the macros of its own header, written down here.

#![allow(non_snake_case)] // the names of C's macros
#![allow(clippy::duplicate_mod)] // src/status.rs is compiled once for each family of Unix

use std::fmt::Debug;

use fork_and_wait::*;

/// What the eight macros say of a status.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// What the libc crate says, mended where it does not say what the system's header says.
fn libcs(status: c_int) -> Answers {
    let mut answers = answers!(libc)(status);
    // Their headers mask it. It shows only above sixteen bits.
    if cfg!(any(target_os = "netbsd", target_os = "openbsd")) {
        answers.WSTOPSIG &= 0xff;
    }
    // glibc's header for MIPS says: killed by signal 127.
    if cfg!(any(target_arch = "mips", target_arch = "mips64")) && status == 0x7f {
        (answers.WIFSIGNALED, answers.WIFSTOPPED) = (true, false);
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
    sigstop: c_int,
    header: fn(c_int) -> Answers,
    answers: fn(c_int) -> Answers,
    from_raw: fn(c_int) -> String,
    to_exitcode: fn(c_int) -> Option<c_int>,
}

macro_rules! families {
    ($($family:ident $file:literal $name:literal $sigstop:literal |$x:ident|
        $($macro:ident = $says:expr),*;
    )*) => {
        $(
            #[path = "../src"]
            #[allow(dead_code)] // each has a table of signals and a Display, tested once
            mod $family {
                #[path = $file]
                pub mod family;
                pub mod status;
            }
        )*

        const FAMILIES: &[Family] = &[$(Family {
            name: $name,
            sigstop: $sigstop,
            header: |$x| {
                $(let $macro = $says;)*
                // The same everywhere, except that two of the headers do not mask WEXITSTATUS.
                let (WEXITSTATUS, WTERMSIG, WCOREDUMP) = ($x >> 8 & 0xff, $x & 0x7f, $x & 0x80 != 0);
                Answers { $($macro,)* WEXITSTATUS, WTERMSIG, WCOREDUMP }
            },
            answers: answers!($family::status),
            // As text, since each family has a WaitStatus of its own.
            from_raw: |status| format!("{:?}", $family::status::WaitStatus::from_raw(status)),
            to_exitcode: $family::status::waitstatus_to_exitcode,
        }),*];
    };
}

// In the order of the columns of docs/unixes.md, with the number of SIGSTOP there, from the libc
// crate, and the macros as the system's header has them. (0o177 is _WSTOPPED and in _WSTATUS.)
families! {
    linux "status/linux.rs" "Linux" 19 |status| // glibc, bits/waitstatus.h
        WIFEXITED = status & 0x7f == 0,
        WIFSIGNALED = ((status & 0x7f) + 1) as i8 >> 1 > 0,
        WIFSTOPPED = status & 0xff == 0x7f,
        WSTOPSIG = (status & 0xff00) >> 8,
        WIFCONTINUED = status == 0xffff; // __W_CONTINUED
    apple "status/apple.rs" "Apple" 17 |x| // XNU, bsd/sys/wait.h, with __DARWIN_UNIX03
        WIFEXITED = x & 0o177 == 0,
        WIFSIGNALED = x & 0o177 != 0o177 && x & 0o177 != 0,
        WSTOPSIG = x >> 8,
        WIFSTOPPED = x & 0o177 == 0o177 && WSTOPSIG != 0x13,
        WIFCONTINUED = x & 0o177 == 0o177 && WSTOPSIG == 0x13;
    freebsd "status/freebsd.rs" "FreeBSD" 17 |x| // sys/sys/wait.h
        WIFEXITED = x & 0o177 == 0,
        WIFSIGNALED = x & 0o177 != 0o177 && x & 0o177 != 0 && x != 0x13,
        WIFSTOPPED = x & 0o177 == 0o177,
        WSTOPSIG = x >> 8,
        WIFCONTINUED = x == 0x13; // SIGCONT
    dragonfly "status/dragonfly.rs" "DragonFly" 17 |x| // sys/sys/wait.h
        WIFEXITED = x & 0o177 == 0,
        WIFSIGNALED = x & 0o177 != 0o177 && x & 0o177 != 0,
        WIFSTOPPED = x & 0o177 == 0o177,
        WSTOPSIG = x >> 8,
        WIFCONTINUED = x == 19; // SIGCONT
    netbsd "status/netbsd.rs" "NetBSD" 17 |x| // sys/sys/wait.h
        WIFEXITED = x & 0o177 == 0,
        WIFCONTINUED = x == 0xffff, // _WCONTINUED
        WIFSTOPPED = x & 0o177 == 0o177 && !WIFCONTINUED,
        WSTOPSIG = (x as u32 >> 8) as c_int & 0xff,
        WIFSIGNALED = !WIFSTOPPED && !WIFCONTINUED && !WIFEXITED;
    openbsd "status/openbsd.rs" "OpenBSD" 17 |x| // sys/sys/wait.h
        WIFEXITED = x & 0o177 == 0,
        WIFSIGNALED = x & 0o177 != 0o177 && x & 0o177 != 0,
        WIFSTOPPED = x & 0xff == 0o177,
        WSTOPSIG = (x as u32 >> 8 & 0xff) as c_int,
        WIFCONTINUED = x & 0o177777 == 0o177777; // _WCONTINUED
    solaris "status/solaris.rs" "Solaris" 23 |stat| // illumos, usr/src/uts/common/sys/wait.h
        WIFEXITED = stat & 0xff == 0,
        WIFSIGNALED = stat & 0xff > 0 && stat & 0xff00 == 0,
        WIFSTOPPED = stat & 0xff == 0o177 && stat & 0xff00 != 0,
        WSTOPSIG = stat >> 8 & 0xff,
        WIFCONTINUED = stat & 0o177777 == 0o177777; // WWORD and WCONTFLG
    // glibc, sysdeps/unix/sysv/linux/mips/bits/waitstatus.h
    linux_mips "status/linux_mips.rs" "Linux on MIPS" 23 |status|
        WIFEXITED = status & 0x7f == 0,
        WIFSIGNALED = ((status & 0x7f) + 1) as i8 >> 1 > 0 || status == 0x7f,
        WIFSTOPPED = status & 0xff == 0x7f && status != 0x7f,
        WSTOPSIG = (status & 0xff00) >> 8,
        WIFCONTINUED = status == 0xffff; // __W_CONTINUED
}

/// Every value of sixteen bits, and the same with something above them, on every family. `both`
/// gets the header's answers, and returns what we say and what we should say.
fn on_every_family<T: Debug + PartialEq>(both: impl Fn(&Family, c_int, Answers) -> (T, T)) {
    for family in FAMILIES {
        for status in (0..0x2_0000).chain(-0x1_0000..0) {
            let (ours, expected) = both(family, status, (family.header)(status));
            assert_eq!(ours, expected, "{} {status:#06x}", family.name);
        }
    }
}

#[test]
fn each_family_reads_a_status_as_its_own_header_does() {
    on_every_family(|family, status, header| ((family.answers)(status), header));
}

impl Answers {
    /// "exited", "killed", "stopped", "continued", or those of them that are true, or "none".
    fn kinds(&self) -> String {
        let is = [self.WIFEXITED, self.WIFSIGNALED, self.WIFSTOPPED, self.WIFCONTINUED];
        let kinds = ["exited", "killed", "stopped", "continued"].into_iter().zip(is);
        let yes: Vec<&str> = kinds.filter(|kind| kind.1).map(|kind| kind.0).collect();
        if yes.is_empty() { "none".to_string() } else { yes.join(" and ") }
    }
}

#[test]
fn every_status_is_of_one_kind_or_of_none_and_from_raw_names_it() {
    on_every_family(|family, status, header| {
        let (signal, core_dumped) = (header.WTERMSIG, header.WCOREDUMP);
        let expected = match header.kinds().as_str() {
            "exited" => WaitStatus::Exited { code: header.WEXITSTATUS },
            "killed" => WaitStatus::Signaled { signal, core_dumped },
            "stopped" => WaitStatus::Stopped { signal: header.WSTOPSIG },
            "continued" => WaitStatus::Continued,
            "killed and continued" if status == 0x13 => WaitStatus::Continued, // DragonFly
            "none" => WaitStatus::Unknown { status },
            kinds => panic!("{} {status:#06x}: {kinds}", family.name),
        };
        ((family.from_raw)(status), format!("{expected:?}"))
    });
}

#[test]
fn waitstatus_to_exitcode_says_what_cpython_would_say_on_every_family() {
    on_every_family(|family, status, header| {
        let exitcode = match (header.WIFEXITED, header.WIFSIGNALED) {
            (true, _) => Some(header.WEXITSTATUS),
            // As in CPython's Modules/posixmodule.c, where signum <= 0 is an error.
            (false, true) if header.WTERMSIG > 0 => Some(-header.WTERMSIG),
            _ => None,
        };
        ((family.to_exitcode)(status), exitcode)
    });
}

#[test]
fn on_every_family_a_child_that_exited_has_its_code_times_256_as_status() {
    for family in FAMILIES {
        for code in 0..=255 {
            let exited = format!("Exited {{ code: {code} }}");
            assert_eq!((family.from_raw)(code * 256), exited, "{}", family.name);
        }
    }
}

#[test]
fn a_wait_status_says_in_words_what_it_means() {
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
    }
}

#[test]
fn decoding_works_in_a_const() {
    // from_raw asks all eight decoders.
    const DECODED: WaitStatus = WaitStatus::from_raw(0x0200);
    const EXITCODE: Option<c_int> = waitstatus_to_exitcode(0x0200);
    assert_eq!((DECODED, EXITCODE), (WaitStatus::Exited { code: 2 }, Some(2)));
}

#[test]
fn the_tables_of_the_chapter_on_unixes_say_what_the_families_say() {
    let chapter = include_str!("../docs/unixes.md");
    let families = &FAMILIES[..7]; // Linux on MIPS has no column
    let names: Vec<&str> = families.iter().map(|family| family.name).collect();
    let heading = format!(" | {} |", names.join(" | "));
    let lines = chapter.lines().filter(|line| line.starts_with("| "));
    let (headings, rows): (Vec<_>, Vec<_>) = lines.partition(|line| line.ends_with(&heading));
    assert_eq!((headings.len(), rows.len()), (3, 5 + 3 + 4));

    for row in rows {
        let cells: Vec<&str> = row.trim_matches(['|', ' ']).split(" | ").collect();
        assert_eq!(cells.len(), 8, "{row}");
        for (family, cell) in families.iter().zip(&cells[1..]) {
            let expected = if let Some(digits) = cells[0].strip_prefix("0x") {
                let status = c_int::from_str_radix(digits, 16).expect("a status");
                (family.answers)(status).kinds()
            } else {
                format!("{:#06x}", family.status_of(cells[0]))
            };
            assert_eq!(*cell, expected, "{} {row}", family.name);
        }
    }
}

impl Family {
    /// The smallest status of a child that ended so, or was stopped or continued.
    fn status_of(&self, ending: &str) -> c_int {
        let decoded = match ending {
            "exit(2)" => "Exited { code: 2 }",
            "killed by SIGKILL" => "Signaled { signal: 9, core_dumped: false }",
            "killed by SIGSEGV, core dumped" => "Signaled { signal: 11, core_dumped: true }",
            "stopped by SIGSTOP" => &format!("Stopped {{ signal: {} }}", self.sigstop),
            "continued" => "Continued",
            _ => panic!("no such ending: {ending}"),
        };
        (0..=0xffff).find(|&status| (self.from_raw)(status) == decoded).expect("there is one")
    }
}
