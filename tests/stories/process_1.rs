use std::process::Command;

use super::{Program, mask, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    if !namespaces_are_allowed() {
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{run:?}");
        return;
    }
    let lines = run.lines();
    let pid = numbers(lines[0])[0];
    let told = [
        &format!("process {pid} is process 1 of a namespace"),
        "SIGTERM without a handler: it goes on",
        "zombies that it had to reap: 3",
        "SIGTERM with a handler: it exits",
    ];
    assert_eq!(lines, told, "{run:?}");

    // Process 1 cannot hear of the second SIGTERM. It ends with the program, and the program says so.
    let run = program.prepared(|| mask(libc::SIG_BLOCK, &[libc::SIGTERM])).run(&[]);
    assert_eq!(run.code, Some(1), "{run:?}");
}

/// Where they are not, one line on stderr is all that the program can say.
fn namespaces_are_allowed() -> bool {
    let mut unshare = Command::new("unshare");
    let status = unshare.args(["-U", "-r", "-p", "-f", "true"]).status();
    status.is_ok_and(|status| status.success())
}
