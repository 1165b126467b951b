//! How does a shell send output to a file?
//!
//!     cargo run --example redirect
//!
//! prints
//!
//!     command > list 2>&1
//!         the list holds "out\nerr\n"
//!     command 2>&1 > list
//!     err
//!         the list holds "out\n"
//!     command >> list 2>&1
//!         the list holds "out\nout\nerr\n"
//!
//! Between fork and exec the child opens the file, and lets number 1, stdout, lead to it, with
//! `dup2`. The command writes "out" to stdout and "err" to stderr. `2>&1` means `dup2(1, 2)`: what is
//! stdout at that moment becomes stderr too, so the order matters.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{self, Command};
use std::{env, fs};

use fork_and_wait::{WaitStatus, c_int, check, fork, waitpid};

fn main() -> io::Result<()> {
    let list = env::temp_dir().join(format!("list.{}", process::id()));
    // It fails if there is such a file already: that one is not ours.
    File::create_new(&list)?;
    let lines: [&[&str]; 3] = [
        &["> list", "2>&1"],
        &["2>&1", "> list"],
        &[">> list", "2>&1"],
    ];
    let told = lines.iter().try_for_each(|line| run(line, &list));
    fs::remove_file(&list)?;
    told
}

fn run(line: &[&str], list: &Path) -> io::Result<()> {
    writeln!(io::stdout(), "command {}", line.join(" "))?;
    // If something fails in the child, its stderr may lead to the list already. This copy does not,
    // and exec closes it.
    let mut stderr = File::from(io::stderr().as_fd().try_clone_to_owned()?);
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        if let Err(error) = child(line, list) {
            let _ = writeln!(stderr, "Error: {error:?}");
        }
        process::exit(1);
    }
    let mut status = 0;
    // Python  _, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => {}
        WaitStatus::Exited { .. } => {
            fs::remove_file(list)?;
            process::exit(1); // the child has said why
        }
        ended => return Err(io::Error::other(format!("child {pid} {ended}"))),
    }
    let text = fs::read_to_string(list)?;
    writeln!(io::stdout(), "    the list holds {text:?}")
}

/// Redirects, one after the other, and becomes the command.
fn child(line: &[&str], list: &Path) -> io::Result<()> {
    for redirection in line {
        match *redirection {
            "> list" => lead_to(1, File::create(list)?)?,
            ">> list" => lead_to(1, File::options().append(true).open(list)?)?,
            // 2>&1: a copy of what stdout is now. What stdout becomes later does not matter.
            // Python  os.dup2(1, 2)
            // C       dup2(1, 2);
            // SAFETY: dup2 takes only numbers.
            _ => check(unsafe { libc::dup2(1, 2) })?,
        };
    }
    // Python  os.execvp("sh", ["sh", "-c", command])
    // C       execlp("sh", "sh", "-c", command, NULL);
    // It returns only if it fails.
    Err(Command::new("sh")
        .args(["-c", "echo out; echo err >&2"])
        .exec())
}

fn lead_to(number: c_int, file: File) -> io::Result<c_int> {
    // Python  os.dup2(file, number)
    // C       dup2(file, number);
    // The file is marked close-on-exec, and the copy is not. So after exec only the copy is open.
    // SAFETY: dup2 takes only numbers.
    check(unsafe { libc::dup2(file.as_raw_fd(), number) })
}
