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
//! `setsid` starts a new session, which has no terminal. The leader of a process group may not call
//! `setsid`, so there is a first fork. The process that calls `setsid` leads the new session. When
//! a session leader opens a terminal, that may become its controlling terminal, so there is a
//! second fork.

use std::ffi::CStr;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::os::unix::process::parent_id;
use std::process;
use std::ptr::null_mut;

use fork_and_wait::{fork, waitpid};

fn main() -> io::Result<()> {
    writeln!(
        io::stdout(),
        "step         PID  parent   group  session  terminal"
    )?;
    row("start")?;

    let (mut daemon, parent) = UnixStream::pair()?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // Without this line the daemon would have both ends of the socket open itself, and wait for
        // ever if this program died.
        drop(daemon);
        process::exit(become_daemon(parent).is_err().into());
    }
    drop(parent);
    // Python  os.waitpid(pid, 0)
    // C       waitpid(pid, NULL, 0);
    // How the child has ended does not matter here.
    // SAFETY: a null status is allowed.
    unsafe { waitpid(pid, null_mut(), 0) }?;
    // Now the daemon has its new parent, and we tell it to go on. The daemon is not our child, so
    // we cannot wait for it. It sends a byte back when it is done. If it has died, read_exact
    // fails.
    daemon.write_all(b"!")?;
    daemon.read_exact(&mut [0])
}

fn become_daemon(mut parent: UnixStream) -> io::Result<()> {
    row("fork")?;
    // Python  os.setsid()
    // C       setsid();
    // SAFETY: setsid takes nothing.
    unsafe { libc::setsid() };
    row("setsid")?;
    // Python  if os.fork() != 0: return
    // C       if (fork() != 0) return;
    // SAFETY: this program has one thread.
    if unsafe { fork() }? != 0 {
        return Ok(());
    }

    parent.read_exact(&mut [0])?;
    row("fork")?;
    open_terminal()?;
    // A real daemon would not call setsid again. This call shows the difference: now the process
    // leads a session.
    // SAFETY: setsid takes nothing.
    unsafe { libc::setsid() };
    row("setsid")?;
    open_terminal()?;
    parent.write_all(b"!")
}

fn row(step: &str) -> io::Result<()> {
    let terminal = if has_terminal() { "yes" } else { "no" };
    let (pid, parent) = (process::id(), parent_id());
    // Python  os.getpgid(0), os.getsid(0)
    // C       getpgid(0), getsid(0)
    // SAFETY: both take only a number. 0 stands for the process that calls.
    let (group, session) = unsafe { (libc::getpgid(0), libc::getsid(0)) };
    let ids = format!("{pid:7} {parent:7} {group:7} {session:8}");
    writeln!(io::stdout(), "{step:8} {ids} {terminal:>9}")
}

/// /dev/tty stands for the controlling terminal of the process that opens it. If the process has
/// none, open fails.
fn has_terminal() -> bool {
    File::open("/dev/tty").is_ok()
}

/// Opens a new terminal, as a program opens any file.
fn open_terminal() -> io::Result<()> {
    let (mut master, mut slave, mut buffer) = (-1, -1, [0; 1024]);
    let name = buffer.as_mut_ptr();
    // Python  _master, slave = os.openpty()
    // C       openpty(&master, &slave, name, NULL, NULL);
    // If openpty fails, the name stays empty, and File::open fails.
    // SAFETY: all three exist until the call returns, and no terminal has a name of a thousand
    // bytes.
    let name = unsafe {
        libc::openpty(&mut master, &mut slave, name, null_mut(), null_mut());
        CStr::from_ptr(name).to_string_lossy()
    };
    // Python  os.open(os.ttyname(slave), os.O_RDONLY)
    // C       open(name, O_RDONLY);
    // With O_NOCTTY the terminal would never become the controlling one, but few programs ask for
    // that.
    let _slave = File::open(&*name)?;
    row("open")
}
