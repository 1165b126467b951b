//! What does a fork cost?
//!
//!     cargo run --example cost
//!
//! prints, for example,
//!
//!       MiB  fork, _exit, wait  spawn true, wait
//!         0           0.078 ms          0.615 ms
//!        16           0.365 ms          0.634 ms
//!        64           0.870 ms          0.671 ms
//!       256           3.323 ms          0.642 ms
//!
//! A fork does not copy the memory at once. But it copies the tables that say where the memory is,
//! and these grow with the memory that the process has written to. On most systems, a spawn copies
//! neither.

use std::hint::black_box;
use std::io::{self, Write};
use std::process::Command;
use std::ptr;
use std::time::Instant;

use fork_and_wait::{fork, waitpid};

const ROUNDS: usize = 21;

fn main() -> io::Result<()> {
    writeln!(io::stdout(), "  MiB  fork, _exit, wait  spawn true, wait")?;
    for mib in [0, 16, 64, 256] {
        // `_memory` keeps the memory to the end of the round. `_` alone would free it at once.
        let _memory = written(mib)?;
        let forked = shortest(fork_once)?;
        let spawned = shortest(spawn_once)?;
        writeln!(
            io::stdout(),
            "{mib:>5}  {forked:>14.3} ms  {spawned:>13.3} ms"
        )?;
    }
    Ok(())
}

fn written(mib: usize) -> io::Result<Vec<u8>> {
    let mut memory: Vec<u8> = Vec::new();
    memory.try_reserve_exact(mib << 20)?;
    // The tables have no entry for a page before its first use. A page has 4096 bytes or more.
    // Without this loop, a fork would cost the same in each row.
    for byte in memory.spare_capacity_mut().iter_mut().step_by(4096) {
        byte.write(1);
    }
    // Nobody reads these bytes. Without black_box the compiler might leave out the loop in release
    // mode.
    Ok(black_box(memory))
}

/// The shortest of 21 rounds, in milliseconds. Other programs can only make a round longer.
fn shortest(once: fn() -> io::Result<()>) -> io::Result<f64> {
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        once()?;
        least = least.min(begin.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(least)
}

fn fork_once() -> io::Result<()> {
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // Python  os._exit(0)
        // C       _exit(0);
        // SAFETY: _exit takes only a number.
        unsafe { libc::_exit(0) }
    }
    // Python  os.waitpid(pid, 0)
    // C       waitpid(pid, NULL, 0);
    // SAFETY: a null status is allowed.
    unsafe { waitpid(pid, ptr::null_mut(), 0) }?;
    Ok(())
}

fn spawn_once() -> io::Result<()> {
    // Python  pid = os.posix_spawnp("true", ["true"], os.environ)
    // C       posix_spawnp(&pid, "true", NULL, NULL, argv, environ);
    let status = Command::new("true").status()?;
    // If the command failed, its time would say nothing about a command that works.
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("true: {status}"))),
    }
}
