//! What does a fork cost?
//!
//!     cargo run --example cost
//!
//! prints, for example,
//!
//!       MiB  fork, _exit, wait                      spawn true, wait
//!         0     0.143 ms #                             0.501 ms #
//!        64     2.276 ms ##                            0.491 ms #
//!       256     8.811 ms ######                        0.497 ms #
//!      1024    36.051 ms ########################      0.511 ms #
//!
//! Each figure is the median of up to 101 rounds. A fork copies none of the memory, but it copies
//! the tables that say where the memory is, and they grow with it. A spawn copies neither.
//!
//! It takes other sizes, too:
//!
//!     cargo run --example cost -- 0 512 2048

use std::env;
use std::hint::black_box;
use std::io::{self, Write};
use std::process::{self, Command, ExitCode};
use std::time::{Duration, Instant};

use fork_and_wait::{WaitStatus, c_int, fork, pid_t, waitpid};

/// For each figure so many rounds, or as many as fit into this time.
const ROUNDS: usize = 101;
const BUDGET: Duration = Duration::from_millis(300);

/// The times of a fork and of a spawn, or why there are none.
type Row = Result<[Duration; 2], String>;

fn main() -> ExitCode {
    let words: Vec<_> = env::args_os().skip(1).collect();
    let sizes: Option<Vec<u32>> = match words.as_slice() {
        [] => Some(vec![0, 64, 256, 1024]),
        words => words
            .iter()
            .map(|word| word.to_str()?.parse().ok())
            .collect(),
    };
    let Some(sizes) = sizes else {
        let _ = writeln!(io::stderr(), "usage: cargo run --example cost [-- MIB...]");
        return ExitCode::from(2);
    };
    match table(&sizes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "cost: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn table(sizes: &[u32]) -> Result<(), String> {
    let mut rows = Vec::new();
    for &mib in sizes {
        rows.push((mib, measure(mib)?));
    }
    let times = rows.iter().flat_map(|(_, row)| row.iter().flatten());
    let longest = times.max().copied().unwrap_or_default();

    let mut text = format!(
        "{:>5}  {:<39}{}\n",
        "MiB", "fork, _exit, wait", "spawn true, wait"
    );
    for (mib, row) in rows {
        let cells = match row {
            Ok(times) => times
                .map(|time| format!("{:<39}", with_bar(time, longest)))
                .concat(),
            Err(reason) => format!("left out: {reason}"),
        };
        text += &format!("{mib:>5}  {}\n", cells.trim_end());
    }
    write!(io::stdout(), "{text}").map_err(|error| format!("write: {error}"))
}

fn with_bar(time: Duration, longest: Duration) -> String {
    let share = time.as_secs_f64() / longest.as_secs_f64();
    let bar = "#".repeat((24.0 * share).round().max(1.0) as usize);
    format!("{:>8.3} ms {bar}", time.as_secs_f64() * 1000.0)
}

fn measure(mib: u32) -> Result<Row, String> {
    if let Some(reason) = too_much(mib)? {
        return Ok(Err(reason));
    }
    let memory = touched(mib).ok_or("memory: a child had it, the parent does not get it")?;
    let forked = median(fork_once)?;
    let spawned = median(spawn_once)?;
    drop(memory);
    Ok(Ok([forked, spawned]))
}

fn too_much(mib: u32) -> Result<Option<String>, String> {
    // No call that all systems have tells how much is free. Half of what is built in is a guess: to
    // take more could drive other programs out to the disk. A system that does not know says -1,
    // which without its sign is the largest number there is: then only the child below decides.
    // SAFETY: sysconf takes nothing but a number.
    let told = |name| unsafe { libc::sysconf(name) } as u64;
    let physical = told(libc::_SC_PHYS_PAGES).saturating_mul(told(libc::_SC_PAGESIZE)) >> 20;
    if u64::from(mib) > physical / 2 {
        return Ok(Some(format!(
            "more than half of the memory, {physical} MiB"
        )));
    }

    // A container may have less than the machine, and a kernel may promise more than it has: then
    // nothing fails before the memory is touched, and somebody is killed. So a child tries first.
    // It is the child that is killed, and its wait status tells us.
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if pid == 0 {
        process::exit(if touched(mib).is_some() { 0 } else { 1 });
    }
    Ok(match WaitStatus::from_raw(reap(pid)?) {
        WaitStatus::Exited { code: 0 } => None,
        WaitStatus::Exited { .. } => Some("the system refuses".to_string()),
        killed => Some(format!("a child that tried it was {killed}")),
    })
}

/// Memory is there only when it has been written to: before that, the tables have no entry for it.
fn touched(mib: u32) -> Option<Vec<u8>> {
    let bytes = usize::try_from(u64::from(mib) << 20).ok()?;
    let mut memory: Vec<u8> = Vec::new();
    memory.try_reserve_exact(bytes).ok()?;
    // A page has 4096 bytes or more. Where it has more, it is touched several times.
    for byte in memory.spare_capacity_mut().iter_mut().step_by(4096) {
        byte.write(1);
    }
    // Nobody reads these bytes, so in release mode the compiler would leave out the loop.
    Some(black_box(memory))
}

fn median(once: fn() -> Result<(), String>) -> Result<Duration, String> {
    let begin = Instant::now();
    let mut times = Vec::new();
    // A round in which another program has the processor may take a hundred times as long: it would
    // spoil a mean, and leaves the median as it is. An even number of rounds has no middle one.
    while times.len() % 2 == 0 || (times.len() < ROUNDS && begin.elapsed() < BUDGET) {
        let start = Instant::now();
        once()?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times[times.len() / 2])
}

fn fork_once() -> Result<(), String> {
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if pid == 0 {
        // Python  os._exit(0)
        // C       _exit(0);
        // SAFETY: it takes nothing but a number, and nothing comes after it.
        unsafe { libc::_exit(0) }
    }
    reap(pid).map(drop)
}

fn spawn_once() -> Result<(), String> {
    // Python  pid = os.posix_spawnp("true", ["true"], os.environ)
    // C       posix_spawnp(&pid, "true", NULL, NULL, argv, environ);
    let ended = Command::new("true").status();
    ended.map(drop).map_err(|error| format!("spawn: {error}"))
}

fn reap(pid: pid_t) -> Result<c_int, String> {
    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }
        .map_err(|error| format!("waitpid: {error}: is SIGCHLD ignored?"))?;
    Ok(status)
}
