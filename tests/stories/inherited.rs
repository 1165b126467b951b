use std::ffi::c_int;

use super::{Program, ignore, mask};

/// What a process has after fork, and what it has after exec. A dash: it has it no more.
const TABLE: [&str; 2] = [
    "fork stdout cloexec ignored handled blocked - - umask environ",
    "exec stdout - ignored - blocked pending alarm umask environ",
];

const SIGNALS: [c_int; 3] = [libc::SIGHUP, libc::SIGUSR1, libc::SIGALRM];

/// However the program was started, the table is the same. Each of these lets it inherit something
/// that one of its rows asks about.
const STARTS: [fn(); 5] = [
    || {},
    || ignore(&SIGNALS),
    || mask(libc::SIG_BLOCK, &SIGNALS),
    // SAFETY: alarm and umask take only numbers.
    || _ = unsafe { libc::alarm(50) },
    // SAFETY: see above.
    || _ = unsafe { (libc::alarm(0), libc::umask(0o027)) },
];

pub fn story(program: &Program) {
    for (start, prepare) in STARTS.into_iter().enumerate() {
        let run = program.prepared(prepare).run(&[]);
        let rows: Vec<_> = run.lines().iter().map(|row| row.replace('\t', " ")).collect();
        assert_eq!(rows, TABLE, "start {start}");
    }
}
