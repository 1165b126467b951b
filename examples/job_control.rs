//! What is the difference between stopped, continued and killed?
//!
//!     cargo run --example job_control
//!
//! prints, for example,
//!
//!     with WUNTRACED | WCONTINUED:
//!         SIGSTOP to 17488: 0x137f stopped by signal 19 (SIGSTOP)
//!         SIGCONT to 17488: 0xffff continued
//!         SIGTERM to 17488: 0x000f killed by signal 15 (SIGTERM)
//!     without:
//!         SIGSTOP to 17489: nothing new
//!         SIGCONT to 17489: nothing new
//!         SIGTERM to 17489: 0x000f killed by signal 15 (SIGTERM)
//!
//! A stopped child has not ended, and SIGCONT lets it go on. `waitpid` tells of that only if it was
//! given WUNTRACED, for stops, and WCONTINUED. The end it tells in any case.

use std::env;
use std::io::{self, Read, Write};
use std::mem::MaybeUninit;
use std::process::{self, ExitCode};
use std::ptr;

use fork_and_wait::{
    WCONTINUED, WIFEXITED, WIFSIGNALED, WNOHANG, WUNTRACED, WaitStatus, c_int, fork, pid_t, waitpid,
};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example job_control");
        return ExitCode::from(2);
    }

    let with = job("with WUNTRACED | WCONTINUED", WUNTRACED | WCONTINUED);
    match with.and_then(|()| job("without", 0)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "job_control: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn job(heading: &str, options: c_int) -> Result<(), String> {
    let (mut gate, keeper) = io::pipe().map_err(|error| format!("pipe: {error}"))?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if pid == 0 {
        // The child lives until the parent closes the keeper, or ends. With its own copy still open
        // it would keep itself waiting, for ever.
        drop(keeper);
        let _ = gate.read_exact(&mut [0]);
        process::exit(0);
    }

    let rows = undisturbed(|| stop_and_continue(pid, options));
    let told = rows.and_then(|rows| {
        send(pid, libc::SIGTERM)?;
        // Where SIGTERM is ignored, which a child inherits, this line ends it. Where it is not,
        // SIGTERM was there before.
        drop(keeper);
        Ok(rows + &ask("SIGTERM", pid, 0)?)
    });
    if told.is_err() {
        // Whatever failed: a child that is still there, and perhaps stopped, must not stay. SIGKILL
        // ends a stopped one, too.
        // SAFETY: a null status is allowed, and kill takes nothing but numbers.
        unsafe {
            if let Ok(0) = waitpid(pid, ptr::null_mut(), WNOHANG) {
                libc::kill(pid, libc::SIGKILL);
                let _ = waitpid(pid, ptr::null_mut(), 0);
            }
        }
    }
    write!(io::stdout(), "{heading}:\n{}", told?).map_err(|error| format!("write: {error}"))
}

/// Holds back the signals with which one ends a program. A stopped child does not react to Ctrl-C,
/// nor to the closing of a pipe. If Ctrl-C ended us meanwhile, nobody would be left to continue it.
fn undisturbed<T>(work: impl FnOnce() -> T) -> T {
    let mut ends = MaybeUninit::uninit();
    let mut before = MaybeUninit::uninit();
    // Python  before = signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    // C       sigprocmask(SIG_BLOCK, &ends, &before);
    // SAFETY: sigemptyset fills in ends, the next calls need that, and the last fills in before.
    unsafe {
        libc::sigemptyset(ends.as_mut_ptr());
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP, libc::SIGQUIT] {
            libc::sigaddset(ends.as_mut_ptr(), signal);
        }
        libc::sigprocmask(libc::SIG_BLOCK, ends.as_ptr(), before.as_mut_ptr());
    }
    let done = work();
    // If one of them came meanwhile, it ends us here.
    // Python  signal.pthread_sigmask(signal.SIG_SETMASK, before)
    // C       sigprocmask(SIG_SETMASK, &before, NULL);
    // SAFETY: before was filled in above.
    unsafe { libc::sigprocmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut()) };
    done
}

fn stop_and_continue(pid: pid_t, options: c_int) -> Result<String, String> {
    send(pid, libc::SIGSTOP)?;
    until_it_has_stopped(pid)?;
    let stopped = ask("SIGSTOP", pid, options | WNOHANG)?;
    send(pid, libc::SIGCONT)?;
    let continued = ask("SIGCONT", pid, options | WNOHANG)?;
    Ok(stopped + &continued)
}

fn send(pid: pid_t, signal: c_int) -> Result<(), String> {
    // Python  os.kill(pid, signal)
    // C       kill(pid, signal);
    // SAFETY: kill takes nothing but numbers.
    match unsafe { libc::kill(pid, signal) } {
        0 => Ok(()),
        _ => Err(format!("kill: {}", io::Error::last_os_error())),
    }
}

/// kill returns before the child has stopped. If we asked at once, there might be no news yet.
/// WNOWAIT leaves the news where it is, for the waitpid that follows.
fn until_it_has_stopped(pid: pid_t) -> Result<(), String> {
    let mut info = MaybeUninit::uninit();
    // Only with all three do we not wait for ever if somebody else continues or ends it.
    let options = libc::WSTOPPED | libc::WCONTINUED | libc::WEXITED | libc::WNOWAIT;
    // Python  os.waitid(os.P_PID, pid, options)
    // C       waitid(P_PID, pid, &info, options);
    // SAFETY: info has room for what is filled in, and nobody reads it.
    while unsafe { libc::waitid(libc::P_PID, pid as _, info.as_mut_ptr(), options) } == -1 {
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(format!("waitid: {error}"));
        }
    }
    Ok(())
}

fn ask(sent: &str, pid: pid_t, options: c_int) -> Result<String, String> {
    let mut status = 0;
    // Python  answer, status = os.waitpid(pid, options)
    // C       answer = waitpid(pid, &status, options);
    // SAFETY: status lives until the call returns.
    let answer = unsafe { waitpid(pid, &mut status, options) }
        .map_err(|error| format!("waitpid: {error}: is SIGCHLD ignored?"))?;
    if answer == 0 {
        return Ok(format!("    {sent} to {pid}: nothing new\n"));
    }
    let decoded = WaitStatus::from_raw(status).to_string();
    if options & WNOHANG != 0 && (WIFEXITED(status) || WIFSIGNALED(status)) {
        // Somebody else has ended it. It is reaped, and its PID may be a stranger's by now.
        return Err(format!("child {pid} {decoded}"));
    }
    Ok(format!("    {sent} to {pid}: 0x{status:04x} {decoded}\n"))
}
