//! How do children send back more than an exit code, and is it faster?
//!
//!     cargo run --example parallel
//!
//! prints, for example,
//!
//!     primes below 3000000, cores: 2
//!     child 30240 started
//!     child 30241 started
//!     child 30241 counted 108238
//!     child 30240 counted 108578
//!     together  216816 primes  0.336 s
//!     alone     216816 primes  0.609 s
//!     speed-up 1.82
//!
//! An exit code has eight bits, so the children send their counts through a pipe. Each child counts
//! its share of the numbers, all at the same time. Two cores need about half as long as one.
//!
//! With another limit than three million:
//!
//!     cargo run --example parallel -- 10000000

use std::io::{self, PipeWriter, Read, Write};
use std::time::Instant;
use std::{env, process, thread};

use fork_and_wait::{WaitStatus, fork, waitpid};

/// We deal the numbers out like cards, a thousand at a time. If we gave each child one half, the
/// child with the large numbers would need longer, and in the end the other child would be idle.
const BLOCK: usize = 1000;

fn main() -> io::Result<()> {
    let limit = match env::args_os().nth(1) {
        Some(word) => number(&word.to_string_lossy())?,
        None => 3_000_000,
    };
    // As many children as can run at the same time. With more, they would only take turns.
    let cores = thread::available_parallelism()?.get();
    writeln!(io::stdout(), "primes below {limit}, cores: {cores}")?;

    let begin = Instant::now();
    let (mut reader, writer) = io::pipe()?;
    let mut children = Vec::new();
    for first in 0..cores {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        if pid == 0 {
            // A write into a pipe fails when no process can read the pipe any more. Without this
            // line the child itself could read it. If the parent were killed, the child would not
            // notice.
            drop(reader);
            // The child ends as main ends: if it failed, it prints why, and exits with 1.
            return child(limit, first, cores, writer);
        }
        children.push(pid);
    }

    // The end of input comes when no process can write into the pipe any more. Without this line
    // the parent itself could write, and the loop below would never end.
    drop(writer);
    let (mut total, mut count) = (0, [0; 4]);
    while reader.read(&mut count)? > 0 {
        total += u32::from_ne_bytes(count);
    }
    let together = begin.elapsed().as_secs_f64();

    // Read to the end, then wait, then trust: a child that was killed has not finished counting.
    // Without this loop the sum would be too small, and nobody would notice.
    while let Some(pid) = children.pop() {
        let mut status = 0;
        // Python  pid, status = os.waitpid(pid, 0)
        // C       pid = waitpid(pid, &status, 0);
        // SAFETY: status exists until the call returns.
        unsafe { waitpid(pid, &mut status, 0) }?;
        match WaitStatus::from_raw(status) {
            WaitStatus::Exited { code: 0 } => {}
            WaitStatus::Exited { .. } => process::exit(1), // the child has said why
            ended => return Err(io::Error::other(format!("child {pid} {ended}"))),
        }
    }
    writeln!(io::stdout(), "together  {total} primes  {together:.3} s")?;

    let begin = Instant::now();
    let total = primes(0, limit);
    let alone = begin.elapsed().as_secs_f64();
    writeln!(io::stdout(), "alone     {total} primes  {alone:.3} s")?;
    writeln!(io::stdout(), "speed-up {:.2}", alone / together)
}

fn child(limit: u64, first: usize, cores: usize, mut writer: PipeWriter) -> io::Result<()> {
    let pid = process::id();
    writeln!(io::stdout(), "child {pid} started")?;
    let mut counted = 0;
    let blocks = (0..limit).step_by(BLOCK);
    for block in blocks.skip(first).step_by(cores) {
        let count = primes(block, limit.min(block + BLOCK as u64));
        // The kernel writes the four bytes in one piece: no bytes of another child come in between.
        match writer.write_all(&count.to_ne_bytes()) {
            // Nobody reads any more: the parent has ended.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => process::exit(1),
            result => result?,
        }
        counted += count;
    }
    writeln!(io::stdout(), "child {pid} counted {counted}")
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

fn number(word: &str) -> io::Result<u64> {
    let number = word.parse();
    number.map_err(|error| io::Error::other(format!("the limit {word}: {error}")))
}
