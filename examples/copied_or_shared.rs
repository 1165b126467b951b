//! What does the child get a copy of, and what does it share with me?
//!
//!     cargo run --example copied_or_shared
//!
//! prints, for example,
//!
//!             number  at              file reads  COLOUR  directory
//!     before       1  0x7ffdbbb00e70  123         red     /tmp/fork-and-wait
//!     child        2  0x7ffdbbb00e70  456         green   /
//!     after        1  0x7ffdbbb00e70  789         red     /tmp/fork-and-wait
//!
//! Memory is copied: the child makes a 2 of the number, and at the same address the parent still
//! has its 1. So are the environment and the working directory. An open file is shared: each of the
//! two reads on where the other has stopped.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::process::{self, ExitCode};

use fork_and_wait::{WaitStatus, fork, waitpid};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example copied_or_shared");
        return ExitCode::from(2);
    }

    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "copied_or_shared: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Result<(), String> {
    let mut number = 1;
    // SAFETY: no other thread can read the environment meanwhile: there is none.
    unsafe { env::set_var("COLOUR", "red") };
    let file = nine_digits()?;
    let before = look("before", &number, &file)?;
    let (mut answer, mut tell) = io::pipe().map_err(|error| format!("pipe: {error}"))?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if pid == 0 {
        number = 2;
        // SAFETY: the child has one thread, too.
        unsafe { env::set_var("COLOUR", "green") };
        let seen = env::set_current_dir("/")
            .map_err(|error| format!("chdir: {error}"))
            .and_then(|()| look("child", &number, &file));

        // The parent cannot look into the child's variables. What it is to know has to be sent.
        let (code, text) = match seen {
            Ok(row) => (0, row),
            Err(reason) => (1, reason),
        };
        let _ = tell.write_all(text.as_bytes());
        process::exit(code);
    }

    // The child has copies of both ends. Only when nobody can write any more does reading come to
    // an end: with our own end still open we would wait for ourselves.
    drop(tell);
    let mut said = String::new();
    let heard = answer.read_to_string(&mut said);

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }
        .map_err(|error| format!("waitpid: {error}: is SIGCHLD ignored?"))?;
    heard.map_err(|error| format!("read: {error}"))?;
    if status != 0 {
        return Err(match WaitStatus::from_raw(status) {
            killed @ WaitStatus::Signaled { .. } => format!("child {pid} {killed}"),
            _ => said,
        });
    }

    let after = look("after", &number, &file)?;
    let heading = "        number  at              file reads  COLOUR  directory";
    write!(io::stdout(), "{heading}\n{before}{said}{after}")
        .map_err(|error| format!("write: {error}"))
}

/// What whoever calls this sees, as a row of the table.
fn look(who: &str, number: &i32, file: &File) -> Result<String, String> {
    let mut digits = String::new();
    file.take(3)
        .read_to_string(&mut digits)
        .map_err(|error| format!("read: {error}"))?;
    let colour = env::var("COLOUR").map_err(|error| format!("getenv: {error}"))?;
    let directory = env::current_dir().map_err(|error| format!("getcwd: {error}"))?;
    Ok(format!(
        "{who:6} {number:>7}  {number:<14p}  {digits:10}  {colour:6}  {}\n",
        directory.display()
    ))
}

fn nine_digits() -> Result<File, String> {
    let path = env::temp_dir().join(format!("copied_or_shared.{}", process::id()));
    let mut options = File::options();
    let opened = options.read(true).write(true).create_new(true).open(&path);
    let mut file = opened.map_err(|error| format!("open {}: {error}", path.display()))?;
    // A file lives as long as it has a name or is open somewhere. Without its name it is gone when
    // the last of us ends, however we end; with it, Ctrl-C would leave it behind.
    fs::remove_file(&path).map_err(|error| format!("unlink {}: {error}", path.display()))?;
    file.write_all(b"123456789")
        .and_then(|()| file.rewind())
        .map_err(|error| format!("write: {error}"))?;
    Ok(file)
}
