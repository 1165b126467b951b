use super::{Program, Run, ignore, mask, numbers};

pub fn story(program: &Program) {
    five_are_reaped(&program.run(&[]));
}

/// Whoever started it has ignored SIGCHLD, or blocked it while one was pending, or has left it a
/// child. All of these take one second, so they run at the same time.
pub fn however_it_was_started_it_reaps_its_five_children(program: &Program) {
    let ignored = || ignore(&[libc::SIGCHLD]);
    let prepared: [fn(); 3] = [ignored, block_one_that_is_pending, leave_a_child];
    let running = prepared.map(|prepare| program.prepared(prepare).start(&[]));
    for one in running {
        five_are_reaped(&one.finish());
    }
}

/// Each child is reaped once. How many signals came is a matter of the system and of chance.
fn five_are_reaped(run: &Run) {
    let mut children = Vec::new();
    for (line, number) in run.lines().into_iter().zip(1..) {
        let ended = numbers(line).split_off(1);
        assert_eq!(line, format!("signal {number}: {ended:?}"), "{run:?}");
        children.extend(ended);
    }
    children.sort();
    children.dedup();
    assert_eq!(children.len(), 5, "{run:?}");
}

fn block_one_that_is_pending() {
    mask(libc::SIG_BLOCK, &[libc::SIGCHLD]);
    // SAFETY: raise takes only a number.
    unsafe { libc::raise(libc::SIGCHLD) };
}

fn leave_a_child() {
    // SAFETY: the new process has one thread, and its child calls only _exit.
    unsafe {
        if libc::fork() == 0 {
            libc::_exit(0);
        }
    }
}
