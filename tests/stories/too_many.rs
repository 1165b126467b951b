use std::io::Error;

use super::{Program, numbers};

pub fn story(program: &Program) {
    // The limit counts all that a user runs. As root the program becomes a user of its own; else
    // another process of ours may just then take the room, or leave so much that it is not used up.
    // Then it says so, and may try again.
    let mut run = program.run(&[]);
    for _ in 0..4 {
        if run.code == Some(0) {
            break;
        }
        run = program.run(&[]);
    }
    let lines = run.lines();
    assert_eq!(lines.len(), 3, "{run:?}");

    let (limit, count) = (numbers(lines[0])[0], numbers(lines[0])[1]);
    let eagain = Error::from_raw_os_error(libc::EAGAIN).to_string();
    let (eagain, _os_error) = eagain.split_once(" (").expect("Rust adds the number");
    let full = format!("limit {limit}: {count} children, fork: {eagain}");
    assert!(lines[0].starts_with(&full), "{run:?}");
    assert!(limit > 1 && (1..64).contains(&count), "{run:?}");

    let reaped = format!("{count} reaped, fork: works");
    assert_eq!(lines[1], reaped, "{run:?}");
    assert_eq!(lines[2], "my own limit: as before", "{run:?}");
}
