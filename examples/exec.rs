//! How does a shell run my command?
//!
//!     cargo run --example exec -- COMMAND ARGS...
//!
//! runs it as a shell does: fork, then execvp in the child, then wait in the parent. It exits as a
//! shell would: with the exit code of COMMAND, with 128 + signal if one killed it, with 127 if
//! there is no such command, with 126 if there is one that cannot be executed.
//!
//!     cargo run --example exec
//!
//! asks for a command that tells who it is, once by hand and once with `std::process::Command`. It
//! prints, for example,
//!
//!     sh is process 29357, and process 29353 waits for it
//!     sh is process 29358, and process 29353 waits for it

use std::env;
use std::ffi::{CString, OsString, c_char};
use std::io::{self, Write};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode};
use std::ptr;

use fork_and_wait::{WEXITSTATUS, WIFEXITED, WTERMSIG, c_int, fork, waitpid};

fn main() -> ExitCode {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    let ran = if words.is_empty() {
        twice()
    } else {
        by_hand(words)
    };
    match ran {
        Ok(code) => ExitCode::from(code),
        Err(reason) => {
            let _ = writeln!(io::stderr(), "exec: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn by_hand(words: Vec<OsString>) -> Result<u8, String> {
    // execvp takes what main gets in C: pointers to words that each end with a zero byte, and a
    // null pointer behind the last. They are made before fork, because the child of a program with
    // threads must not allocate: another thread may hold the allocator's lock at that moment, and
    // does not exist in the child to give it back. Here is one thread only; it is a habit to have.
    let words: Vec<CString> = words
        .into_iter()
        .map(|word| CString::new(word.into_vec()))
        .collect::<Result<_, _>>()
        .map_err(|error| format!("execvp: {error}"))?;
    let mut argv: Vec<*const c_char> = words.iter().map(|word| word.as_ptr()).collect();
    argv.push(ptr::null());
    let [command, ..] = words.as_slice() else {
        return Ok(0);
    };

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;

    if pid == 0 {
        // Rust ignores SIGPIPE before main begins, and what is ignored stays ignored after exec.
        // Without this line `sh -c 'yes | head -1'` ends with a complaint of yes: "Broken
        // pipe".
        // Python  signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        // C       signal(SIGPIPE, SIG_DFL);
        // SAFETY: SIG_DFL is no handler: no code of ours will run in the middle of something else.
        unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };

        // Python  os.execvp(command, words)
        // C       execvp(command, argv);
        // SAFETY: argv ends with null, and the words that it points to are still there.
        unsafe { libc::execvp(command.as_ptr(), argv.as_ptr()) };

        // If all is well, execvp does not return: the child is another program now. If not, it is
        // still this one, and must not go on as a second parent. The line below does allocate; a
        // program with threads could only send the number of the error through a pipe.
        let error = io::Error::last_os_error();
        let name = command.to_string_lossy();
        let _ = writeln!(io::stderr(), "exec: {name}: {error}");
        let found = error.raw_os_error() != Some(libc::ENOENT);
        // SAFETY: _exit takes a number and does not return.
        unsafe { libc::_exit(if found { 126 } else { 127 }) }
    }

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    let waited = unsafe { waitpid(pid, &mut status, 0) };
    waited.map_err(|error| match error.raw_os_error() {
        Some(libc::ECHILD) => format!("waitpid: {error}: is SIGCHLD ignored?"),
        _ => format!("waitpid: {error}"),
    })?;
    Ok(exit_code(status))
}

/// A shell has one number for both ways to end. Nothing else comes here: a child that is stopped is
/// only reported to those who ask with WUNTRACED.
fn exit_code(status: c_int) -> u8 {
    if WIFEXITED(status) {
        WEXITSTATUS(status) as u8
    } else {
        128 + WTERMSIG(status) as u8
    }
}

fn twice() -> Result<u8, String> {
    let who = "echo sh is process $$, and process $PPID waits for it";
    let code = by_hand(["sh", "-c", who].map(OsString::from).to_vec())?;
    if code != 0 {
        return Ok(code);
    }

    // Python  subprocess.run(["sh", "-c", who])
    let status = Command::new("sh").args(["-c", who]).status();
    let status = status.map_err(|error| format!("Command: {error}"))?;
    Ok(exit_code(status.into_raw()))
}
