//! What did my child use?
//!
//!     cargo run --example usage
//!
//! prints, for example,
//!
//!     11551 is busy: CPU time 0.20 s, ru_maxrss 912
//!         RUSAGE_CHILDREN: 0.00 s before, 0.20 s after
//!     11552 touches 64 MiB: CPU time 0.03 s, ru_maxrss 66188
//!         RUSAGE_CHILDREN: 0.20 s before, 0.23 s after
//!     11553 sleeps: CPU time 0.00 s, ru_maxrss 912
//!         RUSAGE_CHILDREN: 0.23 s before, 0.23 s after
//!
//! `wait4` is `waitpid` with one more argument: it fills in the child's CPU time and its peak
//! memory (in KiB on Linux). RUSAGE_CHILDREN is the sum of the children that this process has waited
//! for. So it grows in the call of `wait4`, not before.

use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};
use std::{hint, mem, process, thread};

use fork_and_wait::{WaitStatus, c_int, check, fork};
use libc::{RUSAGE_CHILDREN, rusage};

// The libc crate does not declare wait4 for these two.
#[cfg(any(target_os = "illumos", target_os = "solaris"))]
unsafe extern "C" {
    fn wait4(pid: c_int, status: *mut c_int, options: c_int, used: *mut rusage) -> c_int;
}
#[cfg(not(any(target_os = "illumos", target_os = "solaris")))]
use libc::wait4;

fn main() -> io::Result<()> {
    run("is busy", busy)?;
    run("touches 64 MiB", || {
        // Only a page that is used counts. If we asked for zeros, the program would not touch it.
        hint::black_box(vec![1_u8; 64 * 1024 * 1024]);
    })?;
    run("sleeps", || thread::sleep(Duration::from_millis(200)))
}

fn run(what: &str, work: fn()) -> io::Result<()> {
    let (mut reader, writer) = io::pipe()?;
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        work();
        process::exit(0);
    }
    // No process writes into the pipe. When the child ends, the end of input comes. Without this
    // line it would never come, because we could still write.
    drop(writer);
    reader.read_to_end(&mut Vec::new())?;

    let before = seconds(&getrusage(RUSAGE_CHILDREN)?);
    let mut status = 0;
    // SAFETY: a rusage is made of numbers, and they may be 0.
    let mut used = unsafe { mem::zeroed() };
    // Python  _, status, used = os.wait4(pid, 0)
    // C       wait4(pid, &status, 0, &used);
    // This is libc's own call, so we must call again after EINTR.
    // SAFETY: status and used exist until the call returns.
    while unsafe { wait4(pid, &mut status, 0, &mut used) } == -1 {
        let error = io::Error::last_os_error();
        if error.kind() != ErrorKind::Interrupted {
            return Err(error);
        }
    }
    let after = seconds(&getrusage(RUSAGE_CHILDREN)?);

    let (status, time, peak) = (WaitStatus::from_raw(status), seconds(&used), used.ru_maxrss);
    if status != (WaitStatus::Exited { code: 0 }) {
        return Err(io::Error::other(format!("child {pid} {status}")));
    }
    writeln!(
        io::stdout(),
        "{pid} {what}: CPU time {time:.2} s, ru_maxrss {peak}\n    \
         RUSAGE_CHILDREN: {before:.2} s before, {after:.2} s after"
    )
}

fn busy() {
    let begin = Instant::now();
    while begin.elapsed().as_secs_f64() < 0.2 {}
}

fn getrusage(who: c_int) -> io::Result<rusage> {
    // SAFETY: a rusage is made of numbers, and they may be 0.
    let mut usage = unsafe { mem::zeroed() };
    // Python  getrusage(who)
    // C       getrusage(who, &usage);
    // SAFETY: usage exists until the call returns.
    check(unsafe { libc::getrusage(who, &mut usage) })?;
    Ok(usage)
}

/// The time in the program itself, and the time in which the kernel worked for it.
fn seconds(usage: &rusage) -> f64 {
    let [user, system] = [usage.ru_utime, usage.ru_stime];
    (user.tv_sec + system.tv_sec) as f64 + (user.tv_usec + system.tv_usec) as f64 / 1e6
}
