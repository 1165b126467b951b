use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    assert_eq!(lines.len(), 4, "{run:?}");
    let child = numbers(lines[0])[0];
    let says = |waitid: &str, kill: &str| {
        format!("child {child}: waitid says {waitid:?}, kill says {kill:?}")
    };

    assert_eq!(lines[0], says("has not ended", "is there"), "{run:?}");
    // The zombie: it has ended, and its PID is in use.
    assert_eq!(lines[1], says("has ended", "is there"), "{run:?}");
    // One wait takes it away, with what it had kept.
    assert_eq!(lines[2], format!("{child} exited with 7"));
    let [nobody, gone] = [libc::ECHILD, libc::ESRCH].map(|errno| {
        let error = std::io::Error::from_raw_os_error(errno);
        error.to_string()
    });
    assert_eq!(lines[3], says(&nobody, &gone), "{run:?}");
}
