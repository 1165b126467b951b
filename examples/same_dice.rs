//! Why do all children draw the same number?
//!
//!     cargo run --example same_dice
//!
//! prints, for example,
//!
//!     the parent draws 1
//!     the children draw, each from its copy of the generator
//!       child 1: 6 3 6 1 4 3 5 1 4 5
//!       child 2: 6 3 6 1 4 3 5 1 4 5
//!       child 3: 6 3 6 1 4 3 5 1 4 5
//!     the parent draws for them
//!       child 1: 6 3 6 1 4 3 5 1 4 5
//!       child 2: 3 4 1 1 5 4 3 3 5 6
//!       child 3: 6 4 4 2 3 6 3 5 3 3
//!     the children seed their copy anew, and draw
//!       child 1: 4 1 2 2 4 1 4 4 2 4
//!       child 2: 6 6 2 2 2 4 3 2 3 2
//!       child 3: 3 2 4 5 1 4 5 6 6 5
//!
//! A random number generator keeps a number in memory, and each draw makes a new number out of it.
//! fork copies memory. So all children start from the same number: the parent's.

use std::fs::File;
use std::io::{self, Read, Write};
use std::process;

use fork_and_wait::{WaitStatus, fork, waitpid};

fn main() -> io::Result<()> {
    // Without this line the generator would have no seed yet, the number from which it starts. Each
    // child would then seed its own copy at its first draw, and the children would differ.
    writeln!(io::stdout(), "the parent draws {}", fastrand::u8(1..=6))?;

    writeln!(
        io::stdout(),
        "the children draw, each from its copy of the generator"
    )?;
    for child in 1..=3 {
        in_child(child, || Ok(throw()))?;
    }

    writeln!(io::stdout(), "the parent draws for them")?;
    for child in 1..=3 {
        let drawn = throw();
        in_child(child, || Ok(drawn))?;
    }

    writeln!(io::stdout(), "the children seed their copy anew, and draw")?;
    for child in 1..=3 {
        in_child(child, throw_anew)?;
    }
    Ok(())
}

/// Ten dice. Two throws are the same by accident once in sixty million times.
fn throw() -> String {
    [(); 10].map(|()| fastrand::u8(1..=6).to_string()).join(" ")
}

/// The kernel has a generator of its own. fork does not copy that one.
fn throw_anew() -> io::Result<String> {
    let mut seed = [0; 8];
    // Python  os.urandom(8)
    File::open("/dev/urandom")?.read_exact(&mut seed)?;
    fastrand::seed(u64::from_ne_bytes(seed));
    Ok(throw())
}

fn in_child(child: u8, draw: impl FnOnce() -> io::Result<String>) -> io::Result<()> {
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        let said = draw().and_then(|dice| writeln!(io::stdout(), "  child {child}: {dice}"));
        // The parent reports the failure.
        process::exit(if said.is_ok() { 0 } else { 1 });
    }

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // We wait here, so the children run one after another and print in order.
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    if status != 0 {
        let ended = WaitStatus::from_raw(status);
        return Err(io::Error::other(format!("child {pid} {ended}")));
    }
    Ok(())
}
