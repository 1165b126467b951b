use std::io::Error;
use std::path::PathBuf;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::{env, fs};

use super::{Program, Run};

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

/// Not part of the story: whoever ignores a signal for us ignores it for the command.
pub fn it_ends_as_the_command_does(program: &Program) {
    let shell = Program::new(&["sh", "-c", "\"$@\"", "sh"]);
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
        assert_eq!(run.code, Some(code), "{words:?}: {run:?}");
        assert_eq!((&*run.stdout, &*run.stderr), ("", ""), "{words:?}");
        assert_eq!(exit_code(&shell.run(words)), code, "{words:?}");
    }
}

/// What a shell makes of it. If the shell runs a command in its own place, the signal kills us both.
fn exit_code(run: &Run) -> i32 {
    let signal = run.signal.map(|signal| 128 + signal);
    run.code.or(signal).expect("it ended")
}

/// The chapter has a table of words that are no command. Its commands make the files, and each row is
/// tried here: on the program, and where all shells agree on this system's sh.
pub fn it_ends_as_the_table_says(program: impl Fn() -> Program) {
    let chapter = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/exec.md");
    let chapter = fs::read_to_string(chapter).expect("the chapter is there");
    let (_, rest) = chapter.split_once("```sh\n").expect("a block for sh");
    let (commands, rest) = rest.split_once("```").expect("its end");
    let folder = Folder::new();
    let mut sh = Command::new("sh");
    let made = sh.args(["-ec", commands]).current_dir(&folder.0).status();
    assert!(made.expect("there is a shell").success());

    let there = "cd \"$0\" && PATH=\"$PWD/${1:-.}:$PATH\" && shift && exec \"$@\"";
    let cells = rest
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let mut rows = 0;
    for row in cells {
        let [word, what, ours, dash, bash, busybox, ""] = row[..] else {
            panic!("{row:?}");
        };
        let word = word.trim_matches(['`', '"']);
        let in_path = what.split('`').nth(1).unwrap_or("");
        let path = folder.0.to_str().expect("a path of text");
        let under = ["sh", "-c", there, path, in_path];
        let code = |program: Program| {
            let program = program.under(&under);
            let run = program.start_after(root_may_not_search_everything, &[word]);
            exit_code(&run.finish()).to_string()
        };
        // musl's execvp does not run a script without #!.
        let refused = cfg!(target_env = "musl") && ours == "5";
        let ours = if refused { "126" } else { ours };
        assert_eq!(code(program()), ours, "{row:?}");
        if [bash, busybox] == [dash, dash] {
            assert_eq!(ours, dash, "{row:?}");
            let shell = Program::new(&["sh", "-c", "\"$@\"", "sh"]);
            assert_eq!(code(shell), dash, "{row:?}");
        }
        rows += 1;
    }
    assert!(rows >= 10, "only {rows} rows were found");
}

/// Otherwise root could search a folder that nobody may.
fn root_may_not_search_everything() {
    #[cfg(target_os = "linux")]
    for capability in [1, 2 as libc::c_ulong] {
        // CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH. Only root has them.
        // SAFETY: prctl takes nothing but numbers here, and is a plain system call.
        unsafe { libc::prctl(libc::PR_CAPBSET_DROP, capability) };
    }
}

/// A folder of its own for each test. It goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Relaxed);
        let name = format!("fork-and-wait-exec-{}-{number}", process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir(&folder).expect("a folder");
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
