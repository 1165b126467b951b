//! How do I start a child again when it crashes?
//!
//!     cargo run --example restart
//!
//! prints
//!
//!     worker: killed by signal 9 (SIGKILL), again in 100 ms
//!     worker: exited with 1, again in 200 ms
//!     worker: exited with 1, again in 100 ms
//!     worker: exited with 0, done
//!     missing: exited with 127, never again
//!     broken: exited with 1, again in 100 ms
//!     broken: exited with 1, again in 200 ms
//!     broken: exited with 1, again in 400 ms
//!     broken: exited with 1, giving up
//!
//! Wait for it, and let its wait status decide. The pause before the next start grows, and begins
//! anew when a child has lived long enough.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{self, Command};
use std::thread;
use std::time::{Duration, Instant};

use fork_and_wait::{WaitStatus, check, fork, waitpid};

const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_millis(400);
const LONG_ENOUGH: Duration = Duration::from_millis(500);

fn main() -> io::Result<()> {
    supervise("worker", worker)?;
    supervise("missing", missing)?;
    supervise("broken", |_| process::exit(1))
}

fn supervise(name: &str, child: fn(u32) -> io::Result<()>) -> io::Result<()> {
    let mut pause = SHORTEST;

    for start in 1.. {
        let begin = Instant::now();
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        if pid == 0 {
            return child(start);
        }
        let mut status = 0;
        // Python  _, status = os.waitpid(pid, 0)
        // C       waitpid(pid, &status, 0);
        // SAFETY: status exists until the call returns.
        unsafe { waitpid(pid, &mut status, 0) }?;

        // A child that fails once a day should not wait longer each day.
        if begin.elapsed() >= LONG_ENOUGH {
            pause = SHORTEST;
        }
        let ended = WaitStatus::from_raw(status);
        let verdict = match ended {
            WaitStatus::Exited { code: 0 } => "done",
            // There is no such program. The next start would not find it either.
            WaitStatus::Exited { code: 127 } => "never again",
            _ if pause > LONGEST => "giving up",
            _ => {
                let ms = pause.as_millis();
                writeln!(io::stdout(), "{name}: {ended}, again in {ms} ms")?;
                // Without the pause a child that fails at once would be started as fast as the
                // machine can, and keep it busy.
                thread::sleep(pause);
                pause *= 2;
                continue;
            }
        };
        writeln!(io::stdout(), "{name}: {ended}, {verdict}")?;
        break;
    }
    Ok(())
}

/// Is killed, fails at once, fails after a while, and succeeds at last.
fn worker(start: u32) -> io::Result<()> {
    match start {
        // Python  os.kill(os.getpid(), signal.SIGKILL)
        // C       raise(SIGKILL);
        // SAFETY: raise takes only a number.
        1 => _ = check(unsafe { libc::raise(libc::SIGKILL) })?,
        2 => process::exit(1),
        3 => thread::sleep(LONG_ENOUGH),
        _ => process::exit(0),
    }
    process::exit(1)
}

/// Python  os.execvp("no-such-command", ["no-such-command"])
/// C       execlp("no-such-command", "no-such-command", NULL);
fn missing(_start: u32) -> io::Result<()> {
    // The call returns only if it fails.
    let _ = Command::new("no-such-command").exec();
    process::exit(127)
}
