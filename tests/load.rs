//! Nothing is lost under load: benchmarks that check every child and print their figures. They assert
//! no time.
//!
//! The test harness has threads, so a child calls only async-signal-safe functions.

use std::collections::HashMap;
use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::AsRawFd;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{mem, ptr};

use fork_and_wait::*;

fn take_turns() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // SAFETY: alarm takes nothing but a number.
    unsafe { libc::alarm(300) };
    turn
}

/// A child that ends with `code`, at once or, given a pipe, when its writer is closed everywhere.
fn child(code: c_int, until_closed: Option<(&PipeReader, &PipeWriter)>) -> io::Result<pid_t> {
    // SAFETY: the child calls nothing but alarm, close, read and _exit.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        let mut byte = 0u8;
        // SAFETY: the descriptors are the child's own copies, and byte has room for one byte.
        unsafe {
            if let Some((reader, writer)) = until_closed {
                libc::alarm(300);
                libc::close(writer.as_raw_fd());
                libc::read(reader.as_raw_fd(), (&raw mut byte).cast(), 1);
            }
            libc::_exit(code)
        }
    }
    Ok(pid)
}

fn reap(pid: pid_t, options: c_int) -> io::Result<(pid_t, c_int)> {
    let mut status = -1;
    // SAFETY: status lives until the call returns.
    let pid = unsafe { waitpid(pid, &mut status, options) }?;
    Ok((pid, status))
}

fn nobody_is_left() {
    // SAFETY: null is allowed.
    let left = unsafe { wait(ptr::null_mut()) }.map_err(|error| error.raw_os_error());
    assert_eq!(left, Err(Some(libc::ECHILD)));
}

/// The most memory that this process has had so far, in the system's unit.
fn most_memory() -> i64 {
    // SAFETY: an rusage of zeros is valid, and it lives until the call returns.
    unsafe {
        let mut usage: libc::rusage = mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage.ru_maxrss as i64
    }
}

#[test]
#[ignore = "needs a release build, and half a minute"]
fn release_a_hundred_thousand_children_one_after_another_are_all_reaped() {
    let _turn = take_turns();
    const CHILDREN: u32 = 100_000;
    let mut memory = 0;
    let begin = Instant::now();
    for number in 0..CHILDREN {
        if number == 1000 {
            memory = most_memory();
        }
        let code = (number % 256) as c_int;
        let pid = child(code, None).expect("fork");
        assert_eq!(
            reap(pid, 0).expect("waitpid"),
            (pid, code << 8),
            "child {number}"
        );
    }
    let took = begin.elapsed();
    nobody_is_left();
    // A leak of a hundred bytes a child would be ten megabytes, several times what it has.
    let grown = most_memory() - memory;
    assert!(
        grown * 10 <= memory,
        "memory has grown from {memory} by {grown}"
    );
    let second = f64::from(CHILDREN) / took.as_secs_f64();
    println!("{CHILDREN} children in {took:.1?}: {second:.0} forks a second");
}

#[test]
#[ignore = "needs a release build"]
fn release_five_thousand_children_at_once_are_each_reaped_once() {
    let _turn = take_turns();
    const CHILDREN: c_int = 5000;
    let (reader, writer) = io::pipe().expect("pipe");
    let mut codes = HashMap::new();
    let begin = Instant::now();
    for number in 0..CHILDREN {
        let code = number % 256;
        let pid = child(code, Some((&reader, &writer))).expect("fork");
        assert_eq!(
            codes.insert(pid, code),
            None,
            "a PID is not given out twice"
        );
    }
    let started = begin.elapsed();
    assert_eq!(
        reap(-1, WNOHANG).expect("waitpid"),
        (0, -1),
        "they are all alive"
    );

    let begin = Instant::now();
    drop(writer);
    while !codes.is_empty() {
        let (pid, status) = reap(-1, 0).expect("waitpid");
        let code = codes
            .remove(&pid)
            .expect("a child of ours that was not reaped before");
        assert_eq!(status, code << 8);
    }
    nobody_is_left();
    println!(
        "{CHILDREN} children alive after {started:.1?}, reaped {:.1?} later",
        begin.elapsed()
    );
}

type Call = fn(pid_t) -> io::Result<(pid_t, c_int)>;

#[test]
#[ignore = "needs a release build: it is a benchmark, and prints its figures"]
fn release_reaping_is_measured_among_ever_more_children() {
    let _turn = take_turns();
    let calls: [(&str, Call); 3] = [
        ("wait()", |_| reap(-1, 0)),
        ("waitpid(pid)", |pid| reap(pid, 0)),
        ("waitpid(-1, WNOHANG)", |_| reap(-1, WNOHANG)),
    ];
    println!("microseconds to reap one child while others are alive, median of 100");
    println!(
        "{:22}{:>9}{:>9}{:>9}{:>9}",
        "others alive", 10, 100, 1000, 5000
    );
    for (name, call) in calls {
        print!("{name:22}");
        for others in [10, 100, 1000, 5000] {
            print!("{:>9.1}", microseconds_among(others, call));
        }
        println!();
    }
    nobody_is_left();
}

/// Forks the others first, so that a call that goes through the children in order meets them first.
fn microseconds_among(others: usize, call: Call) -> f64 {
    let (reader, writer) = io::pipe().expect("pipe");
    let alive: Vec<pid_t> = (0..others)
        .map(|_| child(0, Some((&reader, &writer))).expect("fork"))
        .collect();
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let pid = child(7, None).expect("fork");
            has_ended(pid);
            let begin = Instant::now();
            let reaped = call(pid);
            let took = begin.elapsed();
            assert_eq!(reaped.expect("waitpid"), (pid, 7 << 8));
            took
        })
        .collect();
    drop(writer);
    for pid in alive {
        assert_eq!(reap(pid, 0).expect("waitpid"), (pid, 0));
    }
    times.sort();
    times[50].as_secs_f64() * 1e6
}

/// Returns when the child has ended. It is not reaped: WNOWAIT only looks.
fn has_ended(pid: pid_t) {
    let options = libc::WEXITED | libc::WNOWAIT;
    // SAFETY: a siginfo of zeros is valid, and it lives until the call returns.
    let looked = unsafe {
        let mut info: libc::siginfo_t = mem::zeroed();
        libc::waitid(libc::P_PID, pid as libc::id_t, &mut info, options)
    };
    assert_eq!(looked, 0, "{}", io::Error::last_os_error());
}
