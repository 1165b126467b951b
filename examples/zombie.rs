//! What is left of a child until I wait for it?
//!
//!     cargo run --example zombie
//!
//! prints, for example,
//!
//!     child 8256 lives: ps "S", kill works
//!     grandchild 8258 has the parent 8256
//!     child 8256 has ended: ps "Z", kill works
//!     grandchild 8258 has the parent 1
//!     waitpid: exited with 7
//!     child 8256 is reaped: ps "", kill: No such process (os error 3)
//!     waitpid: No child processes (os error 10)
//!     grandchild 8258 is gone
//!
//! Its PID and its wait status are left: a zombie, for which `ps` has the letter Z. One wait takes
//! it away. Its own child, the grandchild, has got a new parent by then.

use std::env;
use std::io::{self, PipeReader, Read, Write};
use std::mem::MaybeUninit;
use std::os::unix::process::parent_id;
use std::process::{self, Command, ExitCode};
use std::thread;
use std::time::Duration;

use fork_and_wait::{WEXITSTATUS, WaitStatus, fork, pid_t, waitpid};

fn main() -> ExitCode {
    if env::args_os().len() > 1 {
        let _ = writeln!(io::stderr(), "usage: cargo run --example zombie");
        return ExitCode::from(2);
    }

    match three_generations() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "zombie: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn three_generations() -> Result<(), String> {
    // Each of the two waits at its gate until we close the keeper. Should we be killed, the kernel
    // closes both, so nobody is left waiting. The third pipe is for the grandchild's answers.
    let pipe = || io::pipe().map_err(|error| format!("pipe: {error}"));
    let (mut gate, keeper) = pipe()?;
    let (mut gate_2, keeper_2) = pipe()?;
    let (mut answer, mut tell) = pipe()?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread, so the child may do whatever its parent could.
    let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
    if pid == 0 {
        // fork has copied the keepers as well. With these copies open the child and the grandchild
        // would keep themselves waiting, for ever.
        drop((keeper, keeper_2));
        // Python  if os.fork() == 0:
        // C       if (fork() == 0)
        // SAFETY: the child has one thread, too.
        match unsafe { fork() } {
            Ok(0) => {
                let _ = tell.write_all(&process::id().to_ne_bytes());
                // Python  os.getppid()
                // C       getppid();
                let _ = tell.write_all(&parent_id().to_ne_bytes());
                let _ = gate_2.read_exact(&mut [0]);
                let _ = tell.write_all(&parent_id().to_ne_bytes());
                process::exit(0);
            }
            Ok(_) => {}
            // The reason is a small number and fits into an exit code.
            Err(error) => process::exit(error.raw_os_error().unwrap_or(1)),
        }
        // Were the grandchild killed, the parent would go on reading for ever: with this end open,
        // an answer could still come.
        drop(tell);
        let _ = gate.read_exact(&mut [0]);
        process::exit(7);
    }
    drop(tell);

    let lives = look(pid);
    let grandchild = number(&mut answer);
    let before = number(&mut answer);
    drop(keeper);
    let ended = until_it_has_ended(pid).and_then(|()| look(pid));
    drop(keeper_2);
    let after = number(&mut answer);

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    let reaped = unsafe { waitpid(pid, &mut status, 0) };
    let gone = look(pid);
    let told = WaitStatus::from_raw(status).to_string();
    // wait() in its place might find a child that we do not know: a program keeps the children of
    // the one that became it by exec.
    // Python  os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // SAFETY: status lives until the call returns.
    let again = unsafe { waitpid(pid, &mut status, 0) };

    // It is the new parent's to wait for the grandchild. We can only ask whether it is still there,
    // and not for ever: in a container the new parent may be a program that never waits.
    let grandchild = grandchild.map_err(|reason| match WEXITSTATUS(status) {
        0 | 7 => reason,
        code => format!("fork: {}", io::Error::from_raw_os_error(code)),
    })?;
    let gone_too = (0..400).any(|_| {
        thread::sleep(Duration::from_millis(10));
        // Python  os.kill(grandchild, 0)
        // C       kill(grandchild, 0);
        // SAFETY: kill takes nothing but numbers.
        unsafe { libc::kill(grandchild, 0) == -1 }
    });
    let fate = if gone_too { "gone" } else { "a zombie" };

    reaped.map_err(|error| format!("waitpid: {error}: is SIGCHLD ignored?"))?;
    let (lives, before, ended, after, gone) = (lives?, before?, ended?, after?, gone?);
    let again = again.map_or_else(|error| error.to_string(), |pid| pid.to_string());
    writeln!(
        io::stdout(),
        "child {pid} lives: {lives}\n\
         grandchild {grandchild} has the parent {before}\n\
         child {pid} has ended: {ended}\n\
         grandchild {grandchild} has the parent {after}\n\
         waitpid: {told}\n\
         child {pid} is reaped: {gone}\n\
         waitpid: {again}\n\
         grandchild {grandchild} is {fate}"
    )
    .map_err(|error| format!("write: {error}"))
}

/// What ps and kill say about a process.
fn look(pid: pid_t) -> Result<String, String> {
    let mut ps = Command::new("ps");
    ps.args(["-o", "stat=", "-p", &pid.to_string()]);
    let ps = ps.output().map_err(|error| format!("ps: {error}"))?;
    if !ps.stderr.is_empty() {
        return Err("ps: this one does not know -o stat= -p PID".to_string());
    }
    let state = String::from_utf8_lossy(&ps.stdout);

    // Signal 0 is none: it only asks whether one could be sent.
    // Python  os.kill(pid, 0)
    // C       kill(pid, 0);
    // SAFETY: kill takes nothing but numbers.
    let killed = match unsafe { libc::kill(pid, 0) } {
        0 => "kill works".to_string(),
        _ => format!("kill: {}", io::Error::last_os_error()),
    };
    Ok(format!("ps {:?}, {killed}", state.trim()))
}

/// A wait that leaves the zombie where it is: WNOWAIT.
fn until_it_has_ended(pid: pid_t) -> Result<(), String> {
    let mut info = MaybeUninit::uninit();
    let options = libc::WEXITED | libc::WNOWAIT;
    // Python  os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    // C       waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
    // SAFETY: info has room for what is filled in, and nobody reads it.
    while unsafe { libc::waitid(libc::P_PID, pid as _, info.as_mut_ptr(), options) } == -1 {
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(format!("waitid: {error}"));
        }
    }
    Ok(())
}

/// A PID, as the grandchild has sent it.
fn number(answer: &mut PipeReader) -> Result<pid_t, String> {
    let mut bytes = [0; 4];
    let read = answer.read_exact(&mut bytes);
    read.map_err(|_| "read: the grandchild has ended without an answer")?;
    Ok(pid_t::from_ne_bytes(bytes))
}
