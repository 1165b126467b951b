use super::{Program, Run, numbers, send_to_a_child_of};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "one job failed: {run:?}");
    ten_jobs_three_at_a_time(&run);
}

pub fn a_strangers_child_takes_no_place(program: &Program) {
    story(&program.with_a_strangers_child());
}

fn ten_jobs_three_at_a_time(run: &Run) {
    let mut left: Vec<i64> = (1..=10).collect();
    for line in run.stdout.lines() {
        let (ended, others) = line.split_once(", still running: ").expect(line);
        let job = numbers(ended)[0];
        let code = i64::from(job == 7);
        assert_eq!(ended, format!("job {job} exited with {code}"), "{run:?}");
        assert!(left[..left.len().min(3)].contains(&job), "{job} has not begun: {run:?}");
        left.retain(|other| *other != job);
        // Of three children one has ended. The other two are the next in the list.
        let mut others = numbers(others);
        others.sort();
        assert_eq!(others, left[..left.len().min(2)], "{run:?}");
    }
    assert!(left.is_empty(), "{run:?}");
}

/// A killed child is a failed job, and the other nine are done all the same.
pub fn a_killed_job_counts_as_failed(program: &Program) {
    if !cfg!(target_os = "linux") {
        return;
    }
    // The child that we choose may have ended a moment before.
    let killed = (0..10).map(|_| {
        let mut running = program.start(&[]);
        running.line();
        send_to_a_child_of(running.pid(), libc::SIGKILL);
        running.finish()
    });
    let is_told = |run: &Run| run.stdout.contains(" killed by signal 9");
    let run = killed.into_iter().find(is_told).expect("a child is killed");
    let failed = run.stdout.lines().filter(|line| !line.contains(" exited with 0,")).count();
    assert_eq!(run.stdout.lines().count(), 10, "{run:?}");
    assert_eq!(run.code, Some(failed as i32), "{run:?}");
}
