use super::Program;

pub fn story(program: &Program) {
    program.run(&[]).tells(&[
        r#"<child>: waitid says "has not ended", kill says "is there""#,
        // The zombie: it has ended, and its PID is in use.
        r#"<child>: waitid says "has ended", kill says "is there""#,
        // One wait takes it away, with what it had kept.
        "<child> exited with 7",
        r#"<child>: waitid says "ECHILD", kill says "ESRCH""#,
    ]);
}
