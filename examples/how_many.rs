//! How many processes do three forks make?
//!
//!     cargo run --example how_many
//!
//! prints
//!
//!     3 forks in a row: 8 processes
//!     A A1 A12 A123 A13 A2 A23 A3
//!     fork() && fork() || fork(): 5 processes
//!     A A1 A13 A2 A23
//!
//! Each `fork` returns in two processes, and both go on to the next one: 2 * 2 * 2 is 8. In
//! `fork() && fork() || fork()` some processes skip a fork, and there are 5. A name shows where a
//! process comes from: the third fork in A1 makes A13. For another number of forks, from 0 to 6,
//! run `cargo run --example how_many 4`.

use std::io::{self, Read, Write};
use std::{env, process};

use fork_and_wait::{WaitStatus, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    let word = env::args_os().nth(1).unwrap_or("3".into());
    let word = word.to_string_lossy();
    let Ok(forks @ 0..=6) = word.parse() else {
        return Err(io::Error::other(format!("{word} is no number from 0 to 6")));
    };

    count(&format!("{forks} forks in a row"), |me| {
        for number in 1..=forks {
            fork_number(number, me)?;
        }
        Ok(())
    })?;
    count("fork() && fork() || fork()", |me| {
        let _ = fork_number(1, me)? && fork_number(2, me)? || fork_number(3, me)?;
        Ok(())
    })
}

/// As in C, the result is true in the parent, where `fork` returns a PID, and false in the child,
/// where `fork` returns 0.
fn fork_number(number: u32, me: &mut String) -> io::Result<bool> {
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // The child has a copy of its parent's name, and adds to it.
        me.push_str(&number.to_string());
    } else {
        // A child that was killed sends no name. Its parent notices, and the count fails.
        reap(pid)?;
    }
    Ok(pid != 0)
}

fn count(title: &str, forks: impl Fn(&mut String) -> io::Result<()>) -> io::Result<()> {
    let (mut reader, mut writer) = io::pipe()?;

    // This process only starts process A, as a shell would. It does not count itself.
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        let mut me = "A".to_string();
        let done = forks(&mut me);
        // Only A has called `forks`. But each process that was forked inside `forks` returns from
        // it too, and sends its name. A process that has failed sends the reason in place of its
        // name.
        let line = done.map_or_else(|error| format!("failed: {error}"), |()| me);
        let sent = writer.write_all(format!("{line}\n").as_bytes());
        process::exit(if sent.is_ok() { 0 } else { 1 });
    }
    // Without this line `read_to_string` would never return: this process could still write into
    // the pipe.
    drop(writer);

    let mut sent = String::new();
    reader.read_to_string(&mut sent)?;
    reap(pid)?;

    let mut names: Vec<&str> = sent.lines().collect();
    if let Some(reason) = names.iter().find(|name| name.starts_with("failed")) {
        return Err(io::Error::other(*reason));
    }
    names.sort();
    writeln!(io::stdout(), "{title}: {} processes", names.len())?;
    writeln!(io::stdout(), "{}", names.join(" "))
}

fn reap(pid: pid_t) -> io::Result<()> {
    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => Ok(()),
        ended => Err(io::Error::other(format!("child {pid} {ended}"))),
    }
}
