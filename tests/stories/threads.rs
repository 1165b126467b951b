use super::Program;

/// What Python says at a fork since 3.12.
const WARNING: &str = "DeprecationWarning: This process (pid=";

pub fn story(program: &Program) {
    let mut run = program.run(&[]);
    if run.stderr.contains(WARNING) {
        run.stderr.clear();
    }
    run.tells_as_shown("threads");
}
