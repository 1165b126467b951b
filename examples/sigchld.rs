//! Must I ask once a second whether a child has ended?
//!
//!     cargo run --example sigchld
//!
//! prints, for example,
//!
//!     signal 1: 29505 was reaped 0.384 ms after its end
//!     signal 1: 29506 was reaped 0.423 ms after its end
//!     signal 1: 29507 was reaped 0.198 ms after its end
//!     signal 2: 29503 was reaped 0.343 ms after its end
//!     signal 2: 29504 was reaped 0.158 ms after its end
//!     children: 5, signals: 2, median: 0.343 ms
//!
//! No. The kernel sends the parent a SIGCHLD when a child ends, and `sigwait` sleeps until it
//! comes. Here five children end at once. A signal says that somebody has ended, not how many, so
//! the parent asks `waitpid` until there is nobody left.

use std::env;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::process::{self, ExitCode};
use std::time::{Duration, Instant};
use std::{mem, ptr};

use fork_and_wait::{WNOHANG, c_int, fork, pid_t, waitpid};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example sigchld");
        return ExitCode::from(2);
    }
    let (sigchld, before) = block();
    let begin = Instant::now();
    let mut children = Vec::new();
    let started = start(&mut children, before, begin);
    // Also when a fork failed half way: the gate is open by now, and whoever was started ends.
    let reaped = reap(&mut children, sigchld, begin);

    match started.and(reaped) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "sigchld: {reason}");
            ExitCode::FAILURE
        }
    }
}

extern "C" fn nothing(_signal: c_int) {}

/// Returns the set that holds SIGCHLD alone, and the set of what was blocked before.
fn block() -> (libc::sigset_t, libc::sigset_t) {
    let handler = nothing as *const () as libc::sighandler_t;
    // A signal that is ignored may be thrown away even if it is blocked, and being ignored is what
    // SIGCHLD is by default: on macOS, sigwait would sleep for ever. So it would on Linux, if
    // whoever started us has set SIGCHLD to be ignored. With a handler the signal is kept; while it
    // is blocked, the handler never runs.
    // Python  signal.signal(signal.SIGCHLD, nothing)
    // C       signal(SIGCHLD, nothing);
    // SAFETY: the handler does nothing, so it may run anywhere.
    unsafe { libc::signal(libc::SIGCHLD, handler) };

    // SAFETY: a set is made of numbers, and may be all zeros until sigemptyset fills it in.
    let (mut sigchld, mut before): (libc::sigset_t, libc::sigset_t) = unsafe { mem::zeroed() };
    // A blocked signal waits until it is asked for. Blocked only after fork, one that comes before
    // is lost on the handler, and sigwait sleeps for ever.
    // Python  before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    // C       sigprocmask(SIG_BLOCK, &sigchld, &before);
    // SAFETY: both sets live until the calls return.
    unsafe {
        libc::sigemptyset(&mut sigchld);
        libc::sigaddset(&mut sigchld, libc::SIGCHLD);
        libc::sigprocmask(libc::SIG_BLOCK, &sigchld, &mut before);
    }
    (sigchld, before)
}

type Children = Vec<(pid_t, PipeReader)>;

fn start(children: &mut Children, before: libc::sigset_t, begin: Instant) -> Result<(), String> {
    let (gate, opener) = io::pipe().map_err(|error| format!("pipe: {error}"))?;
    for _ in 0..5 {
        let (ended, tell) = io::pipe().map_err(|error| format!("pipe: {error}"))?;
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread, so the child may do whatever its parent could.
        let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
        if pid == 0 {
            // The child has a copy. As long as there is one, the gate does not open.
            drop(opener);
            child(gate, tell, before, begin);
        }
        children.push((pid, ended));
    }
    // Here, or where a `?` leaves this function, the opener is closed. All five end at once.
    Ok(())
}

fn child(mut gate: PipeReader, mut tell: PipeWriter, before: libc::sigset_t, begin: Instant) -> ! {
    // fork copies the mask, and exec keeps it: if this child became another program, that one would
    // not hear of its own children.
    // Python  signal.pthread_sigmask(signal.SIG_SETMASK, before)
    // C       sigprocmask(SIG_SETMASK, &before, NULL);
    // SAFETY: before lives until the call returns; a null pointer asks for no old mask.
    unsafe { libc::sigprocmask(libc::SIG_SETMASK, &before, ptr::null_mut()) };

    // Nobody ever writes to the gate: it can only come to its end.
    let _ = gate.read_to_end(&mut Vec::new());
    // The clock behind begin is the machine's and not the process's: the parent may subtract.
    let nanoseconds = begin.elapsed().as_nanos() as u64;
    let _ = tell.write_all(&nanoseconds.to_ne_bytes());
    process::exit(0)
}

fn reap(children: &mut Children, sigchld: libc::sigset_t, begin: Instant) -> Result<(), String> {
    let forked = children.len();
    let mut signals = 0;
    let mut lines = String::new();
    let mut delays = Vec::new();

    while !children.is_empty() {
        let mut signal = 0;
        // Python  signal.sigwait([signal.SIGCHLD])
        // C       sigwait(&sigchld, &signal);
        // It can only fail if the set holds a number that is no signal, and ours does not.
        // SAFETY: both live until the call returns.
        unsafe { libc::sigwait(&sigchld, &mut signal) };
        signals += 1;

        // Signals are not counted: while one is pending, four more change nothing. With one call in
        // place of this loop, their children would stay zombies, and sigwait would sleep for ever.
        while !children.is_empty() {
            // Python  pid, status = os.waitpid(-1, os.WNOHANG)
            // C       pid = waitpid(-1, NULL, WNOHANG);
            // SAFETY: a null status is allowed.
            let pid = unsafe { waitpid(-1, ptr::null_mut(), WNOHANG) }
                .map_err(|error| format!("waitpid: {error}"))?;
            let now = begin.elapsed();
            if pid == 0 {
                break;
            }
            // `sh -c 'sleep 1 & exec sigchld'` hands us a child that we never forked.
            let Some(place) = children.iter().position(|(child, _)| *child == pid) else {
                continue;
            };
            let (_, mut ended) = children.remove(place);
            let mut nanoseconds = [0; 8];
            if ended.read_exact(&mut nanoseconds).is_err() {
                lines += &format!("signal {signals}: {pid} was killed before it could tell\n");
                continue;
            }
            let delay = now.saturating_sub(Duration::from_nanos(u64::from_ne_bytes(nanoseconds)));
            let ms = delay.as_secs_f64() * 1000.0;
            lines += &format!("signal {signals}: {pid} was reaped {ms:.3} ms after its end\n");
            delays.push(ms);
        }
    }

    delays.sort_by(f64::total_cmp);
    if let Some(median) = delays.get(delays.len() / 2) {
        lines += &format!("children: {forked}, signals: {signals}, median: {median:.3} ms\n");
    }
    write!(io::stdout(), "{lines}").map_err(|error| format!("write: {error}"))
}
