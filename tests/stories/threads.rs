use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let lines: Vec<&str> = run.stdout.lines().collect();
    let [held, free, locked, ended] = lines[..] else {
        panic!("{run:?}")
    };
    assert_eq!(held, "parent: a thread holds the lock, and I fork");
    // The lock works on in the parent. The child looks after that, and its copy is still locked.
    assert_eq!(free, "parent: the thread has let go, and I have the lock");
    assert_eq!(
        locked,
        "child: still locked, and nobody in here can unlock it"
    );
    let [pid, code] = numbers(ended)[..] else {
        panic!("{ended:?}")
    };
    assert_eq!(ended, format!("parent: child {pid} exited with {code}"));
    assert_eq!(code, 1, "the child brings the answer as its exit code");
}

pub fn python_warns_since_3_12(warned: &str) {
    let ask = "import sys; print(sys.version_info >= (3, 12))";
    let python = Program::new(&["python3", "-c", ask]);
    if python.run(&[]).lines() == ["True"] {
        let said = "is multi-threaded, use of fork() may lead to deadlocks in the child";
        assert!(
            warned.contains("DeprecationWarning: This process (pid=") && warned.contains(said),
            "{warned:?}"
        );
    } else {
        assert_eq!(warned, "");
    }
}
