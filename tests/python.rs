//! Beside a real CPython.

mod stories;

use std::process::Command;

use fork_and_wait::*;
use stories::Program;

/// Runs a Python program, and returns what it printed.
fn python(program: &str) -> String {
    let python = Command::new("python3")
        .args(["-c", program])
        .output()
        .expect("python3 runs");
    let complaint = String::from_utf8_lossy(&python.stderr);
    assert!(python.status.success(), "{complaint}");
    String::from_utf8(python.stdout).expect("it prints text")
}

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
    let said = python(EVERY_STATUS);
    assert_eq!(said.lines().count(), 0x10000);

    let python_bool = |yes| if yes { "True" } else { "False" };
    for (status, line) in (0..).zip(said.lines()) {
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
}

/// Prints, for each number, how a child is described that this signal has stopped. Of two names
/// for one number signal.Signals gives the one that comes first in the alphabet: SIGCHLD and not
/// SIGCLD, SIGIO and not SIGPOLL, SIGABRT and not SIGIOT.
const EVERY_SIGNAL: &str = r#"
import signal, sys
names = {number.value: number.name for number in signal.Signals}
if sys.version_info < (3, 11):
    names.setdefault(16, "SIGSTKFLT")  # Python did not know it yet
for number in range(1, 65):
    name = names.get(number, "SIGRT")
    print(f"stopped by signal {number}" + ("" if name.startswith("SIGRT") else f" ({name})"))
"#;

#[test]
#[ignore = "needs python3"]
fn a_signal_has_the_name_that_cpython_gives_its_number() {
    let ours: Vec<String> = (1..=64)
        .map(|signal| WaitStatus::Stopped { signal }.to_string())
        .collect();
    assert_eq!(python(EVERY_SIGNAL).lines().collect::<Vec<_>>(), ours);
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
