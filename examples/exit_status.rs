//! Why is the status 256 times the exit code?
//!
//!     cargo run --example exit_status
//!
//! prints, for example,
//!
//!               status  high byte  low byte  // 256     Python   $?  decoded
//!     exit(0)        0  00000000   00000000       0           0    0  exited with 0
//!     exit(2)      512  00000010   00000000       2           2    2  exited with 2
//!     exit(255)  65280  11111111   00000000     255         255  255  exited with 255
//!     exit(256)      0  00000000   00000000       0           0    0  exited with 0
//!     exit(-1)   65280  11111111   00000000     255         255  255  exited with 255
//!     SIGKILL        9  00000000   00001001       0!         -9  137  killed by signal 9 (SIGKILL)
//!     abort()        6  00000000   00000110       0!         -6  134  killed by signal 6 (SIGABRT)
//!
//! Bits 8 to 15 of the wait status hold the exit code. There a 1 is worth 256, so the status is 256
//! times the exit code. Bits 0 to 6 say whether there is an exit code at all: they hold the signal
//! that killed the child, or 0. `!` marks the rows where `// 256` is not the exit code.
//!
//! The program also explains wait statuses that you pass in:
//!
//!     cargo run --example exit_status -- 512 0x8b 35584

use std::io::{self, Write};
use std::{env, process};

use fork_and_wait::{
    WEXITSTATUS, WIFEXITED, WaitStatus, c_int, check, fork, waitpid, waitstatus_to_exitcode,
};

type Ending = (&'static str, fn() -> io::Result<()>);

fn main() -> io::Result<()> {
    let heading = "          status  high byte  low byte  // 256     Python   $?  decoded";
    writeln!(io::stdout(), "{heading}")?;
    let passed_in: Vec<_> = env::args_os().skip(1).collect();
    if !passed_in.is_empty() {
        for word in passed_in {
            let word = word.to_string_lossy();
            explain(&word, number(&word)?)?;
        }
        return Ok(());
    }

    let endings: [Ending; 7] = [
        ("exit(0)", || process::exit(0)),
        ("exit(2)", || process::exit(2)),
        ("exit(255)", || process::exit(255)),
        ("exit(256)", || process::exit(256)),
        ("exit(-1)", || process::exit(-1)),
        ("SIGKILL", kill_myself),
        ("abort()", abort),
    ];
    for (how, end) in endings {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        if pid == 0 {
            // The child does not come back from here, unless a call failed.
            if let Err(error) = end() {
                let _ = writeln!(io::stderr(), "Error: {error:?}");
            }
            process::exit(1);
        }
        let mut status = 0;
        // Python  pid, status = os.waitpid(pid, 0)
        // C       pid = waitpid(pid, &status, 0);
        // SAFETY: status exists until the call returns.
        unsafe { waitpid(pid, &mut status, 0) }?;
        // None of the endings is exit(1), so the child has failed and said why.
        if WIFEXITED(status) && WEXITSTATUS(status) == 1 {
            process::exit(1);
        }
        explain(how, status)?;
    }
    Ok(())
}

/// A wait status in decimal or, after 0x, in hexadecimal.
fn number(word: &str) -> io::Result<c_int> {
    let number = match word.strip_prefix("0x") {
        // 0xffffffff means -1: in hexadecimal, C prints -1 like this.
        Some(digits) => u32::from_str_radix(digits, 16).map(|status| status as c_int),
        None => word.parse(),
    };
    number.map_err(|_| io::Error::other(format!("'{word}' is not a number such as 512 or 0x0200")))
}

fn explain(how: &str, status: c_int) -> io::Result<()> {
    let high = (status >> 8) & 0xff;
    let low = status & 0xff;
    // This rounds down, as Python's // does. Rust's / rounds towards zero, which is another number
    // if the status is negative.
    let divided = status.div_euclid(256);

    let exited = WIFEXITED(status);
    let code = WEXITSTATUS(status);
    let mark = if exited && divided == code { ' ' } else { '!' };

    // Python  os.waitstatus_to_exitcode(status)
    let python = match waitstatus_to_exitcode(status) {
        Some(code) => code.to_string(),
        None => "ValueError".to_string(),
    };
    // Most shells add 128 to the signal. So their 137 means either signal 9 or exit(137).
    let decoded = WaitStatus::from_raw(status);
    let shell = match decoded {
        WaitStatus::Exited { code } => code.to_string(),
        WaitStatus::Signaled { signal, .. } | WaitStatus::Stopped { signal } => {
            (128 + signal).to_string()
        }
        _ => "-".to_string(),
    };
    writeln!(
        io::stdout(),
        "{how:9} {status:>6}  {high:08b}   {low:08b}  {divided:>6}{mark} {python:>10} {shell:>4}  {decoded}"
    )
}

fn kill_myself() -> io::Result<()> {
    // Python  os.kill(os.getpid(), signal.SIGKILL)
    // C       raise(SIGKILL);
    // SAFETY: raise takes only a number.
    check(unsafe { libc::raise(libc::SIGKILL) }).map(|_| ())
}

fn abort() -> io::Result<()> {
    let no_core = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // abort can save the memory of the process for a debugger, in a core file in your folder. This
    // call prevents it.
    // Python  resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    // C       setrlimit(RLIMIT_CORE, &no_core);
    // SAFETY: no_core exists until the call returns.
    check(unsafe { libc::setrlimit(libc::RLIMIT_CORE, &no_core) })?;
    process::abort()
}
