//! Every example tells its story.
//!
//! `tests/stories` holds what an example and its Python twin have in common. What only the example
//! promises is tested here.

mod stories;

use stories::{Program, STORIES};

mod every_example_tells_its_story {
    use super::stories::*;
    every_lesson!(a_test_of example, cfg(unix),);
}

mod every_example_keeps_its_promises {
    use super::stories::*;
    every_promise!(example, cfg(unix));
}

#[test]
fn every_example_has_a_story() {
    let examples = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"));
    assert_eq!(STORIES.len(), examples.expect("the examples are there").count());
}

#[test]
fn pipeline_says_who_holds_the_end() {
    stories::pipeline::it_says_who_holds_the_end(&Program::example("pipeline"));
}

#[test]
fn printed_twice_prints_a_newline_at_once_wherever_stdout_goes() {
    stories::printed_twice::newline_in_a_pipe_appears(1, &Program::example("printed_twice"));
}

#[test]
fn parallel_starts_one_child_for_each_core() {
    let cores = std::thread::available_parallelism().expect("there are cores");
    let run = Program::example("parallel").run(&["10"]);
    let told = format!("primes below 10, cores: {cores}");
    assert_eq!(run.lines()[0], told, "{run:?}");
}
