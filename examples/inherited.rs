//! What else does my child inherit?
//!
//!     cargo run --example inherited
//!
//! prints
//!
//!     fork    cloexec ignored handled blocked -       -
//!     exec    -       ignored -       blocked pending alarm
//!
//! `fork` makes a new process. A pending signal and an alarm stay with the old process. `exec`
//! keeps the process, so it keeps the pending signal and the alarm too. It removes what belonged to
//! the old program: its handlers, and the descriptors that have the mark CLOEXEC.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{self, Command};
use std::{env, mem, ptr};

use fork_and_wait::{WaitStatus, c_int, check, fork, waitpid};
use libc::{SIG_BLOCK, SIG_DFL, SIG_IGN, SIGHUP, SIGUSR1, sighandler_t};

fn main() -> io::Result<()> {
    // The second run, after exec. Its argument is the number of the marked descriptor.
    if let Some(fd) = env::args_os().nth(1) {
        let fd = fd.to_string_lossy().parse().map_err(io::Error::other)?;
        return row("exec", fd);
    }

    // SAFETY: the set exists until the calls return, and the handler does nothing. The other calls
    // take only numbers.
    let fd = unsafe {
        // Python  signal.signal(signal.SIGHUP, signal.SIG_IGN)
        // C       signal(SIGHUP, SIG_IGN);
        // signal and alarm do not return a c_int. Converted to one, a failure is -1 too.
        check(libc::signal(SIGHUP, SIG_IGN) as c_int)?;
        check(libc::signal(SIGUSR1, handler as *const () as sighandler_t) as c_int)?;
        // Python  signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        // C       sigprocmask(SIG_BLOCK, &set, NULL);
        let mut set = mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, SIGUSR1);
        check(libc::sigprocmask(SIG_BLOCK, &set, ptr::null_mut()))?;
        // Python  signal.raise_signal(signal.SIGUSR1)
        // C       raise(SIGUSR1);
        // The signal is blocked, so the handler does not run. The kernel keeps the signal: it is
        // pending.
        check(libc::raise(SIGUSR1))?;
        // Python  signal.alarm(60)
        // C       alarm(60);
        check(libc::alarm(60) as c_int)?;
        // Python  fd = os.dup(1)
        // C       fd = fcntl(1, F_DUPFD_CLOEXEC, 3);
        // A second descriptor for stdout, with the mark CLOEXEC and a number that was free.
        check(libc::fcntl(1, libc::F_DUPFD_CLOEXEC, 3))?
    };

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // The child ends as main ends: if the row failed, it prints why, and exits with 1.
        return row("fork", fd);
    }

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => {}
        WaitStatus::Exited { .. } => process::exit(1), // the child has said why
        ended => return Err(io::Error::other(format!("child {pid} {ended}"))),
    }

    // Runs this program again, in the same process. The call returns only if it fails.
    // Python  os.execv(sys.executable, [sys.executable, __file__, str(fd)])
    // C       execl(program, program, number, NULL);
    Err(Command::new(env::current_exe()?).arg(fd.to_string()).exec())
}

extern "C" fn handler(_signal: c_int) {}

/// Prints the name of each thing that is there, and a dash for each that is not.
fn row(after: &str, fd: c_int) -> io::Result<()> {
    // SAFETY: the two sets exist until the calls return. The other calls take only numbers.
    let things = unsafe {
        // Python  blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
        // C       sigprocmask(SIG_BLOCK, NULL, &blocked);
        let (mut blocked, mut pending) = (mem::zeroed(), mem::zeroed());
        check(libc::sigprocmask(SIG_BLOCK, ptr::null(), &mut blocked))?;
        // Python  pending = signal.sigpending()
        // C       sigpending(&pending);
        check(libc::sigpending(&mut pending))?;
        // Python  os.get_inheritable(fd)
        // C       fcntl(fd, F_GETFD)
        let open = match check(libc::fcntl(fd, libc::F_GETFD)) {
            Err(error) if error.raw_os_error() == Some(libc::EBADF) => false,
            result => result? >= 0,
        };
        // signal and alarm set something new and return the old one.
        let ignored = check(libc::signal(SIGHUP, SIG_DFL) as c_int)? == SIG_IGN as c_int;
        let handled = check(libc::signal(SIGUSR1, SIG_DFL) as c_int)? != SIG_DFL as c_int;
        [
            ("cloexec", open),
            ("ignored", ignored),
            ("handled", handled),
            ("blocked", libc::sigismember(&blocked, SIGUSR1) == 1),
            ("pending", libc::sigismember(&pending, SIGUSR1) == 1),
            ("alarm", check(libc::alarm(0) as c_int)? > 0),
        ]
    };
    let words = things.map(|(name, there)| if there { name } else { "-" });
    writeln!(io::stdout(), "{after}\t{}", words.join("\t"))
}
