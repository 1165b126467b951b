//! Does the division by 256 work on every Unix?
//!
//!     cargo run --example unixes
//!
//! prints
//!
//!                  exit(2)                  SIGKILL
//!                  status  // 256   W       status  // 256   W
//!     Linux        0x0200       2   2       0x0009       0   0
//!     MIPS         0x0200       2   2       0x0009       0   0
//!     Apple        0x0200       2   2       0x0009       0   0
//!     FreeBSD      0x0200       2   2       0x0009       0   0
//!     DragonFly    0x0200       2   2       0x0009       0   0
//!     NetBSD       0x0200       2   2       0x0009       0   0
//!     OpenBSD      0x0200       2   2       0x0009       0   0
//!     Solaris      0x0200       2   2       0x0009       0   0
//!     QNX          0x0200       2   2       0x0009       0   0
//!     Cygwin       0x0200       2   2       0x0009       0   0
//!     AIX          0x0200       2   2      0x90009    2304  -1
//!     Haiku        0x0002       0   2       0x0900       9   0
//!                  SIGSTOP                  continued
//!                  status  // 256   W       status  // 256   W
//!     Linux        0x137f      19  19       0xffff     255 255
//!     MIPS         0x177f      23  23       0xffff     255 255
//!     Apple        0x117f      17  17       0x137f      19  19
//!     FreeBSD      0x117f      17  17       0x0013       0   0
//!     DragonFly    0x117f      17  17       0x0013       0   0
//!     NetBSD       0x117f      17  17       0xffff     255 255
//!     OpenBSD      0x117f      17  17       0xffff     255 255
//!     Solaris      0x177f      23  23       0xffff     255 255
//!     QNX          0x177f      23  23       0xffff     255 255
//!     Cygwin       0x117f      17  17       0xffff     255 255
//!     AIX          0x1140      17  -1    0x1000000   65536   0
//!     Haiku       0xa0000    2560   0      0x20000     512   0
//!
//! `status` is what `wait` fills in there, and W is what that system's WEXITSTATUS makes of it. MIPS
//! is Linux on MIPS processors.
//!
//! The program also says what a wait status means on each of them:
//!
//!     cargo run --example unixes -- 0x0900

use std::env;
use std::io::{self, Write};

use fork_and_wait::{WaitStatus, c_int, family::*};

fn main() -> io::Result<()> {
    for word in env::args_os().skip(1) {
        let status = number(&word.to_string_lossy())?;
        for (name, _, _, from_raw) in UNIXES {
            // Without the signal's name: on another Unix the number may be another signal.
            let words = from_raw(status).to_string();
            let words = words.split(['(', ',']).next().unwrap_or_default();
            writeln!(io::stdout(), "{name:11}{}", words.trim_end())?;
        }
    }
    if env::args_os().len() == 1 {
        show("exit(2)                  SIGKILL", 0)?;
        show("SIGSTOP                  continued", 2)?;
    }
    Ok(())
}

/// Prints two of the four endings on each Unix: number `first`, and the next one.
fn show(heading: &str, first: usize) -> io::Result<()> {
    writeln!(io::stdout(), "{:13}{heading}", "")?;
    let columns = "status  // 256   W       status  // 256   W";
    writeln!(io::stdout(), "{:13}{columns}", "")?;
    for (name, statuses, wexitstatus, _) in UNIXES {
        let [left, right] = [first, first + 1].map(|ending| {
            let status = statuses[ending];
            let divided = status / 256;
            let code = wexitstatus(status);
            format!("{:>9}  {divided:>6} {code:>3}", format!("{status:#06x}"))
        });
        writeln!(io::stdout(), "{name:10}{left}    {right}")?;
    }
    Ok(())
}

/// A wait status in decimal or, after 0x, in hexadecimal.
fn number(word: &str) -> io::Result<c_int> {
    let number = match word.strip_prefix("0x") {
        Some(digits) => c_int::from_str_radix(digits, 16),
        None => word.parse(),
    };
    number.map_err(|_| io::Error::other(format!("'{word}' is not a number such as 512 or 0x0200")))
}

/// The name of a Unix, what `wait` fills in there for four endings, the WEXITSTATUS of that Unix,
/// and all its macros together.
type Unix = (&'static str, [c_int; 4], Ask<c_int>, Ask<WaitStatus>);
type Ask<T> = fn(c_int) -> T;

#[rustfmt::skip]
const UNIXES: [Unix; 12] = [
    ("Linux", [0x0200, 0x0009, 0x137f, 0xffff], linux::WEXITSTATUS, linux::from_raw),
    ("MIPS", [0x0200, 0x0009, 0x177f, 0xffff], linux_mips::WEXITSTATUS, linux_mips::from_raw),
    ("Apple", [0x0200, 0x0009, 0x117f, 0x137f], apple::WEXITSTATUS, apple::from_raw),
    ("FreeBSD", [0x0200, 0x0009, 0x117f, 0x0013], freebsd::WEXITSTATUS, freebsd::from_raw),
    ("DragonFly", [0x0200, 0x0009, 0x117f, 0x0013], dragonfly::WEXITSTATUS, dragonfly::from_raw),
    ("NetBSD", [0x0200, 0x0009, 0x117f, 0xffff], netbsd::WEXITSTATUS, netbsd::from_raw),
    ("OpenBSD", [0x0200, 0x0009, 0x117f, 0xffff], openbsd::WEXITSTATUS, openbsd::from_raw),
    ("Solaris", [0x0200, 0x0009, 0x177f, 0xffff], solaris::WEXITSTATUS, solaris::from_raw),
    ("QNX", [0x0200, 0x0009, 0x177f, 0xffff], qnx::WEXITSTATUS, qnx::from_raw),
    ("Cygwin", [0x0200, 0x0009, 0x117f, 0xffff], cygwin::WEXITSTATUS, cygwin::from_raw),
    ("AIX", [0x0200, 0x90009, 0x1140, 0x1000000], aix::WEXITSTATUS, aix::from_raw),
    ("Haiku", [0x0002, 0x0900, 0xa0000, 0x20000], haiku::WEXITSTATUS, haiku::from_raw),
];
