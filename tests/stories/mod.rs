//! What every example and its Python twin must tell, and how the tests run them.
//!
//! A story looks at what a run claims, not at its exact text: PIDs, times and the order in which
//! children get the processor differ from run to run.

#![allow(dead_code)] // each test binary needs another part of it

use std::ffi::c_int;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;

pub mod blocking;
pub mod copied_or_shared;
pub mod cost;
pub mod exec;
pub mod exit_status;
pub mod interrupted;
pub mod job_control;
pub mod nohang;
pub mod parallel;
pub mod printed_twice;
pub mod process_group;
pub mod same_dice;
pub mod sigchld;
pub mod threads;
pub mod timeout;
pub mod too_many;
pub mod zombie;
use std::thread;
use std::time::{Duration, Instant};

/// An example, or a Python script.
pub struct Program(Vec<PathBuf>);

impl Program {
    pub fn example(name: &str) -> Program {
        static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
            // A test runs as target/PROFILE/deps/TEST, and the examples stand in
            // target/PROFILE/examples.
            let test = std::env::current_exe().expect("this test has a path");
            let target = test
                .ancestors()
                .nth(2)
                .expect("it lies in target/PROFILE/deps");
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--quiet", "--examples"]);
            if target.ends_with("release") {
                build.arg("--release");
            }
            assert!(
                build.status().expect("cargo runs").success(),
                "the examples build"
            );
            target.join("examples")
        });
        Program(vec![FOLDER.join(name)])
    }

    pub fn twin(name: &str) -> Program {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/python");
        // As on a terminal, a line goes out when it is complete. (With -u it would go out in two
        // pieces, the text and the newline, and another process's line could come between them.)
        let by_lines = "import runpy, sys; sys.argv = sys.argv[1:]; \
                        sys.stdout.reconfigure(line_buffering=True); \
                        runpy.run_path(sys.argv[0], run_name='__main__')";
        let script = folder.join(name).with_extension("py");
        Program(vec!["python3".into(), "-c".into(), by_lines.into(), script])
    }

    /// The same under another program, such as strace.
    pub fn under(self, words: &[&str]) -> Program {
        let mut all: Vec<PathBuf> = words.iter().map(PathBuf::from).collect();
        all.extend(self.0);
        Program(all)
    }

    pub fn path(&self) -> &Path {
        &self.0[0]
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Run {
        self.start(args, || {}).finish()
    }

    /// Starts it, after `prepare` was called in the new process, which may call only what is
    /// async-signal-safe.
    pub fn start(&self, args: &[&str], prepare: fn()) -> Running {
        let mut child = self
            .command(args, prepare)
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        Running {
            child,
            lines,
            read: String::new(),
        }
    }

    fn command(&self, args: &[&str], prepare: fn()) -> Command {
        let mut command = Command::new(&self.0[0]);
        command.args(&self.0[1..]).args(args);
        command.env_remove("PYTHONUNBUFFERED"); // the same as -u
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // SAFETY: setsid, alarm and prepare are async-signal-safe.
        unsafe {
            command.pre_exec(move || {
                // A session of its own, so that we can ask whether any process of it is left, and an
                // alarm, which survives exec: a program that hangs is killed, and the test fails.
                libc::setsid();
                libc::alarm(60);
                prepare();
                Ok(())
            })
        };
        command
    }
}

/// A program that has been started.
pub struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
    read: String,
}

impl Running {
    /// The next line that it prints. None if it ended.
    pub fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("the output is text");
        self.read += &line;
        line.pop().map(|_newline| line)
    }

    pub fn pid(&self) -> c_int {
        self.child.id() as c_int
    }

    /// Waits for its end, and makes sure that it left no process behind.
    pub fn finish(self) -> Run {
        self.finish_and_be_gone_within(Duration::ZERO)
    }

    /// The same, but orphans are expected, and have so long to end. To reap them is the business of
    /// their new parent, and in a container that may be a program that never does.
    pub fn finish_and_be_gone_within(mut self, limit: Duration) -> Run {
        // Its output is read afterwards: if we read to the end first, we would wait for every child
        // that was left behind, and then find none. No program here prints more than a pipe holds.
        let status = self.child.wait().expect("it can be waited for");
        let group_is_empty = || {
            // SAFETY: signal 0 only asks whether there is somebody in the group.
            unsafe { libc::kill(-self.pid(), 0) == -1 }
        };
        let begin = Instant::now();
        while !group_is_empty() && begin.elapsed() < limit {
            thread::sleep(Duration::from_millis(5));
        }
        let left = !group_is_empty() && (limit.is_zero() || !only_zombies(self.pid()));
        if left {
            // They hold the pipes open that we are about to read to the end.
            // SAFETY: kill takes nothing but numbers.
            unsafe { libc::kill(-self.pid(), libc::SIGKILL) };
        }

        let mut stderr = String::new();
        let mut pipe = self.child.stderr.take().expect("stderr is a pipe");
        pipe.read_to_string(&mut stderr).expect("errors are text");
        self.lines
            .read_to_string(&mut self.read)
            .expect("the output is text");
        let run = Run {
            stdout: self.read,
            stderr,
            code: status.code(),
            signal: status.signal(),
        };
        assert!(!left, "a process was left behind by {run:?}");
        run
    }
}

/// Has everybody in the process group ended?
fn only_zombies(group: c_int) -> bool {
    let ps = Command::new("ps")
        .args(["-A", "-o", "pgid=,stat="])
        .output();
    // A small container has no ps. Then it is not known.
    let Ok(ps) = ps else { return true };
    let ps = String::from_utf8_lossy(&ps.stdout);
    let members = ps.lines().filter_map(|line| line.trim().split_once(' '));
    let mut states = members.filter(|(pgid, _)| *pgid == group.to_string());
    states.all(|(_, state)| state.trim().starts_with('Z'))
}

/// What a program printed, and how it ended.
#[derive(Debug)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<c_int>,
    pub signal: Option<c_int>,
}

impl Run {
    /// The lines that it printed, if all went well.
    pub fn lines(&self) -> Vec<&str> {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        self.stdout.lines().collect()
    }

    /// The one line that tells why it did not go well.
    pub fn complaint(&self, code: c_int) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stderr.lines().count(), 1, "{self:?}");
        self.stderr.trim_end()
    }
}

/// The numbers in a line: "In child 4711 waiting for 3" holds 4711 and 3.
pub fn numbers(line: &str) -> Vec<i64> {
    line.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().expect("digits"))
        .collect()
}
