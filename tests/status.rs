//! Decoding, exhaustively: against the libc crate's macros of the same names on the system that the
//! tests run on, and against a table made by hand for every other.

#![allow(non_snake_case)] // the names of C's macros

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use fork_and_wait::*;

/// The answers of all eight decoders.
type Answers = (bool, c_int, bool, c_int, bool, bool, c_int, bool);

fn ours(status: c_int) -> Answers {
    (
        WIFEXITED(status),
        WEXITSTATUS(status),
        WIFSIGNALED(status),
        WTERMSIG(status),
        WCOREDUMP(status),
        WIFSTOPPED(status),
        WSTOPSIG(status),
        WIFCONTINUED(status),
    )
}

fn libcs(status: c_int) -> Answers {
    (
        libc::WIFEXITED(status),
        libc::WEXITSTATUS(status),
        libc::WIFSIGNALED(status),
        libc::WTERMSIG(status),
        libc::WCOREDUMP(status),
        libc::WIFSTOPPED(status),
        libc::WSTOPSIG(status),
        libc::WIFCONTINUED(status),
    )
}

#[test]
fn the_eight_decoders_agree_with_libc_on_every_sixteen_bit_status() {
    for status in 0..=0xffff {
        assert_eq!(ours(status), libcs(status), "{status:#06x}");
    }
}

#[test]
#[ignore = "needs a release build: all of c_int takes a debug build minutes"]
fn release_the_eight_decoders_agree_with_libc_on_every_int() {
    let threads = thread::available_parallelism().map_or(1, |n| n.get()) as i64;
    let share = (1i64 << 32) / threads + 1;
    let begin = Instant::now();
    thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                let first = i64::from(c_int::MIN) + thread * share;
                let behind = (first + share).min(i64::from(c_int::MAX) + 1);
                for status in first..behind {
                    let status = status as c_int;
                    let mut expected = libcs(status);
                    // Their headers mask it, libc does not. It shows only above sixteen bits.
                    if cfg!(any(target_os = "netbsd", target_os = "openbsd")) {
                        expected.6 &= 0xff;
                    }
                    assert_eq!(ours(status), expected, "{status:#010x}");
                }
            });
        }
    });
    println!(
        "2^32 statuses, eight decoders each: {:.1?}",
        begin.elapsed()
    );
}

#[test]
#[ignore = "needs a release build: it is a benchmark, and prints its figures"]
fn release_decoding_is_measured_beside_libcs_macros() {
    fn nanoseconds(decode: impl Fn(c_int) -> Answers) -> f64 {
        let mut rounds: Vec<f64> = (0..21)
            .map(|_| {
                let begin = Instant::now();
                for status in 0..=0xffff {
                    black_box(decode(black_box(status)));
                }
                begin.elapsed().as_nanos() as f64 / 65536.0
            })
            .collect();
        rounds.sort_by(f64::total_cmp);
        rounds[10]
    }
    println!("eight decoders, median: ours {:.2} ns", nanoseconds(ours));
    println!("eight decoders, median: libc {:.2} ns", nanoseconds(libcs));
}

#[test]
fn every_status_is_of_one_kind_or_of_none_and_from_raw_names_it() {
    for status in 0..=0xffff {
        let kinds = [
            WIFEXITED(status),
            WIFSIGNALED(status),
            WIFSTOPPED(status),
            WIFCONTINUED(status),
        ];
        let yes = kinds.iter().filter(|kind| **kind).count();
        // On DragonFly 0x13 is both killed and continued.
        let both = cfg!(target_os = "dragonfly") && status == 0x13;
        assert!(yes <= 1 || both, "{status:#06x}: {kinds:?}");

        let decoded = WaitStatus::from_raw(status);
        assert_eq!(
            decoded == WaitStatus::Unknown { status },
            yes == 0,
            "{status:#06x}"
        );
        match decoded {
            WaitStatus::Exited { code } => {
                assert!(kinds[0]);
                assert_eq!(code, libc::WEXITSTATUS(status));
            }
            WaitStatus::Signaled {
                signal,
                core_dumped,
            } => {
                assert!(kinds[1]);
                assert_eq!(signal, libc::WTERMSIG(status));
                assert_eq!(core_dumped, libc::WCOREDUMP(status));
            }
            WaitStatus::Stopped { signal } => {
                assert!(kinds[2]);
                assert_eq!(signal, libc::WSTOPSIG(status));
            }
            WaitStatus::Continued => assert!(kinds[3]),
            WaitStatus::Unknown { .. } => {}
        }
    }
}

#[test]
fn every_exit_code_stands_in_the_high_byte() {
    for code in 0..=255 {
        let status = code << 8;
        assert_eq!(WaitStatus::from_raw(status), WaitStatus::Exited { code });
        assert_eq!(waitstatus_to_exitcode(status), Some(code));
        // The article's division, and the shift.
        assert_eq!(
            (WEXITSTATUS(status), status / 256, status >> 8),
            (code, code, code)
        );
    }
}

#[test]
fn every_signal_stands_in_the_low_seven_bits_and_a_core_dump_in_the_eighth() {
    // SIGCONT kills nobody, and some systems use its word for a continued child.
    for signal in (1..=64).filter(|signal| *signal != libc::SIGCONT) {
        for core_dumped in [false, true] {
            let status = signal | if core_dumped { 0x80 } else { 0 };
            let signaled = WaitStatus::Signaled {
                signal,
                core_dumped,
            };
            assert_eq!(WaitStatus::from_raw(status), signaled);
            assert_eq!(waitstatus_to_exitcode(status), Some(-signal));
            assert_eq!(status / 256, 0, "dividing would say success");
        }
    }
}

#[test]
fn a_stop_signal_stands_in_the_high_byte_above_0x7f() {
    // SIGCONT stops nobody, and Apple uses its word for a continued child.
    for signal in (1..=64).filter(|signal| *signal != libc::SIGCONT) {
        let status = signal << 8 | 0x7f;
        assert_eq!(WaitStatus::from_raw(status), WaitStatus::Stopped { signal });
        assert_eq!(waitstatus_to_exitcode(status), None, "it has not ended");
    }
}

#[test]
fn a_wait_status_says_in_words_what_it_means() {
    let signaled = |signal, core_dumped| WaitStatus::Signaled {
        signal,
        core_dumped,
    };
    let (kill, abort, stop) = (libc::SIGKILL, libc::SIGABRT, libc::SIGSTOP);
    for (status, words) in [
        (WaitStatus::Exited { code: 2 }, "exited with 2".to_string()),
        (
            signaled(kill, false),
            format!("killed by signal {kill} (SIGKILL)"),
        ),
        (
            signaled(abort, true),
            format!("killed by signal {abort} (SIGABRT), core dumped"),
        ),
        (
            WaitStatus::Stopped { signal: stop },
            format!("stopped by signal {stop} (SIGSTOP)"),
        ),
        (WaitStatus::Continued, "continued".to_string()),
        (
            WaitStatus::Unknown { status: 0x1234 },
            "unknown wait status 0x1234".to_string(),
        ),
        (
            WaitStatus::Unknown { status: 0xff },
            "unknown wait status 0x00ff".to_string(),
        ),
        // A number that is no signal of any system.
        (signaled(126, false), "killed by signal 126".to_string()),
        (
            WaitStatus::Stopped { signal: 0 },
            "stopped by signal 0".to_string(),
        ),
    ] {
        assert_eq!(status.to_string(), words);
    }
}

#[test]
fn a_signal_has_the_name_that_libc_gives_its_number() {
    for (signal, name) in [
        (libc::SIGHUP, "SIGHUP"),
        (libc::SIGINT, "SIGINT"),
        (libc::SIGBUS, "SIGBUS"),
        (libc::SIGUSR1, "SIGUSR1"),
        (libc::SIGSEGV, "SIGSEGV"),
        (libc::SIGCHLD, "SIGCHLD"),
        (libc::SIGTSTP, "SIGTSTP"),
        (libc::SIGSYS, "SIGSYS"),
    ] {
        let words = WaitStatus::Stopped { signal }.to_string();
        assert_eq!(words, format!("stopped by signal {signal} ({name})"));
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

// Every family of Unix, on whatever machine this runs: the files are plain arithmetic.

#[path = "../src/status/apple.rs"]
mod apple;
#[path = "../src/status/dragonfly.rs"]
mod dragonfly;
#[path = "../src/status/freebsd.rs"]
mod freebsd;
#[path = "../src/status/linux.rs"]
mod linux;
#[path = "../src/status/netbsd.rs"]
mod netbsd;
#[path = "../src/status/openbsd.rs"]
mod openbsd;
#[path = "../src/status/solaris.rs"]
mod solaris;

struct Family {
    name: &'static str,
    sigstop: c_int,
    is: [fn(c_int) -> bool; 4],
    WSTOPSIG: fn(c_int) -> c_int,
}

macro_rules! families {
    ($($family:ident $name:literal $sigstop:literal)*) => {
        [$(Family {
            name: $name,
            sigstop: $sigstop,
            is: [
                $family::WIFEXITED,
                $family::WIFSIGNALED,
                $family::WIFSTOPPED,
                $family::WIFCONTINUED,
            ],
            WSTOPSIG: $family::WSTOPSIG,
        }),*]
    };
}

/// In the order of the columns of `docs/unixes.md`. The numbers are those of SIGSTOP, from the libc
/// crate's constants for each system.
const FAMILIES: [Family; 7] = families! {
    linux "Linux" 19
    apple "Apple" 17
    freebsd "FreeBSD" 17
    dragonfly "DragonFly" 17
    netbsd "NetBSD" 17
    openbsd "OpenBSD" 17
    solaris "Solaris" 23
};

impl Family {
    /// "exited", "killed", "stopped", "continued", or those of them that say yes, or "none".
    fn kinds(&self, status: c_int) -> String {
        let names = ["exited", "killed", "stopped", "continued"];
        let yes: Vec<&str> = (0..4)
            .filter(|&i| (self.is[i])(status))
            .map(|i| names[i])
            .collect();
        if yes.is_empty() {
            "none".to_string()
        } else {
            yes.join(" and ")
        }
    }
}

/// A wait status, what the family's header says of it, and where in the header that stands. The
/// number is what WSTOPSIG says, which some headers mask and some do not.
type Row = (c_int, &'static str, c_int, &'static str);

const LINUX: &[Row] = &[
    (0x0000, "exited", 0, "__W_EXITCODE(0, 0)"),
    (
        0x0200,
        "exited",
        2,
        "__W_EXITCODE(2, 0) is (ret) << 8 | (sig)",
    ),
    (
        0xff00,
        "exited",
        255,
        "the largest code; only the low seven bits count",
    ),
    (0x0009, "killed", 0, "__W_EXITCODE(0, 9)"),
    (0x008b, "killed", 0, "signal 11 and __WCOREFLAG, 0x80"),
    (
        0x0013,
        "killed",
        0,
        "signal 19: nothing takes 0x13 out, as FreeBSD does",
    ),
    (
        0x007e,
        "killed",
        0,
        "the last signal below 0x7f: ((0x7e + 1) >> 1) > 0 as a signed char",
    ),
    (
        0x137f,
        "stopped",
        19,
        "__W_STOPCODE(19) is (sig) << 8 | 0x7f",
    ),
    (
        0x007f,
        "stopped",
        0,
        "__WIFSTOPPED looks at the low byte only",
    ),
    (
        0x00ff,
        "none",
        0,
        "0xff is not 0x7f, and as a signed char 0x7f + 1 is negative",
    ),
    (0x0080, "exited", 0, "__WTERMSIG masks the core flag away"),
    (
        0xffff,
        "continued",
        255,
        "__W_CONTINUED; the low byte is 0xff, so it is not stopped",
    ),
    (
        0x1057f,
        "stopped",
        5,
        "ptrace's event above; __WSTOPSIG masks with 0xff00",
    ),
    (
        0x1ffff,
        "none",
        255,
        "__WIFCONTINUED compares the whole int",
    ),
];

const APPLE: &[Row] = &[
    (0x0200, "exited", 2, "W_EXITCODE(2, 0)"),
    (0x0009, "killed", 0, "W_EXITCODE(0, 9)"),
    (0x0086, "killed", 0, "signal 6 and WCOREFLAG, 0200"),
    (
        0x0013,
        "killed",
        0,
        "0x13 means continued in the high byte only",
    ),
    (0x117f, "stopped", 17, "W_STOPCODE(17), SIGSTOP"),
    (
        0x137f,
        "continued",
        19,
        "WIFSTOPPED asks for WSTOPSIG(x) != 0x13, WIFCONTINUED for == 0x13",
    ),
    (0x13ff, "continued", 19, "_WSTATUS masks bit 7 away"),
    (
        0x007f,
        "stopped",
        0,
        "_WSTATUS(x) is _WSTOPPED, and 0 is not 0x13",
    ),
    (0x00ff, "stopped", 0, "_WSTATUS masks bit 7 away"),
    (0x0080, "exited", 0, "_WSTATUS masks bit 7 away"),
    (0xffff, "stopped", 255, "no word of its own for continued"),
    (
        0x1137f,
        "stopped",
        0x113,
        "WSTOPSIG does not mask, so this is not 0x13",
    ),
];

const FREEBSD: &[Row] = &[
    (0x0200, "exited", 2, "W_EXITCODE(2, 0)"),
    (0x0009, "killed", 0, "W_EXITCODE(0, 9)"),
    (0x008b, "killed", 0, "signal 11 and WCOREFLAG, 0200"),
    (
        0x0013,
        "continued",
        0,
        "WIFCONTINUED(x) is x == 0x13, and WIFSIGNALED takes it out",
    ),
    (
        0x0093,
        "killed",
        0,
        "WIFSIGNALED takes out the whole word 0x13 only",
    ),
    (0x0113, "killed", 1, "the same"),
    (0x117f, "stopped", 17, "W_STOPCODE(17), SIGSTOP"),
    (0x137f, "stopped", 19, "as any other signal above _WSTOPPED"),
    (0x007f, "stopped", 0, "_WSTATUS(x) is _WSTOPPED"),
    (0x00ff, "stopped", 0, "_WSTATUS masks bit 7 away"),
    (0x0080, "exited", 0, "_WSTATUS masks bit 7 away"),
    (0xffff, "stopped", 255, "no word of its own for continued"),
    (0x1117f, "stopped", 0x111, "WSTOPSIG does not mask"),
];

const DRAGONFLY: &[Row] = &[
    (0x0200, "exited", 2, "W_EXITCODE(2, 0)"),
    (0x0009, "killed", 0, "W_EXITCODE(0, 9)"),
    (0x008b, "killed", 0, "signal 11 and WCOREFLAG, 0200"),
    (
        0x0013,
        "killed and continued",
        0,
        "WIFCONTINUED is x == 19, and WIFSIGNALED does not know",
    ),
    (0x117f, "stopped", 17, "W_STOPCODE(17), SIGSTOP"),
    (0x137f, "stopped", 19, "as any other signal above _WSTOPPED"),
    (0x007f, "stopped", 0, "_WSTATUS(x) is _WSTOPPED"),
    (0x00ff, "stopped", 0, "_WSTATUS masks bit 7 away"),
    (0x0080, "exited", 0, "_WSTATUS masks bit 7 away"),
    (0xffff, "stopped", 255, "no word of its own for continued"),
    (0x1117f, "stopped", 0x111, "WSTOPSIG does not mask"),
];

const NETBSD: &[Row] = &[
    (0x0200, "exited", 2, "W_EXITCODE(2, 0)"),
    (0x0009, "killed", 0, "W_EXITCODE(0, 9)"),
    (0x008b, "killed", 0, "signal 11 and WCOREFLAG, 0200"),
    (
        0x0013,
        "killed",
        0,
        "signal 19; WIFSIGNALED is what the other three are not",
    ),
    (0x117f, "stopped", 17, "W_STOPCODE(17), SIGSTOP"),
    (0x137f, "stopped", 19, "as any other signal above _WSTOPPED"),
    (0x007f, "stopped", 0, "_WSTATUS(x) is _WSTOPPED"),
    (0x00ff, "stopped", 0, "_WSTATUS masks bit 7 away"),
    (0x0080, "exited", 0, "_WSTATUS masks bit 7 away"),
    (
        0xffff,
        "continued",
        255,
        "_WCONTINUED, and WIFSTOPPED takes it out",
    ),
    (0x1117f, "stopped", 0x11, "WSTOPSIG masks with 0xff"),
    (
        0x1ffff,
        "stopped",
        255,
        "WIFCONTINUED compares the whole int",
    ),
];

const OPENBSD: &[Row] = &[
    (0x0200, "exited", 2, "W_EXITCODE(2, 0)"),
    (0x0009, "killed", 0, "W_EXITCODE(0, 9)"),
    (0x008b, "killed", 0, "signal 11 and WCOREFLAG, 0200"),
    (0x0013, "killed", 0, "signal 19"),
    (0x117f, "stopped", 17, "W_STOPCODE(17), SIGSTOP"),
    (0x137f, "stopped", 19, "as any other signal above _WSTOPPED"),
    (
        0x007f,
        "stopped",
        0,
        "WIFSTOPPED looks at the whole low byte",
    ),
    (
        0x00ff,
        "none",
        0,
        "0xff is not 0x7f, and _WSTATUS is _WSTOPPED",
    ),
    (0x0080, "exited", 0, "_WSTATUS masks bit 7 away"),
    (0xffff, "continued", 255, "_WCONTINUED, 0177777"),
    (0x1117f, "stopped", 0x11, "WSTOPSIG masks with 0xff"),
    (0x1ffff, "continued", 255, "WIFCONTINUED masks with 0177777"),
];

const SOLARIS: &[Row] = &[
    (0x0200, "exited", 2, "the low byte is 0"),
    (
        0x0009,
        "killed",
        0,
        "the low byte is not 0, the high one is",
    ),
    (0x008b, "killed", 0, "signal 11 and WCOREFLG, 0200"),
    (0x0013, "killed", 0, "signal 19"),
    (0x0109, "none", 1, "something in both bytes, and no 0177"),
    (0x177f, "stopped", 23, "WSTOPFLG, 0177, and 23 is SIGSTOP"),
    (0x137f, "stopped", 19, "as any other signal above WSTOPFLG"),
    (
        0x007f,
        "killed",
        0,
        "WIFSTOPPED wants something in the high byte, WIFSIGNALED nothing",
    ),
    (0x00ff, "killed", 0, "WIFSIGNALED looks at eight bits"),
    (0x0080, "killed", 0, "WIFEXITED looks at eight bits too"),
    (0xffff, "continued", 255, "WCONTFLG, 0177777"),
    (0x1177f, "stopped", 0x17, "WSTOPSIG masks with 0xff"),
    (0x1ffff, "continued", 255, "WWORD masks with 0177777"),
];

#[test]
fn each_family_reads_a_status_as_its_own_header_does() {
    let tables = [LINUX, APPLE, FREEBSD, DRAGONFLY, NETBSD, OPENBSD, SOLARIS];
    for (family, table) in FAMILIES.iter().zip(tables) {
        for &(status, kinds, stopsig, header) in table {
            let said = (family.kinds(status), (family.WSTOPSIG)(status));
            let name = family.name;
            assert_eq!(
                said,
                (kinds.to_string(), stopsig),
                "{name} {status:#06x}: {header}"
            );
        }
    }
}

/// What the article needs is the same everywhere.
#[test]
fn on_every_family_a_child_that_exited_has_its_code_times_256_as_status() {
    for family in &FAMILIES {
        for code in 0..=255 {
            assert_eq!(family.kinds(code * 256), "exited", "{} {code}", family.name);
        }
        for signal in (1..=64).filter(|signal| *signal != 0x13) {
            assert_eq!(family.kinds(signal), "killed", "{} {signal}", family.name);
            assert_eq!(
                family.kinds(signal | 0x80),
                "killed",
                "{} {signal}",
                family.name
            );
            let stopped = signal << 8 | 0x7f;
            assert_eq!(family.kinds(stopped), "stopped", "{} {signal}", family.name);
        }
    }
}

#[test]
fn the_tables_of_the_chapter_on_unixes_say_what_the_families_say() {
    let chapter = include_str!("../docs/unixes.md");
    let heading = FAMILIES.map(|family| family.name).join(" | ");
    let tables: Vec<&str> = chapter.split(&format!("| | {heading} |")).skip(1).collect();
    assert_eq!(tables.len(), 3);

    let mut rows = 0;
    for line in tables.iter().flat_map(|table| table.lines().skip(2)) {
        let Some(cells) = line.strip_prefix("| ") else {
            continue;
        };
        let cells: Vec<&str> = cells.trim_end_matches(" |").split(" | ").collect();
        assert_eq!(cells.len(), 8, "{line}");
        for (family, cell) in FAMILIES.iter().zip(&cells[1..]) {
            match hexadecimal(cells[0]) {
                // A row for a word: the cell says what it means.
                Some(word) => assert_eq!(*cell, family.kinds(word), "{} {line}", family.name),
                // A row for an ending: the cell is the smallest word that means it.
                None => {
                    let word = (0..=0xffff).find(|word| family.means(*word, cells[0]));
                    assert_eq!(hexadecimal(cell), word, "{} {line}", family.name);
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
        let [exited, killed, stopped, continued] = self.is.map(|is| is(status));
        match ending {
            "exit(2)" => exited && status >> 8 == 2,
            "killed by SIGKILL" => killed && status & 0x7f == 9,
            "killed by SIGSEGV, core dumped" => killed && status & 0x7f == 11 && status & 0x80 != 0,
            "stopped by SIGSTOP" => stopped && (self.WSTOPSIG)(status) == self.sigstop,
            "continued" => continued,
            _ => panic!("no such ending: {ending}"),
        }
    }
}
