use super::Program;

/// What Python says at a fork since 3.12.
const WARNING: &str = "DeprecationWarning: This process (pid=";

pub fn story(program: &Program) {
    let mut run = program.run(&[]);
    if run.stderr.contains(WARNING) {
        run.stderr.clear();
    }
    // The lock works on in the parent. The child looks after that, and its copy is still locked.
    let [_child] = run.tells(&[
        "parent: a thread holds the lock, and I fork",
        "parent: the thread has let go, and I have the lock",
        "child <child>: still locked, and nobody in here can unlock it",
    ]);
}

pub fn python_warns_since_3_12(program: &Program) {
    let ask = "import sys; print(sys.version_info >= (3, 12))";
    let version = Program::new(&["python3", "-c", ask]).run(&[]);
    let warns = version.lines() == ["True"];

    let run = program.run(&[]);
    let why = "is multi-threaded, use of fork() may lead to deadlocks in the child";
    let warned = run.stderr.contains(WARNING) && run.stderr.contains(why);
    assert_eq!(warned, warns, "{run:?}");
}
