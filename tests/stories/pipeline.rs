use std::process::Command;

use super::{Program, mask};

pub fn story(program: &Program) {
    let shell = Command::new("sh").args(["-c", "ls / | wc -l"]).output();
    let counted = String::from_utf8(shell.expect("there is a shell").stdout).expect("a number");
    program.run(&[]).tells(&format!(
        "ls / | wc -l
         {counted}\
         ls exited with 0, wc exited with 0
         yes | head -1
         y
         yes killed by signal 13 (SIGPIPE), head exited with 0"
    ));
}

/// Otherwise `yes` would go on writing, and say so.
pub fn a_blocked_sigpipe_kills_yes_all_the_same(program: &Program) {
    story(&program.prepared(|| mask(libc::SIG_BLOCK, &[libc::SIGPIPE])));
}

/// The last line is Rust's one line, or the last one of Python's traceback.
pub fn it_names_the_command_that_is_not_there(program: &Program) {
    // A `python3` in PATH may be a script that needs PATH itself.
    let found = "case $1 in python3) exe=$(python3 -c 'import sys; print(sys.executable)');; \
                 *) exe=$1;; esac; shift; PATH=/nonexistent exec \"$exe\" \"$@\"";
    let run = program.under(&["sh", "-c", found, "sh"]).run(&[]);
    assert_eq!((run.code, &*run.stdout), (Some(1), "ls / | wc -l\n"), "{run:?}");
    let why = run.stderr.lines().last().expect("it says why");
    let names_it = why.contains("ls: ") || why.contains("wc: ");
    assert!(names_it && why.contains("No such file or directory"), "{run:?}");
}
