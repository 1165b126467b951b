//! Who sees the environment variables that I set?
//!
//!     cargo run --example environment
//!
//! prints
//!
//!     parent sets blue
//!     child sees blue
//!     child sets red
//!     sh sees red
//!     parent sees blue
//!
//! The child gets a copy of the environment. What it sets then is seen by the programs that it
//! starts, and not by its parent.

use std::convert::Infallible;
use std::ffi::CStr;
use std::io::{self, Write};
use std::{env, process, ptr};

use fork_and_wait::{WaitStatus, check, fork, waitpid};

fn main() -> io::Result<()> {
    set("parent", c"blue")?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // `child` returns only if something has failed.
        let Err(error) = child();
        let _ = writeln!(io::stderr(), "Error: {error:?}");
        process::exit(1);
    }

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    let pid = unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => see("parent"),
        // The child has said why.
        WaitStatus::Exited { .. } => process::exit(1),
        killed => Err(io::Error::other(format!("child {pid} {killed}"))),
    }
}

/// There is no Ok: if execvp succeeds, it does not return, and the child is another program.
fn child() -> io::Result<Infallible> {
    see("child")?;
    set("child", c"red")?;

    let words = [c"sh", c"-c", c"echo sh sees $COLOR"].map(CStr::as_ptr);
    let argv = [words[0], words[1], words[2], ptr::null()];
    // Python  os.execvp("sh", ["sh", "-c", "echo sh sees $COLOR"])
    // C       execvp("sh", argv);
    // SAFETY: argv ends with null, and the words that it points to are constants.
    unsafe { libc::execvp(argv[0], argv.as_ptr()) };
    Err(io::Error::last_os_error())
}

fn set(who: &str, color: &CStr) -> io::Result<()> {
    // Python  os.environ["COLOR"] = color
    // C       setenv("COLOR", color, 1);
    // The 1 means: if COLOR is there already, replace it.
    // SAFETY: this program has one thread, so nobody reads the environment meanwhile.
    check(unsafe { libc::setenv(c"COLOR".as_ptr(), color.as_ptr(), 1) })?;
    writeln!(io::stdout(), "{who} sets {}", color.to_string_lossy())
}

fn see(who: &str) -> io::Result<()> {
    // Python  os.environ["COLOR"]
    // C       getenv("COLOR")
    let color = env::var("COLOR").map_err(io::Error::other)?;
    writeln!(io::stdout(), "{who} sees {color}")
}
