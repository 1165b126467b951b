use std::process::Command;

use super::Program;

pub fn story(program: &Program) {
    let shell = Command::new("sh").args(["-c", "ls / | wc -l"]).output();
    let counted = String::from_utf8(shell.expect("there is a shell").stdout).expect("a number");
    let counted = counted.trim_end(); // there are systems where wc puts spaces before it
    program.run(&[]).tells(&[
        "ls / | wc -l",
        counted,
        "ls exited with 0, wc exited with 0",
        "ls / | wc -l: the parent closes its end late",
        "wc waits: process <holder> has the writing end",
        counted,
        "ls exited with 0, wc exited with 0",
        "yes | head -1",
        "y",
        "yes killed by signal 13 (SIGPIPE), head exited with 0",
    ]);
}

/// The one that holds the writing end open is the parent itself.
pub fn it_says_who_holds_the_end(program: &Program) {
    let running = program.start(&[]);
    let told = format!("process {} has the writing end", running.pid());
    assert!(running.finish().stdout.contains(&told), "{told}");
}
