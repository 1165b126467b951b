//! How do children send back more than an exit code, and is it faster?
//!
//!     cargo run --example parallel
//!
//! prints, for example,
//!
//!     primes below 3000000, cores: 2
//!     child 22920 started
//!     child 22921 started
//!     child 22921 counted 108238
//!     child 22920 counted 108578
//!     together  216816 primes  0.439 s
//!     alone     216816 primes  0.824 s
//!     speed-up 1.88
//!
//! An exit code has eight bits, so the children send their counts through a pipe. Each child counts
//! its share of the numbers, all at the same time. Two cores need about half as long as one.
//!
//! With another limit than three million:
//!
//!     cargo run --example parallel -- 10000000

use std::collections::BTreeMap;
use std::io::{self, PipeWriter, Read, Write};
use std::time::Instant;
use std::{env, process, thread};

use fork_and_wait::{fork, wait};

/// We deal the numbers out like cards, a thousand at a time. With two halves, the child with the
/// large numbers would need longer, and the other child would be idle at last.
const BLOCK: usize = 1000;

fn main() -> io::Result<()> {
    let limit = match env::args_os().nth(1) {
        Some(word) => word.to_string_lossy().parse().map_err(io::Error::other)?,
        None => 3_000_000,
    };
    // As many children as can run at the same time. With more, they would only take turns.
    let cores = thread::available_parallelism()?.get();
    writeln!(io::stdout(), "primes below {limit}, cores: {cores}")?;

    let begin = Instant::now();
    let (mut reader, writer) = io::pipe()?;
    let mut children = BTreeMap::new();
    for mine in 0..cores {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        if pid == 0 {
            // A write into a pipe fails when no process can read the pipe any more. Without this
            // line the child itself could read it. If the parent were killed, the child would not
            // notice.
            drop(reader);
            let sent = child(limit, mine, cores, writer);
            process::exit(if sent.is_ok() { 0 } else { 1 });
        }
        writeln!(io::stdout(), "child {pid} started")?;
        children.insert(pid, mine);
    }

    // The end of input comes when no process can write into the pipe any more. Without this line
    // the parent itself could write, and the loop below would never end.
    drop(writer);
    let mut counts = vec![0; cores];
    let (mut mine, mut count) = ([0; 4], [0; 4]);
    while reader.read(&mut mine)? > 0 {
        reader.read_exact(&mut count)?;
        counts[u32::from_ne_bytes(mine) as usize] = u32::from_ne_bytes(count);
    }
    let together = begin.elapsed().as_secs_f64();

    while !children.is_empty() {
        let mut status = 0;
        // Python  pid, status = os.wait()
        // C       pid = wait(&status);
        // SAFETY: status exists until the call returns.
        let pid = unsafe { wait(&mut status) }?;
        // We may have a child that we did not start: exec keeps the children of the old program.
        let Some(mine) = children.remove(&pid) else {
            continue;
        };
        // A child that was killed has not finished counting. Without this check the sum would be
        // too small, and nobody would notice.
        if status != 0 {
            let how = format!("child {pid} has ended with the wait status {status}");
            return Err(io::Error::other(how));
        }
        writeln!(io::stdout(), "child {pid} counted {}", counts[mine])?;
    }
    let total: u32 = counts.iter().sum();
    writeln!(io::stdout(), "together  {total} primes  {together:.3} s")?;

    let begin = Instant::now();
    let total = primes(0, limit);
    let alone = begin.elapsed().as_secs_f64();
    writeln!(io::stdout(), "alone     {total} primes  {alone:.3} s")?;
    writeln!(io::stdout(), "speed-up {:.2}", alone / together)
}

fn child(limit: u64, mine: usize, cores: usize, mut writer: PipeWriter) -> io::Result<()> {
    let mut count = 0;
    let blocks = (0..limit).step_by(BLOCK);
    for first in blocks.skip(mine).step_by(cores) {
        count += primes(first, limit.min(first + BLOCK as u64));
        // Which child this is, and what it has counted so far. The kernel writes the eight bytes in
        // one piece: no bytes of another child come in between. The parent keeps the last count.
        let report = [mine as u32, count].map(u32::to_ne_bytes).concat();
        writer.write_all(&report)?;
    }
    Ok(())
}

fn primes(first: u64, end: u64) -> u32 {
    (first..end).map(|n| u32::from(is_prime(n))).sum()
}

fn is_prime(n: u64) -> bool {
    let mut divisor = 2;
    while divisor * divisor <= n && !n.is_multiple_of(divisor) {
        divisor += 1;
    }
    n > 1 && divisor * divisor > n
}
