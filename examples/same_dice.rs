//! Why do all children draw the same number?
//!
//!     cargo run --example same_dice
//!
//! prints, for example,
//!
//!     the parent draws 6
//!     the children draw, each from its copy of the generator
//!       child 1: 4 5 6 1 2 1 2 2 4 2
//!       child 2: 4 5 6 1 2 1 2 2 4 2
//!       child 3: 4 5 6 1 2 1 2 2 4 2
//!     the parent draws for them
//!       child 1: 4 5 6 1 2 1 2 2 4 2
//!       child 2: 1 6 2 4 4 1 3 1 5 2
//!       child 3: 3 4 2 2 6 3 6 6 6 1
//!     the children seed their copy anew, and draw
//!       child 1: 5 2 4 6 5 4 6 2 3 6
//!       child 2: 6 3 6 3 5 6 1 1 2 1
//!       child 3: 4 3 3 2 2 6 1 1 6 6
//!
//! A random number generator is a number in memory from which the next one is made, and fork copies
//! memory. Once the parent has drawn, all its children go on from the same number.

use std::env;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::process::{self, ExitCode};
use std::time::Instant;

use fork_and_wait::{WaitStatus, fork, waitpid};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example same_dice");
        return ExitCode::from(2);
    }
    match three_ways() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "same_dice: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn three_ways() -> Result<(), String> {
    // Without this draw the generator has no seed yet. Each child would then seed its own when it
    // first draws, and the children would differ.
    say(&format!("the parent draws {}", fastrand::u8(1..=6)))?;

    say("the children draw, each from its copy of the generator")?;
    for child in 1..=3 {
        in_child(child, throw)?;
    }

    say("the parent draws for them")?;
    for child in 1..=3 {
        let dice = throw();
        in_child(child, || dice)?;
    }

    say("the children seed their copy anew, and draw")?;
    for child in 1..=3 {
        in_child(child, || {
            seed_anew();
            throw()
        })?;
    }
    Ok(())
}

/// Ten dice: that two children throw the same by accident happens once in sixty million times.
fn throw() -> [u8; 10] {
    [(); 10].map(|()| fastrand::u8(1..=6))
}

/// From the PID and the clock. The clock alone is not enough: two children on two cores can read
/// the same time. Nor is the PID: PIDs come again, in a container often at every start. But who
/// reads the clock at the same time has another PID.
fn seed_anew() {
    let mut hasher = DefaultHasher::new();
    (process::id(), Instant::now()).hash(&mut hasher);
    fastrand::seed(hasher.finish());
}

fn in_child(child: u8, draw: impl FnOnce() -> [u8; 10]) -> Result<(), String> {
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if pid == 0 {
        let dice = draw().map(|die| die.to_string()).join(" ");
        let said = say(&format!("  child {child}: {dice}"));
        process::exit(if said.is_ok() { 0 } else { 1 });
    }

    let mut status = 0;
    // One child after another, so that they print in order. They would draw the same if they ran at
    // the same time.
    // Python  os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }
        .map_err(|error| format!("waitpid: {error}: is SIGCHLD ignored?"))?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => Ok(()),
        WaitStatus::Exited { .. } => Err(format!("write: child {pid} could not print")),
        ended => Err(format!("waitpid: child {pid} {ended}")),
    }
}

fn say(line: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{line}").map_err(|error| format!("write: {error}"))
}
