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
//! The exit code is stored in bits 8 to 15 of the wait status, the high byte. So the status is 256
//! times the exit code. The low byte says whether there is an exit code at all. `!` marks the rows
//! where `// 256` is not the exit code.
//!
//! The program also explains wait statuses that you pass in:
//!
//!     cargo run --example exit_status -- 512 0x8b 35584

use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::num::ParseIntError;
use std::{env, process};

use fork_and_wait::{
    WEXITSTATUS, WIFEXITED, WaitStatus, c_int, fork, waitpid, waitstatus_to_exitcode,
};

fn main() -> Result<(), Box<dyn Error>> {
    let heading = "          status  high byte  low byte  // 256     Python   $?  decoded";
    writeln!(io::stdout(), "{heading}")?;

    let passed_in: Vec<OsString> = env::args_os().skip(1).collect();
    if !passed_in.is_empty() {
        for word in passed_in {
            let word = word.to_string_lossy();
            explain(&word, number(&word)?)?;
        }
        return Ok(());
    }

    let endings: [(&str, fn() -> !); 7] = [
        ("exit(0)", || process::exit(0)),
        ("exit(2)", || process::exit(2)),
        ("exit(255)", || process::exit(255)),
        ("exit(256)", || process::exit(256)),
        ("exit(-1)", || process::exit(-1)),
        ("SIGKILL", || kill_myself()),
        ("abort()", || abort()),
    ];
    for (how, end) in endings {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        if pid == 0 {
            end();
        }
        let mut status = 0;
        // Python  pid, status = os.waitpid(pid, 0)
        // C       pid = waitpid(pid, &status, 0);
        // SAFETY: status exists until the call returns.
        unsafe { waitpid(pid, &mut status, 0) }?;
        explain(how, status)?;
    }
    Ok(())
}

/// A wait status in decimal or, after 0x, in hexadecimal.
fn number(word: &str) -> Result<c_int, ParseIntError> {
    match word.strip_prefix("0x") {
        // 0xffffffff means -1: in hexadecimal, C prints -1 like this.
        Some(digits) => Ok(u32::from_str_radix(digits, 16)? as c_int),
        None => word.parse(),
    }
}

fn explain(how: &str, status: c_int) -> io::Result<()> {
    let (high, low) = (status >> 8 & 0xff, status & 0xff);

    // `div_euclid(256)` rounds down, as Python's `//` does. Rust's `/` rounds towards zero. That
    // matters only for a negative status. By their source code, OpenBSD and NetBSD fill one in
    // after exit(-1).
    let divided = status.div_euclid(256);
    let is_the_code = WIFEXITED(status) && divided == WEXITSTATUS(status);
    let mark = if is_the_code { ' ' } else { '!' };

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

fn kill_myself() -> ! {
    // Python  os.kill(os.getpid(), signal.SIGKILL)
    // C       raise(SIGKILL);
    // SAFETY: raise takes only a number.
    unsafe { libc::raise(libc::SIGKILL) };
    unreachable!("nobody survives SIGKILL")
}

fn abort() -> ! {
    let no_core = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // abort can save the memory of the process for a debugger, in a core file in your folder. This
    // call prevents it.
    // Python  resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    // C       setrlimit(RLIMIT_CORE, &no_core);
    // SAFETY: no_core exists until the call returns.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &no_core) };
    process::abort()
}
