//! What is copied for the child, and what do both share?
//!
//!     cargo run --example copied_or_shared
//!
//! prints, for example,
//!
//!             number  at              file position  directory
//!     before       1  0x7ffc013f7d00            100  /tmp/fork-and-wait
//!     child        2  0x7ffc013f7d00            200  /
//!     after        1  0x7ffc013f7d00            300  /tmp/fork-and-wait
//!
//! Memory is copied: at the same address the child has a 2, and the parent still has its 1. The
//! working directory is copied too. An open file is shared: each read of 100 bytes starts where the
//! last one stopped, in whichever process.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::{env, process};

use fork_and_wait::{WaitStatus, fork, waitpid};

fn main() -> io::Result<()> {
    let mut number = 1;
    // Any file will do. Every Unix has this one.
    let mut file = File::open("/bin/sh")?;
    writeln!(
        io::stdout(),
        "        number  at              file position  directory"
    )?;
    look("before", &number, &mut file)?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        number = 2;
        let moved = env::set_current_dir("/");
        let looked = moved.and_then(|()| look("child", &number, &mut file));
        if let Err(error) = &looked {
            // Only the child knows why it failed: the parent gets only the child's exit code.
            let _ = writeln!(io::stderr(), "Error: {error:?}");
        }
        // Without this line the child would go on as if it were the parent.
        process::exit(if looked.is_ok() { 0 } else { 1 });
    }

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // When this call returns, the child has read its part of the file.
    // SAFETY: status exists until the call returns.
    let pid = unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => look("after", &number, &mut file),
        // The child has said why.
        WaitStatus::Exited { .. } => process::exit(1),
        killed => Err(io::Error::other(format!("child {pid} {killed}"))),
    }
}

/// Reads the next 100 bytes of the file, and prints a row of the table.
fn look(who: &str, number: &i32, file: &mut File) -> io::Result<()> {
    file.read_exact(&mut [0; 100])?;
    let position = file.stream_position()?;
    let directory = env::current_dir()?;
    writeln!(
        io::stdout(),
        "{who:6} {number:>7}  {number:<14p} {position:>14}  {}",
        directory.display()
    )
}
