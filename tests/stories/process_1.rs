use super::{Program, Run, ignore, mask, send};

pub fn story(program: &Program) {
    it_tells_all_or_nothing(&program.run(&[]));
    // However SIGTERM was left to it.
    it_tells_all_or_nothing(&program.prepared(|| mask(libc::SIG_BLOCK, &[libc::SIGTERM])).run(&[]));
    it_tells_all_or_nothing(&program.prepared(|| ignore(&[libc::SIGTERM])).run(&[]));
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

/// Where namespaces are forbidden, all that it can say is why.
fn it_tells_all_or_nothing(run: &Run) {
    let forbidden = ["Operation not permitted", "No space left on device", "Invalid argument"];
    let allowed =
        cfg!(target_os = "linux") && !forbidden.iter().any(|why| run.stderr.contains(why));
    if !allowed {
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{run:?}");
        return;
    }
    run.tells(&[
        "process <pid> is process 1 of a namespace",
        "SIGTERM without a handler: it goes on",
        "zombies that it had to reap: 4",
        "SIGTERM with a handler: it exits",
    ]);
}
