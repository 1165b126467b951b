//! How does a server fork for each connection?
//!
//!     cargo run --example server
//!
//! prints, for example,
//!
//!     the client reads: hello from 29270, and the end
//!     the client reads: hello from 29271, and the end
//!     the client reads: hello from 29272, and the end
//!
//! The parent accepts a connection, forks a child that answers it, closes its own copy of the
//! connection, and accepts the next one. After each fork it reaps the children that have ended,
//! without waiting for the others.

use std::collections::BTreeSet;
use std::io::ErrorKind::{BrokenPipe, ConnectionReset, WouldBlock};
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::{process, time::Duration};

use fork_and_wait::{WNOHANG, WaitStatus, c_int, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    // Port 0: the kernel chooses a free one.
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let connect = || TcpStream::connect(listener.local_addr()?);
    // Three connections for our client. The kernel keeps them until the server accepts them.
    let connections = [connect()?, connect()?, connect()?];
    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        return client(connections);
    }
    drop(connections);
    let mut children = BTreeSet::from([pid]);

    for _ in 0..3 {
        // Python  connection, _ = listener.accept()
        // C       connection = accept(listener, NULL, NULL);
        let (connection, _) = listener.accept()?;
        // Python  pid = os.fork()
        // C       pid = fork();
        // SAFETY: this program has one thread.
        let pid = unsafe { fork() }?;
        if pid == 0 {
            // A child that kept the listener would keep the port after the parent has ended.
            drop(listener);
            // A client that has gone away is no failure of ours.
            return match write!(&connection, "hello from {}", process::id()) {
                Err(error) if error.kind() == BrokenPipe => Ok(()),
                result => result,
            };
        }
        children.insert(pid);
        // A connection ends when nobody has it open any more, and the client waits for that. Rust
        // would close ours at the end of this round in any case, C never would.
        drop(connection);
        // With 0 in place of WNOHANG the next connection would wait until all children have ended.
        reap(&mut children, WNOHANG)?;
    }
    reap(&mut children, 0)
}

/// Reads each connection until it ends, but waits at most two seconds for more.
fn client(connections: [TcpStream; 3]) -> io::Result<()> {
    let mut told = String::new();
    for mut connection in connections {
        connection.set_read_timeout(Some(Duration::from_secs(2)))?;
        let mut said = String::new();
        let end = match connection.read_to_string(&mut said) {
            Ok(_) => "and the end",
            Err(error) if [WouldBlock, ConnectionReset].contains(&error.kind()) => "and no end",
            Err(error) => return Err(error),
        };
        told += &format!("the client reads: {said}, {end}\n");
    }
    write!(io::stdout(), "{told}")
}

/// Reaps children until none is left or, with WNOHANG, until no other has ended.
fn reap(children: &mut BTreeSet<pid_t>, options: c_int) -> io::Result<()> {
    while !children.is_empty() {
        let mut status = 0;
        // Python  pid, status = os.waitpid(-1, options)
        // C       pid = waitpid(-1, &status, options);
        // SAFETY: status exists until the call returns.
        let pid = unsafe { waitpid(-1, &mut status, options) }?;
        match WaitStatus::from_raw(status) {
            _ if pid == 0 => break,
            _ if !children.remove(&pid) => {} // not ours: exec keeps the children of the old program
            WaitStatus::Exited { code: 0 } => {}
            WaitStatus::Exited { .. } => process::exit(1), // the child has said why
            ended => return Err(io::Error::other(format!("child {pid} {ended}"))),
        }
    }
    Ok(())
}
