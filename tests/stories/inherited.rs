use super::Program;

/// What a process has after fork, and what it has after exec. A dash: it has it no more.
const TABLE: [&str; 2] = [
    "fork stdout cloexec ignored handled blocked - - umask environ",
    "exec stdout - ignored - blocked pending alarm umask environ",
];

/// It is the same however the program was started. Each of these lets it inherit something that one
/// of its rows asks about.
const STARTS: [(&str, fn()); 5] = [
    ("as always", || {}),
    ("all ignored", || ignore(libc::SIG_IGN)),
    ("all blocked", block_all),
    ("an alarm is set", || ring_in(50)),
    ("no alarm is set, and the same umask", || {
        ring_in(0);
        // SAFETY: umask is async-signal-safe.
        unsafe { libc::umask(0o027) };
    }),
];

pub fn story(program: &Program) {
    for (start, prepare) in STARTS {
        let run = program.start_after(prepare, &[]).finish();
        let rows: Vec<_> = run.lines().iter().map(|row| row.replace('\t', " ")).collect();
        assert_eq!(rows, TABLE, "{start}");
    }
}

fn ignore(action: libc::sighandler_t) {
    for signal in [libc::SIGHUP, libc::SIGUSR1, libc::SIGALRM] {
        // SAFETY: signal is async-signal-safe, and this is no handler.
        unsafe { libc::signal(signal, action) };
    }
}

fn block_all() {
    // SAFETY: sigfillset fills the set in before it is used, and both are async-signal-safe.
    unsafe {
        let mut all = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::sigprocmask(libc::SIG_BLOCK, &all, std::ptr::null_mut());
    }
}

fn ring_in(seconds: u32) {
    // SAFETY: alarm is async-signal-safe.
    unsafe { libc::alarm(seconds) };
}
