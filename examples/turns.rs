//! How do two processes take turns by signals?
//!
//!     cargo run --example turns
//!
//! prints, for example,
//!
//!     parent 1
//!     child 1
//!     parent 2
//!     child 2
//!     parent 3
//!     child 3
//!     signal, then pause: woken after 1.00s
//!
//! Each blocks SIGUSR1, and waits for it in `sigsuspend`, which unblocks it only while it waits.
//! With `pause`, a signal that comes a moment too early is lost: in the last line an alarm came.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::{mem, process, ptr, time::Instant};

use fork_and_wait::{c_int, check, fork, pid_t};

static MY_TURN: AtomicBool = AtomicBool::new(false);

fn main() -> io::Result<()> {
    for signal in [libc::SIGUSR1, libc::SIGALRM] {
        // Python  signal.signal(number, handler)
        // C       signal(number, handler);
        // SAFETY: the handler only stores a value. signal returns SIG_ERR, -1, when it fails.
        check(unsafe { libc::signal(signal, handler as *const () as usize) } as c_int)?;
    }
    let none = block_sigusr1()?;

    let parent = process::id() as pid_t;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    // The first turn is the parent's.
    MY_TURN.store(pid != 0, Relaxed);
    if pid == 0 {
        // What fails in the child fails in the parent too, and the parent says so.
        process::exit(take_turns("child", 3, parent, &none).is_err().into());
    }
    take_turns("parent", 4, pid, &none)?;

    // The wrong way: the signal comes before the call of pause. Its handler runs at once, so pause
    // waits for another signal. Without the alarm it would never return.
    // Python  signal.pthread_sigmask(signal.SIG_SETMASK, [])
    // C       sigprocmask(SIG_SETMASK, &none, NULL);
    // SAFETY: none exists until the call returns.
    check(unsafe { libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut()) })?;
    // Python  signal.raise_signal(signal.SIGUSR1)
    // C       raise(SIGUSR1);
    // SAFETY: raise takes only a number.
    check(unsafe { libc::raise(libc::SIGUSR1) })?;
    // Python  signal.alarm(1)
    // C       alarm(1);
    // SAFETY: alarm takes only a number.
    check(unsafe { libc::alarm(1) } as c_int)?;
    let begin = Instant::now();
    // Python  signal.pause()
    // C       pause();
    // SAFETY: pause takes nothing.
    unsafe { libc::pause() };
    // The handler of SIGUSR1 has set this, and that of SIGALRM has taken it back.
    if MY_TURN.load(Relaxed) {
        return Err(io::Error::last_os_error());
    }
    let after = begin.elapsed().as_secs_f64();
    writeln!(io::stdout(), "signal, then pause: woken after {after:.2}s")
}

extern "C" fn handler(signal: c_int) {
    MY_TURN.store(signal == libc::SIGUSR1, Relaxed);
}

fn take_turns(who: &str, turns: u32, other: pid_t, none: &libc::sigset_t) -> io::Result<()> {
    for turn in 1..=turns {
        // If the other process is killed, nobody sends SIGUSR1, and the alarm wakes us.
        // Python  signal.alarm(5)
        // C       alarm(5);
        // SAFETY: alarm takes only a number.
        unsafe { libc::alarm(5) };
        if !MY_TURN.load(Relaxed) {
            // Unblocks all signals and waits, in one step: no signal can come in between.
            // Python  libc.sigsuspend(none)
            // C       sigsuspend(&none);
            // SAFETY: none exists until the call returns.
            unsafe { libc::sigsuspend(none) };
        }
        if !MY_TURN.swap(false, Relaxed) {
            return Err(io::Error::last_os_error());
        }
        // The fourth turn only says that the child has printed its third line.
        if turn == 4 {
            break;
        }
        writeln!(io::stdout(), "{who} {turn}")?;
        // Python  os.kill(other, signal.SIGUSR1)
        // C       kill(other, SIGUSR1);
        // SAFETY: kill takes only numbers.
        check(unsafe { libc::kill(other, libc::SIGUSR1) })?;
    }
    Ok(())
}

/// From here on SIGUSR1 stays pending until we wait for it. Returns the empty set, to wait with.
fn block_sigusr1() -> io::Result<libc::sigset_t> {
    // SAFETY: sigemptyset fills in each set before it is read, and both exist until the calls return.
    unsafe {
        let [mut none, mut set]: [libc::sigset_t; 2] = mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, libc::SIGUSR1);
        // Python  signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGUSR1])
        // C       sigprocmask(SIG_SETMASK, &set, NULL);
        check(libc::sigprocmask(libc::SIG_SETMASK, &set, ptr::null_mut()))?;
        Ok(none)
    }
}
