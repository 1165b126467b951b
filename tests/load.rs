//! Nothing is lost under load. In a debug build these tests are ignored: they take half a minute in
//! a release build.

use std::collections::HashMap;
use std::io;
use std::mem;

use fork_and_wait::*;

mod common;
use common::*;

fn nobody_is_left() {
    assert_eq!(errno(wait_status()), libc::ECHILD);
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
#[cfg_attr(debug_assertions, ignore = "needs a release build")]
fn a_hundred_thousand_children_one_after_another_are_all_reaped() {
    let _turn = take_turns();
    let mut memory = 0;
    for number in 0..100_000 {
        if number % 1000 == 0 {
            alarm(60);
        }
        if number == 1000 {
            memory = most_memory();
        }
        let code = number % 256;
        assert_eq!(child(|| exit_now(code)).reap(), code << 8, "child {number}");
    }
    nobody_is_left();
    // A leak of a hundred bytes a child would be ten megabytes, several times what it has.
    let grown = most_memory() - memory;
    assert!(grown * 10 <= memory, "memory has grown from {memory} by {grown}");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "needs a release build")]
fn five_thousand_children_at_once_are_each_reaped_once() {
    let _turn = take_turns();
    let (reader, writer) = io::pipe().expect("pipe");
    let mut children = HashMap::new();
    for number in 0..5000 {
        let code = number % 256;
        let child = child(|| {
            stay_until_told(&reader, &writer);
            exit_now(code)
        });
        let before = children.insert(child.pid, (child, code));
        assert!(before.is_none(), "a PID is not given out twice");
    }
    let anybody = waitpid_status(-1, WNOHANG).expect("waitpid");
    assert_eq!(anybody, (0, -1), "they are all alive");

    drop(writer);
    while !children.is_empty() {
        let (pid, status) = waitpid_status(-1, 0).expect("waitpid");
        let (_, code) = children.remove(&pid).expect("one who was not reaped before");
        assert_eq!(status, code << 8);
    }
    nobody_is_left();
}
