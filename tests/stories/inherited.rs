use super::{Program, as_shown, ignore, mask};

const SIGNALS: [i32; 3] = [libc::SIGHUP, libc::SIGUSR1, libc::SIGALRM];

/// However the program was started, the table is the same. Each of these lets it inherit something
/// that one of its rows asks about.
const STARTS: [fn(); 6] = [
    || {},
    || ignore(&SIGNALS),
    || mask(libc::SIG_BLOCK, &SIGNALS),
    // SAFETY: alarm takes only a number.
    || _ = unsafe { libc::alarm(50) },
    // No new descriptor may have a number above 9, and whoever started us may have left a 10.
    few_descriptors,
    // SAFETY: dup2 takes only numbers.
    || _ = unsafe { (libc::dup2(1, 3), libc::dup2(1, 4)) },
];

pub fn story(program: &Program) {
    for prepare in STARTS {
        program.prepared(prepare).run(&[]).tells(&as_shown("inherited")); // tabs are spaces there
    }
}

fn few_descriptors() {
    let limit = libc::rlimit { rlim_cur: 10, rlim_max: 10 };
    // SAFETY: the limit exists until the call returns.
    unsafe { (libc::close(10), libc::setrlimit(libc::RLIMIT_NOFILE, &limit)) };
}
