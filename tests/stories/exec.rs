use std::io::Error;
use std::process::Command;

use super::{Program, Run, mask, new_folder};

pub fn story(program: &Program) {
    assert_eq!(program.run(&[]).lines(), ["the child is echo now"]);

    // Each word arrives as it is.
    let run = program.run(&["printf", "<%s>", "two words", "", "*", "$HOME"]);
    assert_eq!(run.lines(), ["<two words><><*><$HOME>"]);

    for (command, code, errno) in [("no-such-command", 127, libc::ENOENT), ("/", 126, libc::EACCES)]
    {
        let reason = Error::from_raw_os_error(errno);
        let said = format!("exec: {command}: {reason}");
        assert_eq!(program.run(&[command]).complaint(code), said);
    }
}

/// What a shell makes of it. If the shell runs a command in its own place, the signal kills us both.
const SHELL: [&str; 4] = ["sh", "-c", "\"$@\"", "sh"];

fn exit_code(run: &Run) -> i32 {
    run.code.unwrap_or_else(|| 128 + run.signal.expect("it ended"))
}

/// Not part of the story: whoever ignores a signal for us ignores it for the command.
pub fn it_ends_as_the_command_does(program: &Program) {
    for (words, code) in [
        (&["true"][..], 0),
        (&["false"], 1),
        (&["sh", "-c", "exit 137"], 137),
        (&["sh", "-c", "kill -9 $$"], 128 + libc::SIGKILL),
        (&["sh", "-c", "kill -15 $$"], 128 + libc::SIGTERM),
        // Rust and Python ignore SIGPIPE, Python SIGXFSZ too, and the command must not.
        (&["sh", "-c", "kill -PIPE $$"], 128 + libc::SIGPIPE),
        (&["sh", "-c", "ulimit -c 0; kill -XFSZ $$"], 128 + libc::SIGXFSZ),
    ] {
        let run = program.run(words);
        assert_eq!((run.code, &*run.stdout, &*run.stderr), (Some(code), "", ""), "{words:?}");
        assert_eq!(exit_code(&Program::new(&SHELL).run(words)), code, "{words:?}");
    }
}

/// SIGPIPE kills the command even if it was blocked when we were started.
pub fn a_blocked_sigpipe_kills_the_command_all_the_same(program: &Program) {
    let blocked = program.prepared(|| mask(libc::SIG_BLOCK, &[libc::SIGPIPE]));
    assert_eq!(blocked.run(&["sh", "-c", "kill -PIPE $$"]).code, Some(128 + libc::SIGPIPE));
}

/// The chapter has a table of words that are no command. Its commands make the files, and each row is
/// tried here: on the program, and where all shells agree on this system's sh.
pub fn it_ends_as_the_table_says(program: &Program) {
    let (_, rest) =
        include_str!("../../docs/exec.md").split_once("```sh\n").expect("a block for sh");
    let (commands, rest) = rest.split_once("```").expect("its end");
    let folder = new_folder();
    let made = Command::new("sh").args(["-ec", commands]).current_dir(&folder).status();
    assert!(made.expect("there is a shell").success());

    let there = "cd \"$0\" && PATH=\"$PWD/${1:-.}:$PATH\" && shift && exec \"$@\"";
    let mut rows = 0;
    for row in rest.lines().filter_map(|line| line.strip_prefix("| `")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [word, what, ours, dash, bash, busybox, ""] = cells[..] else { panic!("{row:?}") };
        let word = word.trim_matches(['`', '"']);
        let in_path = what.split('`').nth(1).unwrap_or("");
        let under = ["sh", "-c", there, &folder, in_path];
        let code = |program: &Program| exit_code(&program.under(&under).run(&[word])).to_string();
        // musl's execvp does not run a script without #!.
        let refused = cfg!(target_env = "musl") && ours == "5";
        assert_eq!(code(program), if refused { "126" } else { ours }, "{row:?}");
        if [bash, busybox] == [dash, dash] {
            assert_eq!(ours, dash, "{row:?}");
            assert_eq!(code(&Program::new(&SHELL)), dash, "{row:?}");
        }
        rows += 1;
    }
    assert!(rows >= 10, "only {rows} rows were found");
}
