//! How many processes do three forks make?
//!
//!     cargo run --example how_many
//!
//! prints
//!
//!     forks in a row: 3, processes: 8
//!     A
//!         B
//!             C
//!                 D
//!             E
//!         F
//!             G
//!         H
//!     fork() && fork() || fork(), processes: 5
//!     A
//!         B
//!             C
//!         D
//!             E
//!
//! Each `fork` returns in two processes, and both go on to the next one: 2 * 2 * 2 is 8. In
//! `fork() && fork() || fork()` some processes skip a fork, and there are 5. For another number of
//! forks, from 0 to 6, run `cargo run --example how_many 4`.

use std::io::{self, PipeWriter, Read, Write};
use std::{env, process};

use fork_and_wait::{fork, wait, waitpid};

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";

fn main() -> io::Result<()> {
    let forks: u32 = match env::args_os().nth(1) {
        Some(arg) => arg.to_string_lossy().parse().map_err(io::Error::other)?,
        None => 3,
    };
    if forks > 6 {
        return Err(io::Error::other("there are letters for 0 to 6 forks"));
    }

    count(&format!("forks in a row: {forks}"), |me| {
        for number in 1..=forks {
            fork_number(number, me);
        }
    })?;
    count("fork() && fork() || fork()", |me| {
        let _ = fork_number(1, me) && fork_number(2, me) || fork_number(3, me);
    })
}

/// As in C, the result is true in the parent, where `fork` returns a PID, and false in the child,
/// where `fork` returns 0.
fn fork_number(number: u32, me: &mut String) -> bool {
    // Python  pid = os.fork()
    // C       pid = fork();
    // If it fails, this process prints nothing and ends. Its parent sees the exit code 1.
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }.unwrap_or_else(|_| process::exit(1));
    if pid == 0 {
        // The child has a copy of its parent's name, and adds to it: the child of the third fork in
        // "1" is called "13".
        me.push_str(&number.to_string());
    }
    pid != 0
}

fn count(title: &str, forks: impl Fn(&mut String)) -> io::Result<()> {
    let (mut reader, writer) = io::pipe()?;

    // This process only starts process A, as a shell would. It does not count itself.
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        live(forks, writer);
    }
    // Without this line `read_to_string` would never return: this process could still write into
    // the pipe.
    drop(writer);

    let mut sent = String::new();
    reader.read_to_string(&mut sent)?;
    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    if status != 0 {
        return Err(io::Error::other("a fork failed, or a process was killed"));
    }

    // Sorted, the names are in the order of the tree: "", "1", "12", "123", "13", "2", "23", "3".
    let mut names: Vec<&str> = sent.lines().collect();
    names.sort();
    writeln!(io::stdout(), "{title}, processes: {}", names.len())?;
    for (name, letter) in names.iter().zip(LETTERS.chars()) {
        writeln!(io::stdout(), "{}{letter}", "    ".repeat(name.len()))?;
    }
    Ok(())
}

fn live(forks: impl Fn(&mut String), mut writer: PipeWriter) -> ! {
    let mut me = String::new();
    forks(&mut me);
    // Only one process has called the function `forks`. But each process that was made in it
    // returns from it too.
    let mut failed = writer.write_all(format!("{me}\n").as_bytes()).is_err();

    // Each process waits for its own children, until it has none. If one of them has failed, it
    // exits with 1 too, and so the failure goes up the tree.
    let mut status = 0;
    // Python  pid, status = os.wait()
    // C       pid = wait(&status);
    // SAFETY: status exists until the call returns.
    while unsafe { wait(&mut status) }.is_ok() {
        failed |= status != 0;
    }
    process::exit(if failed { 1 } else { 0 })
}
