//! Beside a real CPython.

mod program;
#[macro_use]
mod stories;

use std::process::Command;

use fork_and_wait::*;
use program::Program;

/// Runs a Python program, and returns what it printed.
fn python(program: &str) -> String {
    let python = Command::new("python3").args(["-c", program]).output().expect("python3 runs");
    let complaint = String::from_utf8_lossy(&python.stderr);
    assert!(python.status.success(), "{complaint}");
    String::from_utf8(python.stdout).expect("it prints text")
}

/// Prints, for each sixteen-bit status, what CPython's os module says, and for each signal its name. Of
/// two names for one number signal.Signals gives the one that comes first in the alphabet: SIGCHLD and
/// not SIGCLD, SIGIO and not SIGPOLL, SIGABRT and not SIGIOT.
const EVERYTHING: &str = r#"
import os, signal, sys
asked = [os.WIFEXITED, os.WEXITSTATUS, os.WIFSIGNALED, os.WTERMSIG, os.WCOREDUMP,
         os.WIFSTOPPED, os.WSTOPSIG, os.WIFCONTINUED]
for status in range(0x10000):
    try:
        code = f"Some({os.waitstatus_to_exitcode(status)})"
    except ValueError:
        code = "None"
    print(hex(status), [int(ask(status)) for ask in asked], code)
names = {number.value: f" ({number.name})" for number in signal.Signals}
if sys.version_info < (3, 11):
    names.setdefault(16, " (SIGSTKFLT)")  # Python did not know it yet
for number in range(1, 65):
    name = names.get(number, "")
    print(f"stopped by signal {number}{'' if 'SIGRT' in name else name}")
"#;

#[test]
#[ignore = "needs python3"]
fn the_decoders_and_the_names_of_signals_agree_with_cpython() {
    let ours = (0..=0xffff).map(|status| {
        let answers = [
            WIFEXITED(status).into(),
            WEXITSTATUS(status),
            WIFSIGNALED(status).into(),
            WTERMSIG(status),
            WCOREDUMP(status).into(),
            WIFSTOPPED(status).into(),
            WSTOPSIG(status),
            WIFCONTINUED(status).into(),
        ];
        format!("{status:#x} {answers:?} {:?}", waitstatus_to_exitcode(status))
    });
    let names = (1..=64).map(|signal| WaitStatus::Stopped { signal }.to_string());
    let said = python(EVERYTHING);
    assert_eq!(said.lines().count(), 0x10000 + 64);
    for (ours, theirs) in ours.chain(names).zip(said.lines()) {
        assert_eq!(ours, theirs);
    }
}

/// The twin of a lesson. With -u, as in most container images, print writes at once: then a line that
/// two processes could print at the same time must leave in one piece all the same. Without -u it
/// writes into a buffer: then nobody may fork, or become another program, with a line in it. And
/// Python warns of a file that is not closed.
fn twin(name: &str, buffered: bool) -> Program {
    let script = format!("{}/docs/python/{name}.py", env!("CARGO_MANIFEST_DIR"));
    Program::new(&["python3", if buffered { "-Wdefault" } else { "-uWdefault" }, &script])
}

/// `cargo test --test python zombie -- --ignored` runs what the twin of the lesson `zombie` must show.
macro_rules! tests {
    ($($lesson:ident $($promise:ident)*;)*) => {$(
        mod $lesson {
            const LESSON: &str = stringify!($lesson);

            #[test]
            #[ignore = "needs python3"]
            fn story() {
                super::stories::tell(LESSON, &super::twin(LESSON, true));
                if LESSON != "printed_twice" {
                    super::stories::tell(LESSON, &super::twin(LESSON, false));
                }
            }
            $(
                #[test]
                #[ignore = "needs python3"]
                fn $promise() {
                    super::stories::$lesson::$promise(&super::twin(LESSON, false));
                }
            )*
        }
    )*};
}
every_lesson!(tests);

#[test]
#[ignore = "needs python3"]
fn python_warns_at_a_fork_with_threads_since_3_12() {
    let version = python("import sys; print(sys.version_info >= (3, 12))");
    let run = twin("threads", false).run(&[]);
    let why = "is multi-threaded, use of fork() may lead to deadlocks in the child";
    assert_eq!(run.stderr.contains(why), version == "True\n", "{run:?}");
}

#[test]
#[ignore = "needs python3 and strace"]
fn the_twin_of_timeout_keeps_its_limit_when_every_poll_is_interrupted() {
    stories::timeout::a_limit_holds_when_every_poll_is_interrupted(&twin("timeout", false));
}

/// The example prints it once: Rust flushes stdout at each newline, wherever it goes.
#[test]
#[ignore = "needs python3"]
fn the_twin_of_printed_twice_prints_a_newline_at_once_only_on_a_terminal() {
    let run = twin("printed_twice", true).run(&[]);
    assert_eq!(run.lines()[3..], ["newline: Hello,", "newline: Hello,", "world"]);
}
