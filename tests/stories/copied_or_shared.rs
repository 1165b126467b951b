use std::env;

use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    let [_heading, before, child, after] = lines[..] else {
        panic!("{run:?}")
    };
    let [before, child, after] = [before, child, after].map(row);
    let own = env::current_dir().expect("the program starts where the test is");
    let own = own.to_str().expect("its path is text");

    // Memory: the same place, another number.
    assert!(before.at.starts_with("0x"), "{run:?}");
    assert_eq!([child.at, after.at], [before.at; 2]);
    assert_eq!([before.number, child.number, after.number], ["1", "2", "1"]);
    // The file: each goes on where the other has stopped.
    assert_eq!(
        [before.digits, child.digits, after.digits],
        ["123", "456", "789"]
    );
    assert_eq!(
        [before.colour, child.colour, after.colour],
        ["red", "green", "red"]
    );
    assert_eq!(
        [before.directory, child.directory, after.directory],
        [own, "/", own]
    );
}

struct Row<'a> {
    number: &'a str,
    at: &'a str,
    digits: &'a str,
    colour: &'a str,
    directory: &'a str,
}

fn row(line: &str) -> Row<'_> {
    // The directory is the rest of the line: there may be spaces in it.
    let mut rest = line;
    let mut cell = || {
        let (cell, after) = rest.trim_start().split_once(' ').expect(line);
        rest = after;
        cell
    };
    let [_who, number, at, digits, colour] = [cell(), cell(), cell(), cell(), cell()];
    Row {
        number,
        at,
        digits,
        colour,
        directory: rest.trim_start(),
    }
}
