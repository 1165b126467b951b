//! How does a program become a daemon, and why fork twice?
//!
//!     cargo run --example daemon
//!
//! prints, for example,
//!
//!     step         PID  parent   group  session  terminal
//!     start      27592   27486   27592    27486       yes
//!     fork       27593   27592   27592    27486       yes
//!     setsid     27593   27592   27593    27593        no
//!     fork       27594       1   27593    27593        no
//!     open       27594       1   27593    27593        no
//!     setsid     27594       1   27594    27594        no
//!     open       27594       1   27594    27594       yes
//!
//! `setsid` starts a new session, which has no terminal. A process that leads a process group may
//! not call `setsid`, so there is a first fork. The process that calls `setsid` leads the new
//! session, and the next terminal that it opens becomes its own. So there is a second fork.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::{net::UnixStream, process::parent_id};
use std::{ffi::CStr, fs::File, process, ptr::null_mut};

use fork_and_wait::{check, fork, waitpid};

fn main() -> io::Result<()> {
    let title = "step         PID  parent   group  session  terminal";
    writeln!(io::stdout(), "{title}")?;
    row("start")?;

    // What is written into one end can be read from the other one.
    let (mut first_end, mut daemon_end) = UnixStream::pair()?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // Without this line the daemon would have both ends open itself, and wait for ever if the
        // first process died.
        drop(first_end);
        let result = become_daemon(&mut daemon_end);
        // 0: the daemon is ready. 1: something failed, and the result of main says what. If the
        // first process has ended, nobody reads this.
        let _ = daemon_end.write_all(&[result.is_err().into()]);
        return result;
    }
    drop(daemon_end);
    // Python  os.waitpid(pid, 0)
    // C       waitpid(pid, NULL, 0);
    // SAFETY: a null status is allowed.
    unsafe { waitpid(pid, null_mut(), 0) }?;

    // Now the daemon has its new parent. It waits in a read for the end of input. This call ends
    // the input, so the daemon goes on. The daemon is not our child, so we cannot wait for it. It
    // sends a byte when it is ready.
    first_end.shutdown(Shutdown::Write)?;
    let mut failed = [0];
    first_end.read_exact(&mut failed)?;
    process::exit(failed[0].into())
}

fn become_daemon(daemon_end: &mut UnixStream) -> io::Result<()> {
    row("fork")?;
    // Python  os.setsid()
    // C       setsid();
    // SAFETY: setsid takes nothing.
    check(unsafe { libc::setsid() })?;
    row("setsid")?;
    // Python  if os.fork() != 0: os._exit(0)
    // C       if (fork() != 0) _exit(0);
    // SAFETY: this program has one thread.
    if unsafe { fork() }? != 0 {
        process::exit(0);
    }

    // Returns at the end of input.
    daemon_end.read_to_end(&mut Vec::new())?;
    row("fork")?;
    open_terminal()?;
    // A real daemon would not call setsid again. This call shows the difference: now the process
    // leads a session.
    // Python  os.setsid()
    // C       setsid();
    // SAFETY: setsid takes nothing.
    check(unsafe { libc::setsid() })?;
    row("setsid")?;
    open_terminal()
}

fn row(step: &str) -> io::Result<()> {
    let terminal = if has_terminal()? { "yes" } else { "no" };
    // Python  os.getpgid(0), os.getsid(0)
    // C       getpgid(0), getsid(0)
    // SAFETY: both take only a number. 0 stands for the process that calls.
    let (group, session) = unsafe { (check(libc::getpgid(0))?, check(libc::getsid(0))?) };
    let (pid, parent) = (process::id(), parent_id());
    let ids = format!("{pid:7} {parent:7} {group:7} {session:8}");
    writeln!(io::stdout(), "{step:8} {ids} {terminal:>9}")
}

/// /dev/tty stands for the controlling terminal of the process that opens it. If the process has
/// none, open fails with ENXIO.
fn has_terminal() -> io::Result<bool> {
    match File::open("/dev/tty") {
        Err(error) if error.raw_os_error() == Some(libc::ENXIO) => Ok(false),
        result => result.map(|_| true),
    }
}

/// Opens a new terminal, as a program opens any file.
fn open_terminal() -> io::Result<()> {
    let (mut master, mut slave, mut name) = (-1, -1, [0; 1024]);
    let buffer = name.as_mut_ptr();
    // Python  _master, slave = os.openpty()
    // C       openpty(&master, &slave, name, NULL, NULL);
    // SAFETY: all three exist until the call returns, and no terminal has a name of a thousand
    // bytes.
    check(unsafe { libc::openpty(&mut master, &mut slave, buffer, null_mut(), null_mut()) })?;
    // SAFETY: openpty has stored a name that ends with a zero.
    let name = unsafe { CStr::from_ptr(buffer) }.to_string_lossy();
    // Python  os.open(os.ttyname(slave), os.O_RDONLY)
    // C       open(name, O_RDONLY);
    // With O_NOCTTY the terminal would never become the controlling one, but few programs ask for
    // that.
    let _slave = File::open(&*name)?;
    row("open")
}
