use std::io::Error;

use super::Program;

pub fn story(program: &Program) {
    let [nobody, gone] = [libc::ECHILD, libc::ESRCH].map(Error::from_raw_os_error);
    program.run(&[]).tells(&[
        r#"child <child>: waitid says "has not ended", kill says "is there""#,
        // The zombie: it has ended, and its PID is in use.
        r#"child <child>: waitid says "has ended", kill says "is there""#,
        // One wait takes it away, with what it had kept.
        "<child> exited with 7",
        &format!(r#"child <child>: waitid says "{nobody}", kill says "{gone}""#),
    ]);
}
