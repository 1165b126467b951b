use std::time::Instant;

use super::{Program, Run};

pub fn story(program: &Program) {
    let begin = Instant::now();
    let run = program.run(&[]);
    // The pauses and the long life of one worker are real.
    assert!(begin.elapsed().as_millis() >= 100 + 200 + 500 + 100 + 100 + 200 + 400, "{run:?}");
    each_child_gets_what_its_status_says(&run);
}

fn each_child_gets_what_its_status_says(run: &Run) {
    // On a slow machine a child may live long enough where it should not, and its pause is short.
    let lines = run.lines();
    let of = |name: &str| -> Vec<&str> {
        lines.iter().filter_map(|line| line.strip_prefix(name)).collect()
    };
    let worker = of("worker: ");
    assert_eq!(worker[0], "killed by signal 9 (SIGKILL), again in 100 ms", "{run:?}");
    assert!(worker[1].starts_with("exited with 1, again in "), "{run:?}");
    // It has lived for half a second, so the pause begins anew.
    assert_eq!(worker[2..], ["exited with 1, again in 100 ms", "exited with 0, done"], "{run:?}");
    assert_eq!(of("missing: "), ["exited with 127, never again"], "{run:?}");
    let broken = of("broken: ");
    let (last, others) = broken.split_last().expect("it is started");
    assert_eq!(*last, "exited with 1, giving up", "{run:?}");
    assert!(others.len() >= 3, "{run:?}");
    assert!(
        others.ends_with(&["exited with 1, again in 200 ms", "exited with 1, again in 400 ms"])
    );
}
