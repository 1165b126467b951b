//! Nothing is lost under load. Even in a release build these tests take half a minute.

use std::collections::HashMap;
use std::{io, mem};

use fork_and_wait::*;

mod children;
mod common;
use children::*;
use common::*;

/// The most memory that this process has had so far, in the system's unit.
fn most_memory() -> i64 {
    // SAFETY: an rusage of zeros is valid, and it exists until the call returns.
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
        if number == 1000 {
            memory = most_memory();
        }
        let code = number % 256;
        assert_eq!(child(|| code).reap(), code << 8, "child {number}");
    }
    assert_eq!(wait_for_any(), Err(libc::ECHILD), "nobody is left");
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
        let child = child(|| stay_until_told(&reader, &writer, code));
        let before = children.insert(child.pid, (child, code));
        assert!(before.is_none(), "a PID is not given out twice");
    }
    assert_eq!(wait_for(-1, WNOHANG), Ok((0, -1)), "they are all alive");

    drop(writer);
    while !children.is_empty() {
        let (pid, status) = wait_for(-1, 0).expect("waitpid");
        let (_child, code) = children.remove(&pid).expect("one who was not reaped before");
        assert_eq!(status, code << 8);
    }
    assert_eq!(wait_for_any(), Err(libc::ECHILD), "nobody is left");
}
