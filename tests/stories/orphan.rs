use std::io::Error;

use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // Only a parent can wait. The new parent is whoever the system chooses: not the grandparent, if
    // that is not process 1.
    let nobody = Error::from_raw_os_error(libc::ECHILD).to_string();
    let reaped = if run.lines()[0] == "I am 1" { "reaped" } else { &nobody };
    let first = [
        "I am <program>",
        "orphan <orphan>: my parent is now <parent>",
        &format!("waitpid(<orphan>): {reaped}"),
    ];
    let then = [
        "I am a subreaper",
        "orphan <other>: my parent is now <program>",
        "waitpid(<other>): reaped",
    ];
    let none = "I do not know how to become a subreaper here";
    let told = match run.lines()[3..] == [none] && !cfg!(target_os = "linux") {
        true => run.tells(&[&first[..], &[none]].concat()),
        false => run.tells(&[first, then].concat()),
    };
    assert_eq!(told["parent"] == told["program"], reaped == "reaped", "{run:?}");
}
