use std::process::Command;

use super::{Program, numbers};

pub fn story(program: &Program) {
    let shell = Command::new("sh").args(["-c", "ls / | wc -l"]).output();
    let counted = shell.expect("there is a shell").stdout;
    let counted = String::from_utf8(counted).expect("a number");

    let run = program.run(&[]);
    let lines: Vec<&str> = run.lines().into_iter().map(str::trim).collect();
    let holder = lines.get(4).map_or(0, |line| numbers(line)[0]);
    assert_eq!(
        lines,
        [
            "ls / | wc -l",
            counted.trim(),
            "ls exited with 0, wc exited with 0",
            "ls / | wc -l: the parent closes its end late",
            &format!("wc waits: process {holder} has the writing end"),
            counted.trim(),
            "ls exited with 0, wc exited with 0",
            "yes | head -1",
            "y",
            "yes killed by signal 13 (SIGPIPE), head exited with 0",
        ]
    );
    assert_ne!(holder, 0);
}

/// The one that holds the writing end open is the parent itself.
pub fn it_says_who_holds_the_end(program: &Program) {
    let running = program.start(&[]);
    let told = format!("process {} has the writing end", running.pid());
    assert!(running.finish().stdout.contains(&told), "{told}");
}
