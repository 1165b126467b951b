//! What is EINTR, and why did Python stop telling me about it?
//!
//!     cargo run --example interrupted
//!
//! prints, for example,
//!
//!     call                 sa_flags    returned   handler ran
//!     libc::wait           0           -1, EINTR  1
//!     libc::wait           SA_RESTART  5602       3
//!     fork_and_wait::wait  0           5603       3
//!
//! A signal came while `wait` slept, its handler ran, and `wait` gave up: nothing is wrong, and no
//! child has ended. All that there is to do is to call again. SA_RESTART leaves that to the kernel;
//! this crate, and Python since 3.5, do it themselves.

use std::env;
use std::io::{self, Write};
use std::os::unix::process::parent_id;
use std::process::{self, ExitCode};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{mem, ptr, thread};

use fork_and_wait::{c_int, fork, pid_t, wait, waitpid};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example interrupted");
        return ExitCode::from(2);
    }
    match table() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "interrupted: {reason}");
            ExitCode::FAILURE
        }
    }
}

type Wait = fn() -> io::Result<pid_t>;

static RAN: AtomicU32 = AtomicU32::new(0);

/// It may have broken in anywhere, also into the middle of malloc. So it allocates nothing, prints
/// nothing and takes no lock.
extern "C" fn handler(_signal: c_int) {
    RAN.fetch_add(1, Ordering::Relaxed);
}

fn table() -> Result<(), String> {
    row("call", "sa_flags", "returned", "handler ran")?;

    // The first child does not end by itself. Three signals could all have come before a parent
    // that was held up has called wait, and then there would be nothing left to interrupt it.
    let (answer, ran) = interrupt(libc_wait, 0, u32::MAX)?;
    row("libc::wait", "0", &answer, &ran)?;

    let (answer, ran) = interrupt(libc_wait, libc::SA_RESTART, 3)?;
    row("libc::wait", "SA_RESTART", &answer, &ran)?;

    let (answer, ran) = interrupt(crate_wait, 0, 3)?;
    row("fork_and_wait::wait", "0", &answer, &ran)
}

fn libc_wait() -> io::Result<pid_t> {
    // Python  pid = libc.wait(None)    by ctypes, past everything that os.wait adds
    // C       pid = wait(NULL);
    // SAFETY: a null status is allowed.
    match unsafe { libc::wait(ptr::null_mut()) } {
        -1 => Err(io::Error::last_os_error()),
        pid => Ok(pid),
    }
}

fn crate_wait() -> io::Result<pid_t> {
    // Python  pid, status = os.wait()
    // C       do pid = wait(NULL); while (pid == -1 && errno == EINTR);
    // SAFETY: a null status is allowed.
    unsafe { wait(ptr::null_mut()) }
}

/// Has a child send us SIGALRM so many times, one every 0.1 seconds. Tells what `call` returned,
/// and how often the handler had run by then.
fn interrupt(call: Wait, flags: c_int, times: u32) -> Result<(String, String), String> {
    install(flags)?;
    RAN.store(0, Ordering::Relaxed);

    let parent = process::id();
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let child = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if child == 0 {
        send_alarms(parent, times);
    }

    let mut answer = call();
    // `sh -c 'sleep 1 & exec interrupted'` hands us a child that we never forked.
    while answer.as_ref().is_ok_and(|&pid| pid != child) {
        answer = call();
    }
    let ran = RAN.load(Ordering::Relaxed).to_string();
    match answer {
        Ok(pid) => return Ok((pid.to_string(), ran)),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
        Err(error) => return Err(explain("wait", error)),
    }

    // EINTR. The child goes on as if nothing had happened, and so could we, by calling again. But
    // we have seen what we wanted to see.
    // Python  os.kill(pid, signal.SIGKILL)
    // C       kill(pid, SIGKILL);
    // SAFETY: kill takes nothing but numbers. This one is still our child's: a PID is not given to
    // anybody else before its zombie is reaped.
    unsafe { libc::kill(child, libc::SIGKILL) };
    // One more SIGALRM may be on its way. With libc's waitpid there would be a loop here.
    // SAFETY: a null status is allowed.
    unsafe { waitpid(child, ptr::null_mut(), 0) }.map_err(|error| explain("waitpid", error))?;
    Ok(("-1, EINTR".to_string(), ran))
}

fn send_alarms(parent: u32, times: u32) -> ! {
    for _ in 0..times {
        // Long enough for the parent to have fallen asleep in wait.
        thread::sleep(Duration::from_millis(100));
        // Without this, the child of a parent that was killed would go on for ever, and alarm
        // whoever is given that PID next.
        if parent_id() != parent {
            break;
        }
        // Python  os.kill(parent, signal.SIGALRM)
        // C       kill(parent, SIGALRM);
        // SAFETY: kill takes nothing but numbers.
        unsafe { libc::kill(parent as pid_t, libc::SIGALRM) };
    }
    process::exit(0)
}

fn install(flags: c_int) -> Result<(), String> {
    // SAFETY: a sigaction may be all zeros. Its fields are not the same on every Unix, so those
    // that matter are filled in by name.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handler as *const () as libc::sighandler_t;
    action.sa_flags = flags;
    // SAFETY: sa_mask may be written to.
    unsafe { libc::sigemptyset(&mut action.sa_mask) };

    // Python  signal.signal(signal.SIGALRM, handler)
    //         signal.siginterrupt(signal.SIGALRM, flags != "SA_RESTART")
    // C       sigaction(SIGALRM, &action, NULL);
    // SAFETY: action lives until the call returns, and the handler touches nothing but an atomic.
    if unsafe { libc::sigaction(libc::SIGALRM, &action, ptr::null_mut()) } == -1 {
        return Err(format!("sigaction: {}", io::Error::last_os_error()));
    }

    // Whoever started us may have blocked SIGALRM, and exec keeps that. Then no handler would run,
    // and the first wait would never end.
    let mut alarm = action.sa_mask;
    // Python  signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    // C       sigprocmask(SIG_UNBLOCK, &alarm, NULL);
    // SAFETY: alarm lives until the calls return; a null pointer asks for no old mask.
    unsafe {
        libc::sigaddset(&mut alarm, libc::SIGALRM);
        libc::sigprocmask(libc::SIG_UNBLOCK, &alarm, ptr::null_mut());
    }
    Ok(())
}

fn row(call: &str, flags: &str, returned: &str, ran: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{call:19}  {flags:10}  {returned:9}  {ran}")
        .map_err(|error| format!("write: {error}"))
}

fn explain(call: &str, error: io::Error) -> String {
    match error.raw_os_error() {
        // Our child had not been reaped: who took it?
        Some(libc::ECHILD) => format!("{call}: {error}: is SIGCHLD ignored?"),
        _ => format!("{call}: {error}"),
    }
}
