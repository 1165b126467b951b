//! How do I run many children, a few at a time?
//!
//!     cargo run --example pool; echo $?
//!
//! prints, for example,
//!
//!     job 3 exited with 0, still running: [1, 2]
//!     job 1 exited with 0, still running: [2, 4]
//!     job 2 exited with 0, still running: [4, 5]
//!     job 4 exited with 0, still running: [5, 6]
//!     job 5 exited with 0, still running: [6, 7]
//!     job 6 exited with 0, still running: [7, 8]
//!     job 7 exited with 1, still running: [8, 9]
//!     job 9 exited with 0, still running: [8, 10]
//!     job 8 exited with 0, still running: [10]
//!     job 10 exited with 0, still running: []
//!     1
//!
//! When three children run, wait for one of them before you fork the next. A job that fails does
//! not stop the others. The exit code of the program says how many failed.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use fork_and_wait::{WaitStatus, fork, pid_t, wait};

fn main() -> io::Result<ExitCode> {
    let mut running = BTreeMap::new();
    let mut failed = 0;

    for job in 1..=10 {
        // Without these lines all ten would run at once, and with a thousand jobs a thousand.
        while running.len() == 3 {
            failed += reap(&mut running)?;
        }
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        if pid == 0 {
            work(job);
        }
        // The children end in any order. The PID says which job it was.
        running.insert(pid, job);
    }
    // Without this loop nobody would learn how the last three ended.
    while !running.is_empty() {
        failed += reap(&mut running)?;
    }
    Ok(ExitCode::from(failed))
}

/// Waits until one of the children has ended, and returns 1 if its job failed.
fn reap(running: &mut BTreeMap<pid_t, u32>) -> io::Result<u8> {
    let mut status = 0;
    // Python  pid, status = os.wait()
    // C       pid = wait(&status);
    // SAFETY: status exists until the call returns.
    let pid = unsafe { wait(&mut status) }?;
    // We may have a child that we did not fork: exec keeps the children of the old program.
    let Some(job) = running.remove(&pid) else {
        return Ok(0);
    };
    let others: Vec<_> = running.values().collect();
    let ended = WaitStatus::from_raw(status);
    writeln!(io::stdout(), "job {job} {ended}, still running: {others:?}")?;
    Ok((status != 0).into())
}

/// What a child does. The seventh job fails.
fn work(job: u32) -> ! {
    thread::sleep(Duration::from_millis(fastrand::u64(100..500)));
    process::exit((job == 7).into())
}
