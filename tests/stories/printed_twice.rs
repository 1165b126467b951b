use std::fs::File;
use std::io::Read;
use std::os::fd::AsRawFd;

use super::{Program, open_terminal};

/// What is printed up to here is the same in a pipe and on a terminal.
const THREE: [&str; 3] =
    ["wrong: Hello, wrong: Hello, world", "flush: Hello, world", "_exit: Hello, world"];

pub fn story(program: &Program) {
    assert_eq!(program.run(&[]).lines()[..3], THREE);

    // On a terminal a newline is enough in every language.
    let [master, slave] = open_terminal();
    let terminal = slave.as_raw_fd();
    let on_it = program.prepared(move || {
        // SAFETY: dup2 takes only numbers.
        unsafe { libc::dup2(terminal, 1) };
    });
    on_it.run(&[]).lines();
    // Once nobody has the other end open, we read to an end. On Linux that is the error EIO.
    drop(slave);
    let mut typed = String::new();
    let _ = File::from(master).read_to_string(&mut typed);
    let lines: Vec<&str> = typed.lines().collect();
    assert_eq!(lines[..3], THREE, "{typed}");
    assert_eq!(lines[3..], ["newline: Hello,", "world"], "{typed}");
}
