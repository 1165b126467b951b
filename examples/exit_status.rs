//! Why is the status 256 times the exit code?
//!
//!     cargo run --example exit_status
//!
//! Because the exit code stands in the second byte of what `wait` fills in. This program makes
//! children that end in eight ways, and takes each wait status apart. It prints, for example,
//!
//!               status  hex     high byte low byte    // 256  WIFEXITED     Python   $?  decoded
//!     exit(0)        0  0x0000  00000000  00000000       0    yes                0    0  exited with 0
//!     exit(2)      512  0x0200  00000010  00000000       2    yes                2    2  exited with 2
//!     exit(255)  65280  0xff00  11111111  00000000     255    yes              255  255  exited with 255
//!     exit(256)      0  0x0000  00000000  00000000       0    yes                0    0  exited with 0
//!     exit(-1)   65280  0xff00  11111111  00000000     255    yes              255  255  exited with 255
//!     SIGTERM       15  0x000f  00000000  00001111       0 !  no               -15  143  killed by signal 15 (SIGTERM)
//!     SIGKILL        9  0x0009  00000000  00001001       0 !  no                -9  137  killed by signal 9 (SIGKILL)
//!     abort()        6  0x0006  00000000  00000110       0 !  no                -6  134  killed by signal 6 (SIGABRT)
//!
//! `!` marks where `// 256` tells a number that is no exit code.
//!
//! It also explains wait statuses that you bring:
//!
//!     cargo run --example exit_status -- 512 0x8b 35584

use std::io::{self, Write};
use std::process::{self, ExitCode};
use std::{env, mem, ptr};

use fork_and_wait::{
    WEXITSTATUS, WIFEXITED, WIFSIGNALED, WTERMSIG, WaitStatus, c_int, fork, waitpid,
    waitstatus_to_exitcode,
};

fn main() -> ExitCode {
    let mut brought = Vec::new();
    for word in env::args_os().skip(1) {
        let word = word.to_string_lossy().into_owned();
        match number(&word) {
            Some(status) => brought.push((word, status)),
            None => {
                let _ = writeln!(
                    io::stderr(),
                    "exit_status: {word:?} is no int: give wait statuses, such as 512 or 0x8b"
                );
                return ExitCode::from(2);
            }
        }
    }
    match table(&brought) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "exit_status: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// 512, -1 or 0x8b, as long as it fits in an int.
fn number(word: &str) -> Option<c_int> {
    match word.strip_prefix("0x") {
        Some(digits) => c_int::from_str_radix(digits, 16).ok(),
        None => word.parse().ok(),
    }
}

fn table(brought: &[(String, c_int)]) -> Result<(), String> {
    row([
        "",
        "status",
        "hex",
        "high byte low byte",
        "// 256",
        "WIFEXITED",
        "Python",
        "$?",
        "decoded",
    ])?;
    for (word, status) in brought {
        explain(word, *status)?;
    }
    if !brought.is_empty() {
        return Ok(());
    }

    let endings: [(&str, fn() -> !); 8] = [
        ("exit(0)", || process::exit(0)),
        ("exit(2)", || process::exit(2)),
        ("exit(255)", || process::exit(255)),
        ("exit(256)", || process::exit(256)),
        ("exit(-1)", || process::exit(-1)),
        ("SIGTERM", || send_myself(libc::SIGTERM)),
        ("SIGKILL", || send_myself(libc::SIGKILL)),
        ("abort()", || process::abort()),
    ];
    for (how, end) in endings {
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread, so the child may do whatever its parent could.
        let pid = unsafe { fork() }.map_err(|error| format!("fork: {error}"))?;
        if pid == 0 {
            leave_no_core_file();
            end()
        }
        let mut status = 0;
        // Python  pid, status = os.waitpid(pid, 0)
        // C       pid = waitpid(pid, &status, 0);
        // SAFETY: status lives until the call returns.
        unsafe { waitpid(pid, &mut status, 0) }.map_err(|error| format!("waitpid: {error}"))?;
        explain(how, status)?;
    }
    Ok(())
}

fn explain(how: &str, status: c_int) -> Result<(), String> {
    // Python's // rounds down, Rust's / rounds to zero. They differ only for negative numbers,
    // which no kernel fills in, but you may bring one.
    let divided = status.div_euclid(256);
    let lies = !WIFEXITED(status) || divided != WEXITSTATUS(status);

    // A shell has one number for both: the exit code, or 128 and the signal. So its 137 may be a
    // kill by signal 9 as well as exit(137).
    let shell = if WIFEXITED(status) {
        WEXITSTATUS(status).to_string()
    } else if WIFSIGNALED(status) {
        (128 + WTERMSIG(status)).to_string()
    } else {
        "-".to_string()
    };

    row([
        how,
        &status.to_string(),
        &format!("0x{status:04x}"),
        &format!("{:08b}  {:08b}", status >> 8 & 0xff, status & 0xff),
        &format!("{divided}{}", if lies { " !" } else { "  " }),
        if WIFEXITED(status) { "yes" } else { "no" },
        // Python  os.waitstatus_to_exitcode(status)
        &waitstatus_to_exitcode(status).map_or("ValueError".to_string(), |code| code.to_string()),
        &shell,
        &WaitStatus::from_raw(status).to_string(),
    ])
}

fn row(cells: [&str; 9]) -> Result<(), String> {
    let [
        how,
        status,
        hex,
        bytes,
        divided,
        exited,
        python,
        shell,
        decoded,
    ] = cells;
    writeln!(
        io::stdout(),
        "{how:9} {status:>6}  {hex:6}  {bytes:18}  {divided:>8}  {exited:9} {python:>10} {shell:>4}  {decoded}"
    )
    .map_err(|error| format!("write: {error}"))
}

fn send_myself(signal: c_int) -> ! {
    // A signal that whoever started us had ignored or blocked would end nobody.
    // SAFETY: SIG_DFL is no handler, and sigemptyset fills in the set before it is used.
    unsafe {
        libc::signal(signal, libc::SIG_DFL);
        let mut set = mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, signal);
        libc::sigprocmask(libc::SIG_UNBLOCK, &set, ptr::null_mut());
        libc::raise(signal);
    }
    process::exit(1)
}

/// Where the limit allows it, abort would leave a file behind in the folder you are in.
fn leave_no_core_file() {
    let none = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: none lives until the call returns.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &none) };
}
