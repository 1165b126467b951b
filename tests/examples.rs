//! Every example tells its story.
//!
//! `tests/stories` holds what an example and its Python twin have in common. What only the example
//! promises is tested here.

mod stories;

use std::collections::BTreeSet;
use std::fs;

use stories::{Program, STORIES};

macro_rules! a_test_for_each {
    ($($name:ident)*) => {
        mod every_example_tells_its_story {
            use super::stories::{self, Program};
            $(
                #[test]
                fn $name() {
                    stories::$name::story(&Program::example(stringify!($name)));
                }
            )*
        }
    };
}
stories::every_lesson!(a_test_for_each);

#[test]
fn every_example_has_a_story() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let files = fs::read_dir(folder).expect("the examples are there");
    let examples: BTreeSet<String> = files
        .filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_string()))
        .collect();
    let stories = STORIES.iter().map(|(name, _)| name.to_string());
    assert_eq!(stories.collect::<BTreeSet<_>>(), examples);
}

#[test]
fn a_child_that_is_killed_is_reported_as_killed() {
    for name in ["blocking", "nohang"] {
        stories::blocking::a_killed_child_is_reported_as_killed(&Program::example(name));
    }
}

#[test]
fn a_child_that_somebody_else_left_is_none_of_the_three() {
    for name in ["blocking", "nohang"] {
        stories::blocking::a_strangers_child_does_not_count(|| Program::example(name));
    }
}

#[test]
fn careful_does_its_job_whatever_happens() {
    stories::careful::whatever_happens(|| Program::example("careful"));
}

#[test]
fn exec_ends_as_its_command_does_and_as_the_table_says() {
    stories::exec::it_ends_as_the_command_does(&Program::example("exec"));
    stories::exec::it_ends_as_the_table_says(|| Program::example("exec"));
}

#[test]
fn how_many_takes_a_number_from_0_to_6() {
    stories::how_many::a_wrong_number_is_an_error(&Program::example("how_many"));
}

#[test]
fn pipeline_says_who_holds_the_end() {
    stories::pipeline::it_says_who_holds_the_end(&Program::example("pipeline"));
}

#[test]
fn parallel_names_a_killed_child_and_its_children_end_when_their_parent_is_killed() {
    stories::parallel::a_child_that_was_killed_is_named(&Program::example("parallel"));
    stories::parallel::when_the_parent_is_killed_the_children_end(&Program::example("parallel"));
}

#[test]
fn cost_does_not_measure_a_command_that_failed() {
    let cost = |words: &[&str]| Program::example("cost").under(words);
    stories::cost::a_command_that_failed_is_no_measurement(cost);
}

#[test]
fn sigchld_reaps_its_five_children_however_it_was_started() {
    let program = Program::example("sigchld");
    stories::sigchld::however_it_was_started_it_reaps_its_five_children(&program);
}

#[test]
#[cfg(target_os = "linux")]
fn a_stopped_child_of_job_control_does_not_stay_when_its_parent_is_killed() {
    let program = Program::example("job_control");
    stories::job_control::a_stopped_child_does_not_stay_when_its_parent_is_killed(&program);
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
