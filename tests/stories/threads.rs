use super::{Program, numbers};

/// What Python says at a fork since 3.12.
const WARNING: &str = "DeprecationWarning: This process (pid=";

pub fn story(program: &Program) {
    let run = program.run(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.is_empty() || run.stderr.contains(WARNING), "{run:?}");
    let lines: Vec<&str> = run.stdout.lines().collect();
    let [held, free, locked] = lines[..] else { panic!("{run:?}") };
    assert_eq!(held, "parent: a thread holds the lock, and I fork");
    // The lock works on in the parent. The child looks after that, and its copy is still locked.
    assert_eq!(free, "parent: the thread has let go, and I have the lock");
    let pid = numbers(locked)[0];
    let told = format!("child {pid}: still locked, and nobody in here can unlock it");
    assert_eq!(locked, told);
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
