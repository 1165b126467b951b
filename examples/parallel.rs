//! How do I get more than eight bits back, and does it make anything faster?
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
//! An exit code has eight bits, so the children send their counts through a pipe. They count at the
//! same time, each its share of the numbers: two cores need about half as long as one.
//!
//! It takes another limit than three million, too:
//!
//!     cargo run --example parallel -- 10000000

use std::collections::BTreeMap;
use std::io::{self, PipeWriter, Read, Write};
use std::time::Instant;
use std::{env, process, thread};

use fork_and_wait::{fork, wait};

/// The numbers are dealt out like cards, a thousand at a time. If they were cut in two halves, the
/// child with the large numbers would need longer, and the other one would be idle in the end.
const BLOCK: usize = 1000;

fn main() -> io::Result<()> {
    let limit = match env::args_os().nth(1) {
        Some(word) => word.to_string_lossy().parse().map_err(io::Error::other)?,
        None => 3_000_000,
    };
    // As many children as can run at the same time. More would take turns, and gain nothing.
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
            // A write into a pipe fails when nobody can read it any more. So a child learns that its
            // parent has been killed. Without this line it would never learn it: it could still read
            // the pipe itself.
            drop(reader);
            let sent = child(limit, mine, cores, writer);
            process::exit(if sent.is_ok() { 0 } else { 1 });
        }
        writeln!(io::stdout(), "child {pid} started")?;
        children.insert(pid, mine);
    }

    // The same the other way round: a pipe ends when nobody can write into it any more. Without this
    // line the loop below would never end: the parent could still write into the pipe itself.
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
        // SAFETY: status lives until the call returns.
        let pid = unsafe { wait(&mut status) }?;
        // Somebody may have left us a child that is none of ours.
        let Some(mine) = children.remove(&pid) else {
            continue;
        };
        // A child that was killed has not counted to its end. Without this check the sum would be too
        // small, and nobody would notice.
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
        // Who it is, and what it has counted so far. Eight bytes are written in one piece, so nobody
        // else's bytes come between them. The last count is the one that stays.
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
