use super::{Program, Run, ignore, mask, send};

pub fn story(program: &Program) {
    it_tells_all_or_nothing(&program.run(&[]));
    // However SIGTERM was left to it.
    it_tells_all_or_nothing(&program.prepared(|| mask(libc::SIG_BLOCK, &[libc::SIGTERM])).run(&[]));
    it_tells_all_or_nothing(&program.prepared(|| ignore(&[libc::SIGTERM])).run(&[]));
}

/// Where namespaces are forbidden, all that it can say is why.
fn it_tells_all_or_nothing(run: &Run) {
    let forbidden = ["Operation not permitted", "No space left on device", "Invalid argument"];
    let is_forbidden = forbidden.iter().any(|why| run.stderr.contains(why));
    if is_forbidden || !cfg!(target_os = "linux") {
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{run:?}");
    } else {
        run.tells_as_shown("process_1");
    }
}

/// Process 1 waits for its parent, which does not answer any more.
pub fn process_1_does_not_wait_for_a_parent_that_was_killed(program: &Program) {
    for _ in 0..5 {
        let mut running = program.start(&[]);
        // Where namespaces are forbidden, there is no line.
        let _ = running.line();
        send(libc::SIGKILL, running.pid());
        running.finish();
    }
}
