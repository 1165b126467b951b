use super::Program;

pub fn story(program: &Program) {
    program.run(&[]).tells(&[
        "parent sets blue",
        // The child has a copy of the parent's environment.
        "child sees blue",
        "child sets red",
        // exec keeps the environment.
        "sh sees red",
        // The child has changed only its copy.
        "parent sees blue",
    ]);
}
