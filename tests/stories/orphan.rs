use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // Only a parent can wait. The new parent is whoever the system chooses: not the grandparent, if
    // that is not process 1.
    let reaped = if run.lines()[0] == "I am 1" { "reaped" } else { "ECHILD" };
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

/// The mark survives exec, and the program takes it off.
pub fn started_as_a_subreaper_it_tells_the_same_story(program: &Program) {
    #[cfg(target_os = "linux")]
    // SAFETY: this prctl takes only numbers.
    let program = &program.prepared(|| _ = unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1) });
    story(program);
}
