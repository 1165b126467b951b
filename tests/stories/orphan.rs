use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // Only a parent can wait. The new parent is whoever the system chooses: not the grandparent, if
    // that is not process 1.
    let reaped = if run.lines()[0] == "I am 1" { "reaped" } else { "ECHILD" };
    let none = "I do not know how to become a subreaper here";
    let rest = match run.lines()[3..] == [none] && !cfg!(target_os = "linux") {
        true => none,
        false => {
            "I am a subreaper
             orphan <other>: my parent is now <program>
             waitpid(<other>): reaped"
        }
    };
    let told = run.tells(&format!(
        "I am <program>
         orphan <orphan>: my parent is now <parent>
         waitpid(<orphan>): {reaped}
         {rest}"
    ));
    assert_eq!(told["parent"] == told["program"], reaped == "reaped", "{run:?}");
}

/// The mark survives exec, and the program takes it off.
pub fn started_as_a_subreaper_it_tells_the_same_story(program: &Program) {
    #[cfg(target_os = "linux")]
    // SAFETY: this prctl takes only numbers.
    let program = &program.prepared(|| _ = unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1) });
    story(program);
}
