//! What every example and its Python twin must show, and how the tests run them.
//!
//! A story looks at what a run claims, not at its exact text: PIDs, times and the order in which
//! children run are different each time.

#![allow(dead_code, unused_macros)] // each test binary needs another part of it

use std::ffi::c_int;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::fd::FromRawFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};
use std::{env, ptr, thread};

pub mod blocking;
pub mod careful;
pub mod copied_or_shared;
pub mod cost;
pub mod daemon;
pub mod die_together;
pub mod exec;
pub mod exit_status;
pub mod full_pipe;
pub mod how_many;
pub mod inherited;
pub mod interrupted;
pub mod job_control;
pub mod nohang;
pub mod orphan;
pub mod parallel;
pub mod pipeline;
pub mod printed_twice;
pub mod process_1;
pub mod process_group;
pub mod same_dice;
pub mod shared_memory;
pub mod sigchld;
pub mod threads;
pub mod timeout;
pub mod too_many;
pub mod usage;
pub mod zombie;

/// Hands the names of all lessons to another macro.
macro_rules! every_lesson {
    ($macro:ident) => {
        $macro! {
            blocking
            careful
            copied_or_shared
            cost
            daemon
            die_together
            exec
            exit_status
            full_pipe
            how_many
            inherited
            interrupted
            job_control
            nohang
            orphan
            parallel
            pipeline
            printed_twice
            process_1
            process_group
            same_dice
            shared_memory
            sigchld
            threads
            timeout
            too_many
            usage
            zombie
        }
    };
}
#[allow(unused_imports)]
pub(crate) use every_lesson;

macro_rules! table {
    ($($name:ident)*) => { &[$((stringify!($name), $name::story)),*] };
}

pub type Story = fn(&Program);

/// Every lesson, by its name.
pub const STORIES: &[(&str, Story)] = every_lesson!(table);

/// Hands what the programs promise beyond their stories to another macro. `new` makes the program.
macro_rules! every_promise {
    ($macro:ident) => {
        $macro! {
            blocking_reports_a_killed_child, "blocking",
                |new| blocking::a_killed_child_is_reported_as_killed(&new());
            nohang_reports_a_killed_child, "nohang",
                |new| blocking::a_killed_child_is_reported_as_killed(&new());
            blocking_does_not_count_a_strangers_child, "blocking",
                |new| blocking::a_strangers_child_does_not_count(new);
            nohang_does_not_count_a_strangers_child, "nohang",
                |new| blocking::a_strangers_child_does_not_count(new);
            careful_does_its_job_whatever_happens, "careful",
                |new| careful::whatever_happens(new);
            cost_does_not_measure_a_command_that_failed, "cost",
                |new| cost::a_command_that_failed_is_no_measurement(|words| new().under(words));
            exec_ends_as_its_command_does, "exec",
                |new| exec::it_ends_as_the_command_does(&new());
            exec_ends_as_the_table_says, "exec",
                |new| exec::it_ends_as_the_table_says(new);
            how_many_takes_a_number_from_0_to_6, "how_many",
                |new| how_many::a_wrong_number_is_an_error(&new());
            parallel_names_a_killed_child, "parallel",
                |new| parallel::a_child_that_was_killed_is_named(&new());
            parallel_leaves_no_child_when_it_is_killed, "parallel",
                |new| parallel::when_the_parent_is_killed_the_children_end(&new());
            sigchld_reaps_its_five_children_however_it_was_started, "sigchld",
                |new| sigchld::however_it_was_started_it_reaps_its_five_children(&new());
            #[cfg(target_os = "linux")]
            job_control_leaves_no_stopped_child_when_it_is_killed, "job_control",
                |new| job_control::a_stopped_child_does_not_stay_when_its_parent_is_killed(&new());
        }
    };
}
#[allow(unused_imports)]
pub(crate) use every_promise;

/// How long a process may live on when its parent has ended.
const ORPHANS_END_WITHIN: Duration = Duration::from_secs(10);

/// An example, or a Python script, with what is done to it.
#[derive(Default)]
pub struct Program {
    words: Vec<PathBuf>,
    prepare: Option<fn()>,
    meddle: Option<fn(c_int)>,
    may_leave_orphans: bool,
    runs: Mutex<Vec<Run>>,
}

impl Program {
    pub fn new(words: &[&str]) -> Program {
        Program { words: words.iter().map(PathBuf::from).collect(), ..Program::default() }
    }

    pub fn example(name: &str) -> Program {
        static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
            // A test is target/PROFILE/deps/TEST, and the examples are in target/PROFILE/examples.
            let test = env::current_exe().expect("this test has a path");
            let target = test.ancestors().nth(2).expect("two folders up");
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--quiet", "--examples"]);
            if target.ends_with("release") {
                build.arg("--release");
            }
            wait_works();
            assert!(build.status().expect("cargo runs").success());
            target.join("examples")
        });
        let mut program = Program::default();
        program.words.push(FOLDER.join(name));
        program
    }

    pub fn twin(name: &str) -> Program {
        // As on a terminal, each line is written when it is complete. (With -u it would be written in
        // two pieces, the text and the newline, and another process could write between them.)
        let by_lines = "import runpy, sys; sys.argv = sys.argv[1:]; \
                        sys.stdout.reconfigure(line_buffering=True); \
                        runpy.run_path(sys.argv[0], run_name='__main__')";
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/python");
        let mut program = Program::new(&["python3", "-c", by_lines]);
        let script = folder.join(name).with_extension("py");
        program.words.push(script);
        program
    }

    /// The same under another program, such as strace.
    pub fn under(mut self, words: &[&str]) -> Program {
        self.words.splice(0..0, words.iter().map(PathBuf::from));
        self
    }

    /// The same, but `prepare` is called in the new process before the program begins. It may call
    /// only what is async-signal-safe.
    pub fn prepared(mut self, prepare: fn()) -> Program {
        self.prepare = Some(prepare);
        self
    }

    /// The same, but `meddle` is called with the PID while the program runs.
    pub fn meddled_with(mut self, meddle: fn(c_int)) -> Program {
        self.meddle = Some(meddle);
        self
    }

    /// The same, but when it ends its children may live on for a while.
    pub fn may_leave_orphans(mut self) -> Program {
        self.may_leave_orphans = true;
        self
    }

    pub fn path(&self) -> &Path {
        &self.words[0]
    }

    /// Every run so far that has come to its end.
    pub fn runs(&self) -> Vec<Run> {
        self.runs.lock().expect("no run panics").clone()
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Run {
        self.start(args).finish()
    }

    pub fn start(&self, args: &[&str]) -> Running<'_> {
        self.start_after(|| {}, args)
    }

    /// Starts it, after `also` was called in the new process: see `prepared`.
    pub fn start_after(&self, also: fn(), args: &[&str]) -> Running<'_> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Relaxed);
        let mark = format!("FORK_AND_WAIT_RUN={}.{number}", std::process::id());

        wait_works();
        let mut child = self.command(args, &mark, also).spawn().expect("it starts");
        let lines = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        let pid = child.id() as c_int;
        if let Some(meddle) = self.meddle {
            thread::spawn(move || meddle(pid));
        }
        Running { program: self, child, lines, read: String::new(), mark }
    }

    /// Runs it with a terminal as its stdout, and returns what it wrote.
    pub fn run_on_a_terminal(&self) -> String {
        let (mut ours, mut theirs) = (-1, -1);
        let null = ptr::null_mut();
        // SAFETY: ours and theirs live until the call returns, and the three others may be null.
        let opened =
            unsafe { libc::openpty(&mut ours, &mut theirs, null, null.cast(), null.cast()) };
        assert_eq!(opened, 0, "{}", std::io::Error::last_os_error());
        // SAFETY: openpty has opened the two, and nobody else knows of them.
        let (mut ours, theirs) = unsafe { (File::from_raw_fd(ours), File::from_raw_fd(theirs)) };

        // When this statement ends, only the program has the other side open, so that we read to an end.
        let mut command = self.command(&[], "FORK_AND_WAIT_RUN=terminal", || {});
        let mut child = command.stdout(theirs).spawn().expect("it starts");
        drop(command);
        let mut typed = Vec::new();
        // On Linux a terminal ends with an error, EIO. What was read before it is in typed.
        let _ = ours.read_to_end(&mut typed);
        let status = child.wait().expect("it can be waited for");
        assert!(status.success(), "{status}");
        String::from_utf8(typed).expect("the output is text")
    }

    /// It is started in the same way whatever shell or script has started the tests: no signal is
    /// ignored or blocked, and the environment has nothing but a PATH.
    fn command(&self, args: &[&str], mark: &str, also: fn()) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).args(args);
        command.env_clear().env("LC_ALL", "C");
        command.env("PATH", env::var_os("PATH").unwrap_or("/usr/bin:/bin".into()));
        let (name, value) = mark.split_once('=').expect("a name and a value");
        command.env(name, value);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(Stdio::piped());
        let prepare = self.prepare.unwrap_or(|| {});
        // SAFETY: signal, sigemptyset, sigprocmask, setsid, alarm and what is called here are
        // async-signal-safe.
        // prctl is not on POSIX's list, but on Linux it is a plain system call.
        unsafe {
            command.pre_exec(move || {
                for signal in 1..=64 {
                    libc::signal(signal, libc::SIG_DFL);
                }
                let mut none = std::mem::zeroed();
                libc::sigemptyset(&mut none);
                libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut());
                // A session of its own, so that we can ask whether any process of it is left, and an
                // alarm, which survives exec: a program that hangs is killed, and the test fails.
                libc::setsid();
                libc::alarm(100);
                #[cfg(target_os = "linux")]
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                prepare();
                also();
                Ok(())
            })
        };
        command
    }
}

/// If SIGCHLD is ignored, nobody can wait for a program that was started.
fn wait_works() {
    // SAFETY: SIG_DFL is no handler.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };
}

/// A program that has been started. Nobody of it outlives this value.
pub struct Running<'a> {
    program: &'a Program,
    child: Child,
    lines: BufReader<ChildStdout>,
    read: String,
    mark: String,
}

impl Running<'_> {
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

    pub fn kill(&self, signal: c_int) {
        // SAFETY: kill takes nothing but numbers. The program was not waited for yet.
        unsafe { libc::kill(self.pid(), signal) };
    }

    /// Waits for its end, and makes sure that it left no process behind.
    pub fn finish(self) -> Run {
        if self.program.may_leave_orphans {
            return self.finish_with_orphans();
        }
        self.finish_and_be_gone_within(Duration::ZERO)
    }

    /// The same, but children may live on for a while. To reap them is the business of their new
    /// parent, and in a container that may be a program that never does.
    pub fn finish_with_orphans(self) -> Run {
        self.finish_and_be_gone_within(ORPHANS_END_WITHIN)
    }

    fn finish_and_be_gone_within(mut self, limit: Duration) -> Run {
        // Its output is read afterwards: if we read to the end first, we would wait for every child
        // that was left behind, and then find none. No program here prints more than a pipe holds.
        let status = self.child.wait().expect("it can be waited for");
        let begin = Instant::now();
        let mut left = self.living();
        while !left.is_empty() && begin.elapsed() < limit {
            thread::sleep(Duration::from_millis(10));
            left = self.living();
        }
        // They hold the pipes open that we are about to read to the end.
        self.kill_all();

        let mut stderr = String::new();
        let mut pipe = self.child.stderr.take().expect("stderr is a pipe");
        pipe.read_to_string(&mut stderr).expect("errors are text");
        let rest = self.lines.read_to_string(&mut self.read);
        rest.expect("the output is text");
        let run = Run {
            stdout: std::mem::take(&mut self.read),
            stderr,
            code: status.code(),
            signal: status.signal(),
            left,
        };
        let mut runs = self.program.runs.lock().expect("no run panics");
        runs.push(run.clone());
        drop(runs);
        assert!(run.left.is_empty(), "processes were left behind: {run:?}");
        run
    }

    /// The processes of this run that have not ended.
    #[cfg(target_os = "linux")]
    fn living(&self) -> Vec<c_int> {
        let session = self.pid().to_string();
        let processes = std::fs::read_dir("/proc").expect("/proc is there").flatten();
        let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter(|pid| {
            let read = |file| std::fs::read(format!("/proc/{pid}/{file}")).unwrap_or_default();
            // PID (NAME) STATE PARENT GROUP SESSION …
            let stat = String::from_utf8_lossy(&read("stat")).into_owned();
            let Some((_, stat)) = stat.rsplit_once(") ") else {
                return false;
            };
            let mut fields = stat.split(' ');
            let ended = matches!(fields.next(), Some("Z" | "X"));
            // A daemon has a session of its own, but the same environment.
            let environ = read("environ");
            let marked = environ.split(|byte| *byte == 0).any(|one| one == self.mark.as_bytes());
            !ended && (marked || fields.nth(2) == Some(&session))
        })
        .collect()
    }

    /// Here there is no /proc: whoever has left the process group is not seen.
    #[cfg(not(target_os = "linux"))]
    fn living(&self) -> Vec<c_int> {
        let ps = Command::new("ps").args(["-A", "-o", "pid=,pgid=,stat="]).output();
        let ps = String::from_utf8_lossy(&ps.expect("ps runs").stdout).into_owned();
        let group = self.pid().to_string();
        ps.lines()
            .filter_map(|line| {
                let [pid, pgid, stat] = line.split_whitespace().collect::<Vec<_>>()[..] else {
                    return None;
                };
                (pgid == group && !stat.starts_with('Z')).then(|| pid.parse().expect("a PID"))
            })
            .collect()
    }

    fn kill_all(&self) {
        for pid in self.living() {
            // SAFETY: kill takes nothing but numbers.
            unsafe { libc::kill(pid, libc::SIGKILL) };
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.kill_all();
        let _ = self.child.wait();
    }
}

/// What a program printed, and how it ended.
#[derive(Clone, Debug)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<c_int>,
    pub signal: Option<c_int>,
    /// The processes that it left behind.
    pub left: Vec<c_int>,
}

impl Run {
    /// The lines that it printed, if all went well.
    pub fn lines(&self) -> Vec<&str> {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        self.stdout.lines().collect()
    }

    /// The one line that says why it did not go well.
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
