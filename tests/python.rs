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

#[test]
#[ignore = "needs python3"]
fn the_twin_of_blocking_tells_the_same_story() {
    stories::blocking::story(&Program::twin("blocking"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_nohang_tells_the_same_story() {
    stories::nohang::story(&Program::twin("nohang"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_exit_status_tells_the_same_story() {
    stories::exit_status::story(&Program::twin("exit_status"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_printed_twice_tells_the_same_story() {
    let program = Program::twin("printed_twice");
    stories::printed_twice::story(&program);
    // Python's is so only on a terminal.
    stories::printed_twice::newline_in_a_pipe_appears(2, &program);
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_interrupted_tells_the_same_story() {
    stories::interrupted::story(&Program::twin("interrupted"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_same_dice_tells_the_same_story() {
    stories::same_dice::story(&Program::twin("same_dice"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_sigchld_tells_the_same_story() {
    stories::sigchld::story(&Program::twin("sigchld"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_threads_tells_the_same_story_and_is_warned_since_3_12() {
    let run = stories::threads::story(&Program::twin("threads"));
    stories::threads::python_warns_since_3_12(&run.stderr);
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_timeout_tells_the_same_story() {
    stories::timeout::story(&Program::twin("timeout"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_process_group_tells_the_same_story() {
    stories::process_group::story(&Program::twin("process_group"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_exec_tells_the_same_story() {
    stories::exec::story(&Program::twin("exec"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_too_many_tells_the_same_story() {
    stories::too_many::story(&Program::twin("too_many"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_parallel_tells_the_same_story() {
    stories::parallel::story(&Program::twin("parallel"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_cost_tells_the_same_story() {
    stories::cost::story(&Program::twin("cost"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_copied_or_shared_tells_the_same_story() {
    stories::copied_or_shared::story(&Program::twin("copied_or_shared"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_zombie_tells_the_same_story() {
    stories::zombie::story(&Program::twin("zombie"));
}

#[test]
#[ignore = "needs python3"]
fn the_twin_of_job_control_tells_the_same_story() {
    stories::job_control::story(&Program::twin("job_control"));
}
