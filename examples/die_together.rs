//! How do I make my child end when I end?
//!
//!     cargo run --example die_together
//!
//! starts three processes, one after the other. Each has a child, and is killed. It prints, for
//! example,
//!
//!     does nothing: lives on, and its parent is now 1
//!     reads from a pipe: ended 0.3 ms after the kill
//!     has asked for a signal: ended 0.2 ms after the kill
//!
//! By itself the child does not end. But it can read from a pipe whose writing end only its parent
//! has open: when the parent ends, the read returns. Or, on Linux, the child can ask for a signal.

use std::io::{self, BufRead, BufReader, PipeWriter, Read, Write};
use std::os::unix::process::parent_id;
use std::time::{Duration, Instant};
use std::{process, ptr, thread};

use fork_and_wait::{check, fork, waitpid};

fn main() -> io::Result<()> {
    kill_the_parent_of("does nothing")?;
    kill_the_parent_of("reads from a pipe")?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    kill_the_parent_of("has asked for a signal")?;
    Ok(())
}

/// Three processes take part: this program, the parent that it starts, and the child of the parent.
fn kill_the_parent_of(child: &str) -> io::Result<()> {
    // Through this pipe the child tells the program that it lives, or that something failed.
    let (reader, mut program) = io::pipe()?;

    // Python  parent = os.fork()
    // C       parent = fork();
    // SAFETY: this program has one thread.
    let parent = unsafe { fork() }?;
    if parent == 0 {
        if let Err(error) = be_the_parent_of(child, &mut program) {
            let _ = writeln!(program, "{error}");
        }
        process::exit(0);
    }
    // Without this line the program would never see the end of input: it could still write.
    drop(program);
    let mut lines = BufReader::new(reader).lines();
    let first = lines.next().transpose()?.unwrap_or_default();

    let killed = Instant::now();
    // Python  os.kill(parent, signal.SIGKILL)
    // C       kill(parent, SIGKILL);
    // SAFETY: kill takes only numbers.
    check(unsafe { libc::kill(parent, libc::SIGKILL) })?;
    // Python  os.waitpid(parent, 0)
    // C       waitpid(parent, NULL, 0);
    // SAFETY: a null status is allowed.
    unsafe { waitpid(parent, ptr::null_mut(), 0) }?;

    // Now only the child can still write into this pipe. So this read ends when the child ends.
    let last = lines.next().transpose()?.unwrap_or_default();
    let ms = killed.elapsed().as_secs_f64() * 1000.0;
    let ended = last.is_empty() && child != "does nothing";
    match first.as_str() {
        "ready" if ended => writeln!(io::stdout(), "{child}: ended {ms:.1} ms after the kill"),
        "ready" if last.starts_with("lives on") => writeln!(io::stdout(), "{child}: {last}"),
        error => Err(io::Error::other(format!("{child}: {error} {last}"))),
    }
}

fn be_the_parent_of(child: &str, program: &mut PipeWriter) -> io::Result<()> {
    let parent = process::id();
    // The pipe of the lesson. No process ever writes into it.
    let (mut end_of_parent, held_by_parent) = io::pipe()?;

    // Python  os.fork()
    // C       fork();
    // SAFETY: the parent has one thread, too.
    if unsafe { fork() }? != 0 {
        thread::sleep(Duration::from_secs(5));
        return Ok(());
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    if child == "has asked for a signal" {
        // Python  libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
        // C       prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL);
        // SAFETY: this prctl takes only a number.
        check(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as libc::c_ulong) })?;
        // If the parent ended before this call, no signal comes. But then the child already has
        // another parent.
        if parent_id() != parent {
            return Ok(());
        }
    }
    writeln!(program, "ready")?;

    // Only the parent may have this end open. Without this line the child would read for ever.
    drop(held_by_parent);
    if child == "reads from a pipe" {
        // The call returns when the parent ends.
        return end_of_parent.read(&mut [0]).map(|_| ());
    }
    while parent_id() == parent {
        thread::sleep(Duration::from_secs(1));
    }
    writeln!(program, "lives on, and its parent is now {}", parent_id())
}
