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

macro_rules! a_test_for_each_promise {
    ($($(#[$only:meta])* $name:ident, $lesson:literal, |$new:ident| $check:expr;)*) => {
        mod every_example_keeps_its_promises {
            use super::stories::*;
            $(
                $(#[$only])*
                #[test]
                fn $name() {
                    let $new = || Program::example($lesson);
                    $check;
                }
            )*
        }
    };
}
stories::every_promise!(a_test_for_each_promise);

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
