use std::time::Instant;

use super::{Program, blocking};

const ASKED: &str = "do something else or just wait 1 sec";

pub fn story(program: &Program) {
    let begin = Instant::now();
    let run = program.run(&[]);
    let took = begin.elapsed().as_secs();
    let lines = run.lines();

    // Between two asks that came back empty it reports all that have ended since.
    let batches: Vec<Vec<&str>> = lines
        .split(|line| *line == ASKED)
        .map(<[_]>::to_vec)
        .collect();
    blocking::each_child_is_reported_once(&batches);

    // After each of them it sleeps a second, so in the time that has passed there cannot be more. The
    // last child needs at least a second, so there is one.
    let asked = batches.len() as u64 - 1;
    assert!(
        asked >= 1 && asked <= took + 1,
        "asked {asked} times in {took} seconds"
    );
}
