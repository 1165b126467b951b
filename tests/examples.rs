//! Every example tells its story, and keeps its promises: `tests/stories` has both.

mod program;
#[macro_use]
mod stories;

use program::Program;

/// `cargo test --test examples zombie` runs what the lesson `zombie` must show.
macro_rules! tests {
    ($($lesson:ident $($promise:ident)*;)*) => {$(
        mod $lesson {
            use super::{Program, stories};

            #[test]
            fn story() {
                stories::tell(stringify!($lesson), &Program::example(stringify!($lesson)));
            }
            $(
                #[test]
                fn $promise() {
                    stories::$lesson::$promise(&Program::example(stringify!($lesson)));
                }
            )*
        }
    )*};
}
every_lesson!(tests);

#[test]
fn printed_twice_prints_a_newline_at_once_wherever_stdout_goes() {
    let run = Program::example("printed_twice").run(&[]);
    assert_eq!(run.lines()[3..], ["newline: Hello,", "world"]);
}

#[test]
fn parallel_starts_one_child_for_each_core() {
    let cores = std::thread::available_parallelism().expect("there are cores");
    let run = Program::example("parallel").run(&["10"]);
    let told = format!("primes below 10, cores: {cores}");
    assert_eq!(run.lines()[0], told, "{run:?}");
}

#[test]
#[ignore = "needs strace"]
fn a_child_of_blocking_costs_one_clone_and_one_wait4() {
    let strace = ["strace", "-f", "-e", "trace=clone,clone3,fork,vfork,wait4,waitid"];
    let run = Program::example("blocking").under(&strace).run(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let count = |calls: &[&str]| {
        run.stderr.lines().filter(|line| calls.iter().any(|call| line.contains(call))).count()
    };
    // A call that another process's event cuts in two is printed as "unfinished" and "resumed".
    let (forks, waits) = (count(&["clone(", "clone3(", "fork("]), count(&["wait4(", "waitid("]));
    assert_eq!((forks, waits), (3, 3), "{run:?}");
}
