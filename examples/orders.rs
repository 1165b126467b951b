//! In which order can the lines come?
//!
//!     cargo run --example orders
//!
//! prints, for example,
//!
//!     axyb: 997 times
//!     xyab: 3 times
//!
//! The parent prints a, waits for its child, and prints b. The child prints x and y. Three orders
//! are possible. A thousand runs show how often each came, and the next thousand other figures.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::process;

use fork_and_wait::{WaitStatus, fork, waitpid};

fn main() -> io::Result<()> {
    let mut orders = BTreeMap::new();

    for _ in 0..1000 {
        *orders.entry(run()?).or_insert(0) += 1;
    }

    for (order, times) in orders {
        writeln!(io::stdout(), "{order}: {times} times")?;
    }
    Ok(())
}

fn run() -> io::Result<String> {
    // Both processes write into one pipe, and a pipe keeps the order in which it was filled.
    let (mut reader, mut writer) = io::pipe()?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        writer.write_all(b"x")?;
        writer.write_all(b"y")?;
        // Without this line the child would go back to the loop, and fork children of its own.
        process::exit(0);
    }

    writer.write_all(b"a")?;

    let mut status = 0;
    // Python  _, status = os.waitpid(pid, 0)
    // C       waitpid(pid, &status, 0);
    // Without the wait, b could come before y, and even before x: six orders would be possible.
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => {}
        WaitStatus::Exited { .. } => process::exit(1), // the child has said why
        ended => return Err(io::Error::other(format!("child {pid} {ended}"))),
    }
    writer.write_all(b"b")?;

    // Without this line read_to_string would never return: this process could still write.
    drop(writer);
    let mut order = String::new();
    reader.read_to_string(&mut order)?;
    Ok(order)
}
