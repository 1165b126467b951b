//! How do I make my child end when I end?
//!
//!     cargo run --example die_together
//!
//! starts three processes that have a child, kills each of them, and prints, for example,
//!
//!     does nothing: lived on for 1000.5 ms, its parent was 7687 and then 1
//!     reads from a pipe: lived on for 0.3 ms
//!     has asked for a signal: lived on for 0.2 ms
//!
//! By itself the child does not end. But it can read from a pipe whose writing end only its parent
//! has open: when the parent ends, the read returns. Or, on Linux, the child can ask for a signal.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::unix::process::parent_id;
use std::time::{Duration, Instant};
use std::{process, ptr, thread};

use fork_and_wait::{fork, waitpid};

fn main() -> io::Result<()> {
    kill_the_parent_of("does nothing")?;
    kill_the_parent_of("reads from a pipe")?;
    if !cfg!(any(target_os = "linux", target_os = "android")) {
        return writeln!(io::stdout(), "I do not know how to ask for a signal here");
    }
    kill_the_parent_of("has asked for a signal")
}

fn kill_the_parent_of(child: &str) -> io::Result<()> {
    let (end_reader, end_writer) = io::pipe()?;
    let (mut reader, writer) = io::pipe()?;

    // Python  parent = os.fork()
    // C       parent = fork();
    // SAFETY: this program has one thread.
    let parent = unsafe { fork() }?;
    if parent == 0 {
        drop(end_writer);
        let _ = have_a(child, end_reader, writer);
        process::exit(1);
    }
    drop(writer);
    // One byte says that the child is ready.
    reader.read_exact(&mut [0])?;

    let killed = Instant::now();
    // Python  os.kill(parent, signal.SIGKILL)
    // C       kill(parent, SIGKILL);
    // SAFETY: kill takes only numbers.
    unsafe { libc::kill(parent, libc::SIGKILL) };
    // Python  os.waitpid(parent, 0)
    // C       waitpid(parent, NULL, 0);
    // SAFETY: a null status is allowed.
    unsafe { waitpid(parent, ptr::null_mut(), 0) }?;
    drop(end_writer);

    // Now only the child has the writing end open. So this read returns when the child ends.
    let mut said = String::new();
    reader.read_to_string(&mut said)?;
    let ms = killed.elapsed().as_secs_f64() * 1000.0;
    writeln!(io::stdout(), "{child}: lived on for {ms:.1} ms{said}")
}

fn have_a(child: &str, mut end_reader: PipeReader, mut writer: PipeWriter) -> io::Result<()> {
    let parent = process::id();
    let (mut parent_reader, parent_writer) = io::pipe()?;

    // SAFETY: the parent has one thread, too.
    if unsafe { fork() }? != 0 {
        // Without this line the program would not notice if the child ended too early.
        drop(writer);
        // The parent waits in this call until SIGKILL kills it. If the program ends before that,
        // the call returns, and the parent ends too.
        let _ = end_reader.read(&mut [0]);
        return Ok(());
    }

    // Only the parent may have this end open. Without this line the child would read for ever.
    drop(parent_writer);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if child == "has asked for a signal" {
        // Python  libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
        // C       prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL);
        // SAFETY: this prctl takes only a number.
        let failed = unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as libc::c_ulong) };
        // If the parent ended before this call, its end sends no signal. But then we have another
        // parent.
        if failed != 0 || parent_id() != parent {
            return Ok(());
        }
    }
    writer.write_all(b"!")?;

    if child == "reads from a pipe" {
        // No process writes into this pipe. When the parent ends, the call returns.
        let _ = parent_reader.read(&mut [0]);
        return Ok(());
    }
    // This read returns when the program has reaped the parent. Then parent_id is the new parent.
    let _ = end_reader.read(&mut [0]);
    thread::sleep(Duration::from_secs(1));
    write!(writer, ", its parent was {parent} and then {}", parent_id())
}
