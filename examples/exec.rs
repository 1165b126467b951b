//! How does a shell run my command?
//!
//!     cargo run --example exec -- sh -c 'echo hello; exit 7'; echo $?
//!
//! prints
//!
//!     hello
//!     7
//!
//! It forks, the child becomes the command with `execvp`, and the parent waits. Then it exits as
//! most shells would: with the exit code of the command, with 128 + signal if a signal killed it,
//! with 127 if there is no such command, with 126 if the command cannot be executed. Without a
//! command it runs `echo`.

use std::convert::Infallible;
use std::ffi::{CString, OsString};
use std::io::{self, Write};
use std::os::unix::ffi::OsStringExt;
use std::process::{self, ExitCode};
use std::{env, mem, ptr};

use fork_and_wait::{WEXITSTATUS, WIFEXITED, WTERMSIG, check, fork, waitpid};
use libc::{EACCES, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, SIG_DFL, SIGPIPE};

fn main() -> io::Result<ExitCode> {
    // execvp takes words as C has them: each ends with a zero byte.
    let words = env::args_os().skip(1).map(OsString::into_vec);
    let mut words: Vec<CString> = words.map(CString::new).collect::<Result<_, _>>()?;
    if words.is_empty() {
        words = vec![c"echo".into(), c"the child is echo now".into()];
    }

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // `child` returns only if something has failed. This process is the child, so it must end
        // here, and not go on and wait.
        let Err(error) = child(&words);
        let command = words[0].to_string_lossy();
        let _ = writeln!(io::stderr(), "exec: {command}: {error}");
        process::exit(match error.raw_os_error() {
            Some(ENOENT | ENOTDIR | ELOOP | ENAMETOOLONG) => 127,
            // If the command has no slash, execvp searches the folders of PATH for it. EACCES means
            // that we may not search one of the folders, or may not execute the file that was found
            // there. So the command was not found.
            Some(EACCES) if !command.contains('/') => 127,
            _ => 126,
        })
    }

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    // Like most shells, we have one number for both ways to end. 137 means that SIGKILL killed the
    // command, or that it called exit(137).
    if WIFEXITED(status) {
        Ok(ExitCode::from(WEXITSTATUS(status) as u8))
    } else {
        Ok(ExitCode::from(128 + WTERMSIG(status) as u8))
    }
}

/// There is no Ok: if execvp succeeds, it does not return, and the child is another program.
fn child(words: &[CString]) -> io::Result<Infallible> {
    // Rust ignores SIGPIPE before main begins, and an ignored signal stays ignored after exec. A
    // blocked signal stays blocked, whoever has blocked it. Without these lines SIGPIPE may not
    // kill the command when it writes into a pipe that no process can read.
    // Python  signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    // C       signal(SIGPIPE, SIG_DFL);
    // SAFETY: SIG_DFL is no handler.
    if unsafe { libc::signal(SIGPIPE, SIG_DFL) } == libc::SIG_ERR {
        return Err(io::Error::last_os_error());
    }
    // Python  signal.pthread_sigmask(signal.SIG_SETMASK, [])
    // C       sigemptyset(&none);
    //         sigprocmask(SIG_SETMASK, &none, NULL);
    // SAFETY: a sigset_t is made of numbers, and sigemptyset fills it in before it is used.
    let mut none = unsafe { mem::zeroed() };
    // SAFETY: none exists until the call returns.
    unsafe { libc::sigemptyset(&mut none) };
    // SAFETY: none exists until the call returns, and the third argument may be null.
    check(unsafe { libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut()) })?;

    // The list of words ends with a null pointer.
    let mut argv: Vec<_> = words.iter().map(|word| word.as_ptr()).collect();
    argv.push(ptr::null());
    // Python  os.execvp(words[0], words)
    // C       execvp(argv[0], argv);
    // SAFETY: argv ends with null, and the words that it points to exist until the call returns.
    unsafe { libc::execvp(argv[0], argv.as_ptr()) };
    Err(io::Error::last_os_error())
}
