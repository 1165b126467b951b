//! Beside a real CPython.

mod stories;

use std::process::Command;

use fork_and_wait::*;
use stories::Program;

/// Prints, for each sixteen-bit status, what CPython's os module says.
const EVERY_STATUS: &str = r#"
import os
for status in range(0x10000):
    try:
        code = os.waitstatus_to_exitcode(status)
    except ValueError:
        code = "ValueError"
    print(
        status,
        os.WIFEXITED(status), os.WEXITSTATUS(status),
        os.WIFSIGNALED(status), os.WTERMSIG(status), os.WCOREDUMP(status),
        os.WIFSTOPPED(status), os.WSTOPSIG(status),
        os.WIFCONTINUED(status), code,
    )
"#;

#[test]
#[ignore = "needs python3"]
fn the_decoders_agree_with_cpython_on_every_sixteen_bit_status() {
    let python = Command::new("python3")
        .args(["-c", EVERY_STATUS])
        .output()
        .expect("python3 runs");
    assert!(
        python.status.success(),
        "{}",
        String::from_utf8_lossy(&python.stderr)
    );
    let said = String::from_utf8(python.stdout).expect("it prints text");

    let python_bool = |yes| if yes { "True" } else { "False" };
    let mut statuses = 0..=0xffff;
    for line in said.lines() {
        let status = statuses.next().expect("no more than 65,536 lines");
        let code = waitstatus_to_exitcode(status);
        let ours = format!(
            "{status} {} {} {} {} {} {} {} {} {}",
            python_bool(WIFEXITED(status)),
            WEXITSTATUS(status),
            python_bool(WIFSIGNALED(status)),
            WTERMSIG(status),
            python_bool(WCOREDUMP(status)),
            python_bool(WIFSTOPPED(status)),
            WSTOPSIG(status),
            python_bool(WIFCONTINUED(status)),
            code.map_or("ValueError".to_string(), |code| code.to_string()),
        );
        assert_eq!(ours, line);
    }
    assert_eq!(
        statuses.next(),
        None,
        "python3 said something about every status"
    );
}

macro_rules! a_test_for_each {
    ($($name:ident)*) => {
        mod every_twin_tells_the_same_story {
            use super::stories::{self, Program};
            $(
                #[test]
                #[ignore = "needs python3"]
                fn $name() {
                    stories::$name::story(&Program::twin(stringify!($name)));
                }
            )*
        }
    };
}
stories::every_lesson!(a_test_for_each);

#[test]
#[ignore = "needs python3"]
fn the_twins_report_a_killed_child_as_killed() {
    for name in ["blocking", "nohang"] {
        stories::blocking::a_killed_child_is_reported_as_killed(&Program::twin(name));
    }
}

#[test]
#[ignore = "needs python3"]
fn the_twins_do_not_count_a_child_that_somebody_else_left() {
    for name in ["blocking", "nohang"] {
        stories::blocking::a_strangers_child_does_not_count(|| Program::twin(name));
    }
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_careful_does_its_job_whatever_happens() {
    stories::careful::whatever_happens(|| Program::twin("careful"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_printed_twice_prints_a_newline_at_once_only_on_a_terminal() {
    stories::printed_twice::newline_in_a_pipe_appears(2, &Program::twin("printed_twice"));
}
