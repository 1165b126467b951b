//! What else does my child inherit?
//!
//!     cargo run --example inherited
//!
//! prints
//!
//!     fork    stdout  cloexec ignored handled blocked -       -       umask   environ
//!     exec    stdout  -       ignored -       blocked pending alarm   umask   environ
//!
//! `fork` makes a new process. A pending signal and an alarm stay with the old process. `exec`
//! keeps the process, so it keeps the pending signal and the alarm too. It removes what belonged to
//! the old program, such as its handlers, and the descriptors that this program marked with
//! CLOEXEC.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{self, Command};
use std::{env, mem, ptr};

use fork_and_wait::{WaitStatus, c_int, fork, waitpid};
use libc::{F_GETFD, SIG_BLOCK, SIG_DFL, SIG_IGN, SIGHUP, SIGUSR1};

/// A number that no descriptor has yet.
const CLOEXEC: c_int = 10;

fn main() -> io::Result<()> {
    if env::args_os()
        .nth(1)
        .is_some_and(|word| word == "after-exec")
    {
        return row("exec");
    }

    // SAFETY: the set exists until the call returns, the handler does nothing, and no other thread
    // reads the environment. The other calls take numbers.
    unsafe {
        // Python  os.dup2(1, CLOEXEC, inheritable=False)
        // C       dup2(1, CLOEXEC); fcntl(CLOEXEC, F_SETFD, FD_CLOEXEC);
        libc::dup2(1, CLOEXEC);
        libc::fcntl(CLOEXEC, libc::F_SETFD, libc::FD_CLOEXEC);
        // Python  signal.signal(signal.SIGHUP, signal.SIG_IGN)
        // C       signal(SIGHUP, SIG_IGN);
        libc::signal(SIGHUP, SIG_IGN);
        libc::signal(SIGUSR1, handler as *const () as libc::sighandler_t);
        // Python  signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        // C       sigprocmask(SIG_BLOCK, &set, NULL);
        let mut set = mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, SIGUSR1);
        libc::sigprocmask(SIG_BLOCK, &set, ptr::null_mut());
        // Python  signal.raise_signal(signal.SIGUSR1)
        // C       raise(SIGUSR1);
        // The signal is blocked, so the handler does not run. The kernel keeps the signal: it is
        // pending.
        libc::raise(SIGUSR1);
        // Python  signal.alarm(60)
        // C       alarm(60);
        libc::alarm(60);
        // Python  os.umask(0o027)
        // C       umask(027);
        libc::umask(0o027);
        // Python  os.environ["FROM_PARENT"] = "hello"
        // C       setenv("FROM_PARENT", "hello", 1);
        env::set_var("FROM_PARENT", "hello");
    }

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        process::exit(row("fork").is_err().into());
    }

    let mut status = 0;
    // Python  _, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    if status != 0 {
        return Err(io::Error::other(WaitStatus::from_raw(status).to_string()));
    }

    // Runs this program again, in the same process. The call returns only if it fails.
    // Python  os.execv(sys.executable, [sys.executable, __file__, "after-exec"])
    // C       execl(program, program, "after-exec", NULL);
    Err(Command::new(env::current_exe()?).arg("after-exec").exec())
}

extern "C" fn handler(_signal: c_int) {}

/// Prints the name of each thing that is there, and a dash for each that is not.
fn row(after: &str) -> io::Result<()> {
    // SAFETY: the two sets exist until the calls return. The other calls take numbers.
    let things = unsafe {
        // Python  blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
        // C       sigprocmask(SIG_BLOCK, NULL, &blocked);
        let (mut blocked, mut pending) = (mem::zeroed(), mem::zeroed());
        libc::sigprocmask(SIG_BLOCK, ptr::null(), &mut blocked);
        // Python  pending = signal.sigpending()
        // C       sigpending(&pending);
        libc::sigpending(&mut pending);
        // signal, alarm and umask set a new value and return the old one.
        [
            ("stdout", libc::fcntl(1, F_GETFD) != -1),
            ("cloexec", libc::fcntl(CLOEXEC, F_GETFD) != -1),
            ("ignored", libc::signal(SIGHUP, SIG_DFL) == SIG_IGN),
            ("handled", libc::signal(SIGUSR1, SIG_DFL) != SIG_DFL),
            ("blocked", libc::sigismember(&blocked, SIGUSR1) == 1),
            ("pending", libc::sigismember(&pending, SIGUSR1) == 1),
            ("alarm", libc::alarm(0) > 0),
            ("umask", libc::umask(0) == 0o027),
            ("environ", env::var_os("FROM_PARENT").is_some()),
        ]
    };
    let words = things.map(|(name, there)| if there { name } else { "-" });
    writeln!(io::stdout(), "{after}\t{}", words.join("\t"))
}
