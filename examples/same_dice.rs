//! Why do all children draw the same number?
//!
//!     cargo run --example same_dice
//!
//! prints, for example,
//!
//!     the parent draws 5
//!     the children draw, each from its copy of the generator
//!       child 1: [6, 1, 3, 6, 6, 6, 5, 2, 3, 5]
//!       child 2: [6, 1, 3, 6, 6, 6, 5, 2, 3, 5]
//!       child 3: [6, 1, 3, 6, 6, 6, 5, 2, 3, 5]
//!     the parent draws for them
//!       child 1: [6, 1, 3, 6, 6, 6, 5, 2, 3, 5]
//!       child 2: [1, 3, 4, 6, 6, 1, 4, 6, 4, 3]
//!       child 3: [2, 3, 1, 3, 6, 1, 3, 5, 6, 3]
//!     the children seed their copy anew, and draw
//!       child 1: [2, 6, 5, 1, 1, 3, 5, 6, 4, 6]
//!       child 2: [6, 6, 3, 5, 1, 2, 6, 4, 6, 2]
//!       child 3: [1, 5, 6, 3, 4, 3, 3, 6, 5, 1]
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
        let dice = throw();
        in_child(child, || Ok(dice))?;
    }

    writeln!(io::stdout(), "the children seed their copy anew, and draw")?;
    for child in 1..=3 {
        in_child(child, throw_anew)?;
    }
    Ok(())
}

/// Ten dice. Two throws are the same by accident once in sixty million times.
fn throw() -> [u8; 10] {
    let mut dice = [0; 10];
    for die in &mut dice {
        *die = fastrand::u8(1..=6);
    }
    dice
}

/// The kernel has a generator of its own. fork does not copy that one.
fn throw_anew() -> io::Result<[u8; 10]> {
    let mut seed = [0; 8];
    // Python  seed = os.urandom(8)
    File::open("/dev/urandom")?.read_exact(&mut seed)?;
    fastrand::seed(u64::from_ne_bytes(seed));
    Ok(throw())
}

/// Forks a child that draws and prints its dice, and waits for it.
fn in_child(child: u8, draw: impl FnOnce() -> io::Result<[u8; 10]>) -> io::Result<()> {
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        let dice = draw()?;
        writeln!(io::stdout(), "  child {child}: {dice:?}")?;
        // Without this line the child would go on to `waitpid`, and has no child.
        process::exit(0);
    }

    let mut status = 0;
    // Python  _, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // Without the wait, the lines could come in any order.
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => Ok(()),
        WaitStatus::Exited { .. } => process::exit(1), // the child has said why
        ended => Err(io::Error::other(format!("child {pid} {ended}"))),
    }
}
