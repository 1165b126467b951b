use std::env;

use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    let [_heading, before, child, after] = lines[..] else { panic!("{run:?}") };
    let own = env::current_dir().expect("the program starts where the test is");
    let own = own.to_str().expect("its path is text");

    let at = cells(before)[2];
    assert!(at.starts_with("0x"), "{run:?}");
    // The number and the directory are copied. The file goes on, whoever reads it.
    assert_eq!(cells(before), ["before", "1", at, "100", own]);
    assert_eq!(cells(child), ["child", "2", at, "200", "/"]);
    assert_eq!(cells(after), ["after", "1", at, "300", own]);
}

/// The last cell is the rest of the line: there may be spaces in the name of a directory.
fn cells(line: &str) -> [&str; 5] {
    let mut rest = line;
    let first = [(); 4].map(|()| {
        let (cell, after) = rest.trim_start().split_once(' ').expect(line);
        rest = after;
        cell
    });
    let [who, number, at, position] = first;
    [who, number, at, position, rest.trim_start()]
}
