use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    // Not the PID by which we know it: it may be in a namespace of its own.
    let program = numbers(lines[0])[0];
    let new_parent = |line: &str, told: &str| {
        let [orphan, parent] = numbers(line)[..] else { panic!("{line:?}") };
        assert_eq!(line, format!("orphan {orphan}: my parent is now {parent}"));
        let reaped = told == format!("waitpid({orphan}): reaped");
        // Only a parent can wait.
        let nobody = std::io::Error::from_raw_os_error(libc::ECHILD);
        assert!(reaped || told == format!("waitpid({orphan}): {nobody}"), "{run:?}");
        assert_eq!(reaped, parent == program, "{run:?}");
        parent
    };

    // The new parent is whoever the system chooses. It is not the grandparent, if that is not process 1.
    let parent = new_parent(lines[1], lines[2]);
    assert!(parent != program || program == 1, "{run:?}");

    if lines[3] == "I do not know how to become a subreaper here" {
        assert!(!cfg!(target_os = "linux") && lines.len() == 4, "{run:?}");
        return;
    }
    assert_eq!((lines[3], lines.len()), ("I am a subreaper", 6), "{run:?}");
    assert_eq!(new_parent(lines[4], lines[5]), program, "{run:?}");
}
