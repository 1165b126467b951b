//! Decoding, exhaustively: on this system against the libc crate's macros, and for every family of
//! Unix against the macros of its own header, written down here.

#![allow(non_snake_case)] // the names of C's macros
#![allow(clippy::duplicate_mod)] // src/status.rs is compiled once for each family of Unix

use std::thread;

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

const OURS: fn(c_int) -> Answers = answers!(fork_and_wait);

/// What the libc crate says, mended where it does not say what the system's header says.
fn libcs(status: c_int) -> Answers {
    let mut answers = answers!(libc)(status);
    // Their headers mask it. It shows only above sixteen bits.
    if cfg!(any(target_os = "netbsd", target_os = "openbsd")) {
        answers.WSTOPSIG &= 0xff;
    }
    // glibc's header for MIPS says: killed by signal 127.
    let mips = cfg!(any(target_arch = "mips", target_arch = "mips64"));
    if mips && status == 0x7f {
        (answers.WIFSIGNALED, answers.WIFSTOPPED) = (true, false);
    }
    answers
}

#[test]
fn the_eight_decoders_agree_with_libc_on_every_sixteen_bit_status() {
    for status in 0..=0xffff {
        assert_eq!(OURS(status), libcs(status), "{status:#06x}");
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "needs a release build: a debug build takes minutes")]
fn the_eight_decoders_agree_with_libc_on_every_int() {
    let threads = thread::available_parallelism().map_or(1, |n| n.get()) as i64;
    let share = (1i64 << 32) / threads + 1;
    thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                let first = i64::from(c_int::MIN) + thread * share;
                let behind = (first + share).min(i64::from(c_int::MAX) + 1);
                for status in first..behind {
                    let status = status as c_int;
                    assert_eq!(OURS(status), libcs(status), "{status:#010x}");
                }
            });
        }
    });
}

// Every family of Unix, on whatever machine this runs.

struct Family {
    name: &'static str,
    sigstop: c_int,
    header: fn(c_int) -> Answers,
    answers: fn(c_int) -> Answers,
    from_raw: fn(c_int) -> WaitStatus,
    to_exitcode: fn(c_int) -> Option<c_int>,
}

macro_rules! families {
    ($($family:ident $file:literal $name:literal $sigstop:literal $header:ident)*) => {
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
            header: $header,
            answers: answers!($family::status),
            from_raw: |status| {
                use $family::status::WaitStatus::*;
                match $family::status::WaitStatus::from_raw(status) {
                    Exited { code } => WaitStatus::Exited { code },
                    Signaled { signal, core_dumped } => WaitStatus::Signaled { signal, core_dumped },
                    Stopped { signal } => WaitStatus::Stopped { signal },
                    Continued => WaitStatus::Continued,
                    Unknown { status } => WaitStatus::Unknown { status },
                }
            },
            to_exitcode: $family::status::waitstatus_to_exitcode,
        }),*];
    };
}

// In the order of the columns of docs/unixes.md. The numbers are those of SIGSTOP, from the libc
// crate's constants for each system.
families! {
    linux "status/linux.rs" "Linux" 19 glibc
    apple "status/apple.rs" "Apple" 17 xnu
    freebsd "status/freebsd.rs" "FreeBSD" 17 freebsd_header
    dragonfly "status/dragonfly.rs" "DragonFly" 17 dragonfly_header
    netbsd "status/netbsd.rs" "NetBSD" 17 netbsd_header
    openbsd "status/openbsd.rs" "OpenBSD" 17 openbsd_header
    solaris "status/solaris.rs" "Solaris" 23 illumos
    linux_mips "status/linux_mips.rs" "Linux on MIPS" 23 glibc_mips
}

// The headers' macros, in their own order and form.

/// glibc, `bits/waitstatus.h`.
fn glibc(status: c_int) -> Answers {
    let WEXITSTATUS = (status & 0xff00) >> 8;
    let WTERMSIG = status & 0x7f;
    Answers {
        WEXITSTATUS,
        WTERMSIG,
        WSTOPSIG: WEXITSTATUS,
        WIFEXITED: WTERMSIG == 0,
        WIFSIGNALED: ((status & 0x7f) + 1) as i8 >> 1 > 0,
        WIFSTOPPED: status & 0xff == 0x7f,
        WIFCONTINUED: status == 0xffff, // __W_CONTINUED
        WCOREDUMP: status & 0x80 != 0,  // __WCOREFLAG
    }
}

/// glibc, `sysdeps/unix/sysv/linux/mips/bits/waitstatus.h`: the same but for these two.
fn glibc_mips(status: c_int) -> Answers {
    Answers {
        WIFSIGNALED: ((status & 0x7f) + 1) as i8 >> 1 > 0 || status == 0x7f,
        WIFSTOPPED: status & 0xff == 0x7f && status != 0x7f,
        ..glibc(status)
    }
}

/// XNU, `bsd/sys/wait.h`, with `__DARWIN_UNIX03`.
fn xnu(x: c_int) -> Answers {
    let (_WSTATUS, _WSTOPPED) = (x & 0o177, 0o177);
    let WSTOPSIG = x >> 8;
    Answers {
        WEXITSTATUS: x >> 8 & 0xff,
        WSTOPSIG,
        WIFCONTINUED: _WSTATUS == _WSTOPPED && WSTOPSIG == 0x13,
        WIFSTOPPED: _WSTATUS == _WSTOPPED && WSTOPSIG != 0x13,
        WIFEXITED: _WSTATUS == 0,
        WIFSIGNALED: _WSTATUS != _WSTOPPED && _WSTATUS != 0,
        WTERMSIG: _WSTATUS,
        WCOREDUMP: x & 0o200 != 0, // WCOREFLAG
    }
}

/// FreeBSD, `sys/sys/wait.h`.
fn freebsd_header(x: c_int) -> Answers {
    let (_WSTATUS, _WSTOPPED) = (x & 0o177, 0o177);
    Answers {
        WIFSTOPPED: _WSTATUS == _WSTOPPED,
        WSTOPSIG: x >> 8,
        WIFSIGNALED: _WSTATUS != _WSTOPPED && _WSTATUS != 0 && x != 0x13,
        WTERMSIG: _WSTATUS,
        WIFEXITED: _WSTATUS == 0,
        WEXITSTATUS: x >> 8,
        WIFCONTINUED: x == 0x13,   // SIGCONT
        WCOREDUMP: x & 0o200 != 0, // WCOREFLAG
    }
}

/// DragonFly, `sys/sys/wait.h`.
fn dragonfly_header(x: c_int) -> Answers {
    let (_WSTATUS, _WSTOPPED) = (x & 0o177, 0o177);
    Answers {
        WIFSTOPPED: _WSTATUS == _WSTOPPED,
        WSTOPSIG: x >> 8,
        WIFSIGNALED: _WSTATUS != _WSTOPPED && _WSTATUS != 0,
        WTERMSIG: _WSTATUS,
        WIFEXITED: _WSTATUS == 0,
        WEXITSTATUS: x >> 8,
        WIFCONTINUED: x == 19,     // SIGCONT
        WCOREDUMP: x & 0o200 != 0, // WCOREFLAG
    }
}

/// NetBSD, `sys/sys/wait.h`.
fn netbsd_header(x: c_int) -> Answers {
    let (_WSTATUS, _WSTOPPED, _WCONTINUED) = (x & 0o177, 0o177, 0xffff);
    let WIFCONTINUED = x == _WCONTINUED;
    let WIFSTOPPED = _WSTATUS == _WSTOPPED && !WIFCONTINUED;
    let WIFEXITED = _WSTATUS == 0;
    Answers {
        WIFSTOPPED,
        WIFCONTINUED,
        WSTOPSIG: (x as u32 >> 8) as c_int & 0xff,
        WIFSIGNALED: !WIFSTOPPED && !WIFCONTINUED && !WIFEXITED,
        WTERMSIG: _WSTATUS,
        WIFEXITED,
        WEXITSTATUS: (x as u32 >> 8) as c_int & 0xff,
        WCOREDUMP: x & 0o200 != 0, // WCOREFLAG
    }
}

/// OpenBSD, `sys/sys/wait.h`.
fn openbsd_header(x: c_int) -> Answers {
    let (_WSTATUS, _WSTOPPED, _WCONTINUED) = (x & 0o177, 0o177, 0o177777);
    Answers {
        WIFSTOPPED: x & 0xff == _WSTOPPED,
        WSTOPSIG: (x as u32 >> 8 & 0xff) as c_int,
        WIFSIGNALED: _WSTATUS != _WSTOPPED && _WSTATUS != 0,
        WTERMSIG: _WSTATUS,
        WIFEXITED: _WSTATUS == 0,
        WEXITSTATUS: (x as u32 >> 8 & 0xff) as c_int,
        WIFCONTINUED: x & _WCONTINUED == _WCONTINUED,
        WCOREDUMP: x & 0o200 != 0, // WCOREFLAG
    }
}

/// illumos, `usr/src/uts/common/sys/wait.h`.
fn illumos(stat: c_int) -> Answers {
    Answers {
        WIFCONTINUED: stat & 0o177777 == 0o177777, // WWORD and WCONTFLG
        WCOREDUMP: stat & 0o200 != 0,              // WCOREFLG
        WIFEXITED: stat & 0xff == 0,
        WIFSIGNALED: stat & 0xff > 0 && stat & 0xff00 == 0,
        WIFSTOPPED: stat & 0xff == 0o177 && stat & 0xff00 != 0,
        WEXITSTATUS: stat >> 8 & 0xff,
        WTERMSIG: stat & 0x7f,
        WSTOPSIG: stat >> 8 & 0xff,
    }
}

#[test]
fn each_family_reads_a_status_as_its_own_header_does() {
    for family in FAMILIES {
        // Every value of sixteen bits, and the same with something above them.
        for status in
            [0, 1, -1].iter().flat_map(|above| (0..=0xffff).map(move |low| above << 16 | low))
        {
            let mut header = (family.header)(status);
            // FreeBSD's and DragonFly's headers do not mask it, we do.
            header.WEXITSTATUS &= 0xff;
            assert_eq!((family.answers)(status), header, "{} {status:#06x}", family.name);
        }
    }
}

impl Answers {
    /// "exited", "killed", "stopped", "continued", or those of them that are true, or "none".
    fn kinds(&self) -> String {
        let kinds = [
            (self.WIFEXITED, "exited"),
            (self.WIFSIGNALED, "killed"),
            (self.WIFSTOPPED, "stopped"),
            (self.WIFCONTINUED, "continued"),
        ];
        let yes: Vec<&str> = kinds.iter().filter(|kind| kind.0).map(|kind| kind.1).collect();
        if yes.is_empty() { "none".to_string() } else { yes.join(" and ") }
    }
}

/// Statuses that tell the families apart: what each is there, what WSTOPSIG says, and why.
#[rustfmt::skip]
const TELLING: &[(&str, c_int, &str, c_int, &str)] = &[
    ("Linux",         0x007e,  "killed",               0,     "the last signal below 0x7f"),
    ("Linux",         0x00ff,  "none",                 0,     "0xff is not 0x7f, and as a signed char 0x7f + 1 is negative"),
    ("Linux",         0x1057f, "stopped",              5,     "ptrace's event is above, WSTOPSIG masks"),
    ("Linux",         0x1ffff, "none",                 0xff,  "WIFCONTINUED compares the whole int"),
    ("Linux on MIPS", 0x007f,  "killed",               0,     "by signal 127"),
    ("Linux on MIPS", 0x017f,  "stopped",              1,     "something is above 0x7f"),
    ("Apple",         0x13ff,  "continued",            0x13,  "bit 7 is masked away"),
    ("Apple",         0x0013,  "killed",               0,     "0x13 means continued in the high byte only"),
    ("Apple",         0xffff,  "stopped",              0xff,  "no value of its own for continued"),
    ("Apple",         0x1137f, "stopped",              0x113, "WSTOPSIG does not mask, so this is not 0x13"),
    ("FreeBSD",       0x0013,  "continued",            0,     "WIFSIGNALED leaves 0x13 out"),
    ("FreeBSD",       0x0093,  "killed",               0,     "but only the whole value 0x13"),
    ("FreeBSD",       0x007f,  "stopped",              0,     "what the kernel fills in after signal 127"),
    ("FreeBSD",       0x0080,  "exited",               0,     "what the kernel fills in after signal 128"),
    ("DragonFly",     0x0013,  "killed and continued", 0,     "WIFSIGNALED does not leave it out"),
    ("DragonFly",     0x1117f, "stopped",              0x111, "WSTOPSIG does not mask"),
    ("NetBSD",        0xffff,  "continued",            0xff,  "WIFSTOPPED leaves it out"),
    ("NetBSD",        0x00ff,  "stopped",              0,     "bit 7 is masked away"),
    ("NetBSD",        0x1ffff, "stopped",              0xff,  "WIFCONTINUED compares the whole int"),
    ("OpenBSD",       0x00ff,  "none",                 0,     "WIFSTOPPED wants 0x7f in the whole low byte"),
    ("OpenBSD",       0x1ffff, "continued",            0xff,  "WIFCONTINUED masks"),
    ("Solaris",       0x0109,  "none",                 1,     "something in both bytes, and the low one is not 0x7f"),
    ("Solaris",       0x007f,  "killed",               0,     "WIFSTOPPED wants something in the high byte"),
    ("Solaris",       0x0080,  "killed",               0,     "WIFEXITED looks at eight bits"),
];

#[test]
fn each_family_has_its_peculiarities() {
    for &(name, status, kinds, stopsig, why) in TELLING {
        let family = FAMILIES.iter().find(|family| family.name == name).expect(name);
        let answers = (family.answers)(status);
        let said = (answers.kinds(), answers.WSTOPSIG);
        assert_eq!(said, (kinds.to_string(), stopsig), "{name} {status:#06x}: {why}");
    }
}

#[test]
fn every_status_is_of_one_kind_or_of_none_and_from_raw_names_it() {
    for family in FAMILIES {
        for status in 0..=0xffff {
            let header = (family.header)(status);
            let decoded = match header.kinds().as_str() {
                "exited" => WaitStatus::Exited { code: header.WEXITSTATUS },
                "killed" => {
                    WaitStatus::Signaled { signal: header.WTERMSIG, core_dumped: header.WCOREDUMP }
                }
                "stopped" => WaitStatus::Stopped { signal: header.WSTOPSIG },
                "continued" => WaitStatus::Continued,
                "killed and continued" if family.name == "DragonFly" && status == 0x13 => {
                    WaitStatus::Continued
                }
                "none" => WaitStatus::Unknown { status },
                kinds => panic!("{} {status:#06x}: {kinds}", family.name),
            };
            assert_eq!((family.from_raw)(status), decoded, "{} {status:#06x}", family.name);
        }
    }
}

#[test]
fn waitstatus_to_exitcode_says_what_cpython_would_say_on_every_family() {
    for family in FAMILIES {
        for status in 0..=0xffff {
            // os.waitstatus_to_exitcode in CPython's Modules/posixmodule.c.
            let header = (family.header)(status);
            let exitcode = if header.WIFEXITED {
                Some(header.WEXITSTATUS).filter(|&exitcode| exitcode >= 0)
            } else if header.WIFSIGNALED {
                Some(header.WTERMSIG).filter(|&signum| signum > 0).map(|signum| -signum)
            } else {
                None
            };
            assert_eq!((family.to_exitcode)(status), exitcode, "{} {status:#06x}", family.name);
        }
    }
}

/// What the article needs is the same everywhere.
#[test]
fn on_every_family_a_child_that_exited_has_its_code_times_256_as_status() {
    for family in FAMILIES {
        let decodes = |status, decoded| {
            assert_eq!((family.from_raw)(status), decoded, "{} {status:#06x}", family.name)
        };
        for code in 0..=255 {
            let status = code * 256;
            decodes(status, WaitStatus::Exited { code });
            assert_eq!((family.to_exitcode)(status), Some(code));
            assert_eq!((WEXITSTATUS(status), status / 256, status >> 8), (code, code, code));
        }
        // 0x13 is SIGCONT where the number matters: it kills and stops nobody.
        for signal in (1..=64).filter(|signal| *signal != 0x13) {
            decodes(signal, WaitStatus::Signaled { signal, core_dumped: false });
            decodes(signal | 0x80, WaitStatus::Signaled { signal, core_dumped: true });
            decodes(signal << 8 | 0x7f, WaitStatus::Stopped { signal });
            assert_eq!((family.to_exitcode)(signal | 0x80), Some(-signal));
            assert_eq!((family.to_exitcode)(signal << 8 | 0x7f), None, "it has not ended");
        }
    }
}

#[test]
fn a_wait_status_says_in_words_what_it_means() {
    let signaled = |signal, core_dumped| WaitStatus::Signaled { signal, core_dumped };
    let stopped = |signal| WaitStatus::Stopped { signal };
    let unknown = |status| WaitStatus::Unknown { status };
    let (kill, abort, stop) = (libc::SIGKILL, libc::SIGABRT, libc::SIGSTOP);
    for (status, words) in [
        (WaitStatus::Exited { code: 2 }, "exited with 2".to_string()),
        (signaled(kill, false), format!("killed by signal {kill} (SIGKILL)")),
        (signaled(abort, true), format!("killed by signal {abort} (SIGABRT), core dumped")),
        (stopped(stop), format!("stopped by signal {stop} (SIGSTOP)")),
        (WaitStatus::Continued, "continued".to_string()),
        (unknown(0x1234), "unknown wait status 0x1234".to_string()),
        (unknown(0xff), "unknown wait status 0x00ff".to_string()),
        // Numbers without a name.
        (signaled(126, false), "killed by signal 126".to_string()),
        (stopped(0), "stopped by signal 0".to_string()),
        (stopped(libc::SIGTRAP | 0x80), "stopped by signal 133".to_string()),
    ] {
        assert_eq!(status.to_string(), words);
    }
}

/// illumos and Solaris have more signals than this crate names.
#[test]
#[cfg(not(any(target_os = "illumos", target_os = "solaris")))]
fn a_signal_has_the_name_that_the_shell_gives_its_number() {
    let numbers: Vec<String> = (1..32).map(|signal| signal.to_string()).collect();
    let script = format!("for n in {}; do kill -l $n; done", numbers.join(" "));
    let sh = std::process::Command::new("sh").args(["-c", &script]).output().expect("sh runs");
    let said = String::from_utf8(sh.stdout).expect("sh prints text");
    assert_eq!(said.lines().count(), 31, "{said}");

    for (signal, name) in (1..).zip(said.lines()) {
        let name = match name.trim_start_matches("SIG") {
            "CLD" => "CHLD",
            "IOT" => "ABRT",
            "POLL" => "IO",
            // Some shells do not know SIGSTKFLT or SIGEMT, and print the number.
            number if number.parse() == Ok(signal) => continue,
            name => name,
        };
        let words = WaitStatus::Stopped { signal }.to_string();
        assert_eq!(words, format!("stopped by signal {signal} (SIG{name})"));
    }
}

#[test]
fn decoding_works_in_a_const() {
    const CODE: c_int = WEXITSTATUS(0x0200);
    const KILLED: bool = WIFSIGNALED(9) && WTERMSIG(9) == 9 && !WCOREDUMP(9);
    const STOPPED: bool = WIFSTOPPED(0x057f) && WSTOPSIG(0x057f) == 5 && !WIFCONTINUED(0x057f);
    const ENDED: bool = WIFEXITED(0x0200) && matches!(waitstatus_to_exitcode(0x0200), Some(2));
    const DECODED: WaitStatus = WaitStatus::from_raw(0x0200);
    const { assert!(KILLED && STOPPED && ENDED) };
    assert_eq!(DECODED, WaitStatus::Exited { code: CODE });
}

#[test]
fn the_tables_of_the_chapter_on_unixes_say_what_the_families_say() {
    let chapter = include_str!("../docs/unixes.md");
    let families = &FAMILIES[..7]; // Linux on MIPS has no column
    let names: Vec<&str> = families.iter().map(|family| family.name).collect();
    let heading = format!(" | {} |", names.join(" | "));
    assert_eq!(chapter.matches(&heading).count(), 3);

    let mut rows = 0;
    for line in chapter.lines().filter(|line| !line.ends_with(&heading)) {
        let Some(cells) = line.strip_prefix("| ") else {
            continue;
        };
        let cells: Vec<&str> = cells.trim_end_matches(" |").split(" | ").collect();
        assert_eq!(cells.len(), 8, "{line}");
        for (family, cell) in families.iter().zip(&cells[1..]) {
            match hexadecimal(cells[0]) {
                // A row for a status: the cell says what it means.
                Some(status) => {
                    assert_eq!(*cell, (family.answers)(status).kinds(), "{} {line}", family.name)
                }
                // A row for an ending: the cell is the smallest status that means it.
                None => {
                    let status = (0..=0xffff).find(|&status| family.means(status, cells[0]));
                    assert_eq!(hexadecimal(cell), status, "{} {line}", family.name);
                }
            }
        }
        rows += 1;
    }
    assert_eq!(rows, 5 + 3 + 4);
}

fn hexadecimal(cell: &str) -> Option<c_int> {
    c_int::from_str_radix(cell.strip_prefix("0x")?, 16).ok()
}

impl Family {
    /// Is this the wait status of a child that ended so?
    fn means(&self, status: c_int, ending: &str) -> bool {
        let is = (self.answers)(status);
        match ending {
            "exit(2)" => is.WIFEXITED && is.WEXITSTATUS == 2,
            "killed by SIGKILL" => is.WIFSIGNALED && is.WTERMSIG == 9,
            "killed by SIGSEGV, core dumped" => is.WIFSIGNALED && is.WTERMSIG == 11 && is.WCOREDUMP,
            "stopped by SIGSTOP" => is.WIFSTOPPED && is.WSTOPSIG == self.sigstop,
            "continued" => is.WIFCONTINUED,
            _ => panic!("no such ending: {ending}"),
        }
    }
}
