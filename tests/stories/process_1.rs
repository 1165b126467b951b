use std::process::Command;

use super::{Program, mask};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // Where namespaces are forbidden, one line on stderr is all that the program can say.
    let unshare = Command::new("unshare").args(["-U", "-r", "-p", "-f", "true"]).status();
    if !unshare.is_ok_and(|status| status.success()) {
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{run:?}");
        return;
    }
    run.tells(&[
        "process <pid> is process 1 of a namespace",
        "SIGTERM without a handler: it goes on",
        "zombies that it had to reap: 3",
        "SIGTERM with a handler: it exits",
    ]);

    // Process 1 cannot hear of the second SIGTERM. It ends with the program, and the program says so.
    let run = program.prepared(|| mask(libc::SIG_BLOCK, &[libc::SIGTERM])).run(&[]);
    assert_eq!(run.code, Some(1), "{run:?}");
}
