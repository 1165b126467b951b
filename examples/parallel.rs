//! How do I get more than eight bits back, and does it make anything faster?
//!
//!     cargo run --example parallel
//!
//! prints, for example,
//!
//!     primes below 3000000, cores: 2
//!     child 26142 started
//!     child 26143 started
//!     child 26143 counted 108238
//!     child 26142 counted 108578
//!     together  216816 primes  0.637 s
//!     alone     216816 primes  1.224 s
//!     speed-up 1.92
//!
//! An exit code has eight bits, so each child sends its count through a pipe of its own. Each has a
//! share of the numbers, and they count at the same time: two cores need about half as long as one.
//!
//! It takes another limit than three million, too:
//!
//!     cargo run --example parallel -- 10000000

use std::io::{self, PipeReader, Read, Write};
use std::num::NonZero;
use std::process::{self, ExitCode};
use std::time::Instant;
use std::{env, ptr, thread};

use fork_and_wait::{WaitStatus, fork, pid_t, wait, waitpid};

/// The numbers are dealt out like cards, a thousand at a time. One at a time would not do: of two
/// children, one would get all the even numbers, and be done with each after one division.
const BLOCK: u32 = 1000;

/// Below this limit no square in `is_prime` is too large for 32 bits.
const HIGHEST: u32 = 4_000_000_000;

fn main() -> ExitCode {
    let words: Vec<_> = env::args_os().skip(1).collect();
    let limit = match words.as_slice() {
        [] => Some(3_000_000),
        [word] => word.to_str().and_then(|word| word.parse().ok()),
        _ => None,
    };
    let Some(limit) = limit.filter(|limit| *limit <= HIGHEST) else {
        let _ = writeln!(
            io::stderr(),
            "usage: cargo run --example parallel [-- LIMIT], from 0 to {HIGHEST}"
        );
        return ExitCode::from(2);
    };
    match compare(limit) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "parallel: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn compare(limit: u32) -> Result<(), String> {
    // As many as can run at the same time. More would take turns, and gain nothing.
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    say(format!("primes below {limit}, cores: {cores}"))?;

    let begin = Instant::now();
    let mut children = Vec::new();
    let started = start(limit, cores, &mut children);
    let total = started.and_then(|()| collect(&mut children));
    // If one is missing, the sum is lost, and whoever still counts does so for nothing.
    stop(&mut children);
    let total = total?;
    let together = begin.elapsed().as_secs_f64();
    say(format!("together  {total} primes  {together:.3} s"))?;

    let begin = Instant::now();
    let count = primes(limit, 0, 1);
    let alone = begin.elapsed().as_secs_f64();
    say(format!("alone     {count} primes  {alone:.3} s"))?;
    if total != count {
        return Err(format!("the children's sum {total} should be {count}"));
    }

    let gain = alone / together;
    say(match cores {
        1 => format!("speed-up {gain:.2}: on one core there is nothing to gain"),
        _ => format!("speed-up {gain:.2}"),
    })
}

fn start(limit: u32, cores: usize, children: &mut Vec<(pid_t, PipeReader)>) -> Result<(), String> {
    for mine in 0..cores {
        let (reader, mut writer) = io::pipe().map_err(|error| format!("pipe: {error}"))?;

        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread, so the child may do whatever its parent could.
        let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
        if pid == 0 {
            // The child has a copy of every reader that the parent holds. A pipe breaks when its
            // last reader is closed: with a copy left open, whoever writes into it does not learn
            // that the parent has died, and once the pipe is full waits for ever. (A child of ours
            // learns it only when it writes, at the end.)
            drop(reader);
            children.clear();

            let count = primes(limit, mine, cores);
            let sent = writer.write_all(&count.to_ne_bytes());
            process::exit(if sent.is_ok() { 0 } else { 1 });
        }
        // The same the other way round: a pipe ends when its last writer is closed. With this copy
        // left open, to read the answer of a child that died without one would take for ever. Rust
        // would close it at the end of the round, C and Python never.
        drop(writer);
        children.push((pid, reader));
        say(format!("child {pid} started"))?;
    }
    Ok(())
}

/// How many primes below limit stand in the blocks of one child.
fn primes(limit: u32, mine: usize, children: usize) -> u64 {
    let mut count = 0;
    let blocks = (0..limit).step_by(BLOCK as usize);
    for first in blocks.skip(mine).step_by(children) {
        let end = limit.min(first + BLOCK);
        count += (first..end).filter(|&n| is_prime(n)).count() as u64;
    }
    count
}

fn is_prime(n: u32) -> bool {
    let mut divisor = 2;
    while divisor * divisor <= n && !n.is_multiple_of(divisor) {
        divisor += 1;
    }
    n > 1 && divisor * divisor > n
}

fn collect(children: &mut Vec<(pid_t, PipeReader)>) -> Result<u64, String> {
    let mut total = 0;
    while !children.is_empty() {
        let mut status = 0;
        // Python  pid, status = os.wait()
        // C       pid = wait(&status);
        // SAFETY: status lives until the call returns.
        let pid = unsafe { wait(&mut status) }.map_err(|error| {
            // Nobody is left, so nobody must be killed: the PIDs may be other people's by now.
            children.clear();
            format!("wait: {error}: is SIGCHLD ignored?")
        })?;
        // A PID that is not in the list is a child that whoever started us has left to us.
        let Some(place) = children.iter().position(|child| child.0 == pid) else {
            continue;
        };
        let (_, mut reader) = children.swap_remove(place);

        // The answer waits in the pipe, also when its writer is gone: eight bytes fit into any
        // pipe. A child with more to say than fits would not end before we read, and we do not
        // read before it ends.
        let mut answer = [0; 8];
        if reader.read_exact(&mut answer).is_err() {
            let how = WaitStatus::from_raw(status).to_string();
            return Err(format!("{pid} {how}, without an answer"));
        }
        let count = u64::from_ne_bytes(answer);
        total += count;
        say(format!("child {pid} counted {count}"))?;
    }
    Ok(total)
}

fn stop(children: &mut Vec<(pid_t, PipeReader)>) {
    for (pid, _) in children.drain(..) {
        // Python  os.kill(pid, signal.SIGKILL)
        // C       kill(pid, SIGKILL);
        // SAFETY: kill takes nothing but numbers. The PID is the child's until it is reaped.
        unsafe { libc::kill(pid, libc::SIGKILL) };

        // Python  os.waitpid(pid, 0)
        // C       waitpid(pid, NULL, 0);
        // SAFETY: a null status is allowed.
        let _ = unsafe { waitpid(pid, ptr::null_mut(), 0) };
    }
}

fn say(line: String) -> Result<(), String> {
    writeln!(io::stdout(), "{line}").map_err(|error| format!("write: {error}"))
}
