use super::Program;

/// What Python says at a fork since 3.12.
const WARNING: &str = "DeprecationWarning: This process (pid=";

pub fn story(program: &Program) {
    let mut run = program.run(&[]);
    if run.stderr.contains(WARNING) {
        run.stderr.clear();
    }
    // The lock works on in the parent. The child looks after that, and its copy is still locked.
    run.tells(&[
        "parent: a thread holds the lock, and I fork",
        "parent: the thread has let go, and I have the lock",
        "child <child>: still locked, and nobody in here can unlock it",
    ]);
}
