use std::collections::HashSet;
use std::io::Error;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use super::{Program, numbers};

pub fn story(program: &Program) {
    it_exits_as_a_shell_would(program);
    one_line_says_why_it_cannot_run(program);
    the_command_gets_its_words_as_they_are(program);
    it_runs_the_same_twice_if_nothing_is_asked_for(program);
}

fn it_exits_as_a_shell_would(program: &Program) {
    for (words, code) in [
        (&["true"][..], 0),
        (&["false"], 1),
        (&["sh", "-c", "exit 7"], 7),
        (&["sh", "-c", "exit 137"], 137),
        (&["sh", "-c", "kill -9 $$"], 128 + libc::SIGKILL),
        (&["sh", "-c", "kill -15 $$"], 128 + libc::SIGTERM),
        // Rust and Python ignore SIGPIPE, and the command must not.
        (&["sh", "-c", "kill -PIPE $$"], 128 + libc::SIGPIPE),
    ] {
        let run = program.run(words);
        assert_eq!(shell(words), code, "{words:?}");
        assert_eq!(run.code, Some(code), "{words:?}: {run:?}");
        assert_eq!((&*run.stdout, &*run.stderr), ("", ""), "{words:?}");
    }
}

fn one_line_says_why_it_cannot_run(program: &Program) {
    let folder = env!("CARGO_MANIFEST_DIR");
    let not_executable = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for (command, code, errno) in [
        ("no-such-command", 127, libc::ENOENT),
        ("/no/such/command", 127, libc::ENOENT),
        (not_executable, 126, libc::EACCES),
        (folder, 126, libc::EACCES),
    ] {
        let run = program.run(&[command, "an argument"]);
        assert_eq!(shell(&[command]), code, "{command}");
        let reason = Error::from_raw_os_error(errno).to_string();
        let (reason, _os_error) = reason.split_once(" (").expect("Rust adds the number");
        let said = format!("exec: {command}: {reason}");
        assert!(run.complaint(code).starts_with(&said), "{run:?}");
        assert_eq!(run.stdout, "");
    }
}

fn the_command_gets_its_words_as_they_are(program: &Program) {
    let run = program.run(&["printf", "<%s>", "two words", "", "*", "$HOME"]);
    assert_eq!(run.lines(), ["<two words><><*><$HOME>"]);
}

fn it_runs_the_same_twice_if_nothing_is_asked_for(program: &Program) {
    let running = program.start(&[]);
    let parent = i64::from(running.pid());
    let run = running.finish();
    let lines = run.lines();
    let children: HashSet<i64> = lines.iter().map(|line| numbers(line)[0]).collect();
    assert_eq!((lines.len(), children.len()), (2, 2), "{run:?}");
    for line in lines {
        let child = numbers(line)[0];
        let said = format!("sh is process {child}, and process {parent} waits for it");
        assert_eq!(line, said);
        assert_ne!(child, parent);
    }
}

/// What a shell makes of it. If it runs its last command in its own place, the signal is told to us.
fn shell(words: &[&str]) -> i32 {
    let status = Command::new("sh")
        .args(["-c", "\"$@\"", "sh"])
        .args(words)
        .stderr(Stdio::null())
        .status()
        .expect("there is a shell");
    let signal = || status.signal().map(|signal| 128 + signal);
    status.code().or_else(signal).expect("it ended")
}
