//! An example or a Python script: how a test runs it, and what came of it.

use std::collections::BTreeMap;
use std::ffi::{OsString, c_int};
use std::io::{self, BufRead, BufReader, Read};
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs, mem, ptr, thread};

/// An example, or a Python script, with what is done to it.
#[derive(Clone, Default)]
pub struct Program {
    words: Vec<OsString>,
    prepare: Vec<Arc<dyn Fn() + Send + Sync>>,
    meddle: Option<fn(c_int)>,
    runs: Arc<Mutex<Vec<Run>>>,
}

impl Program {
    pub fn new(words: &[&str]) -> Program {
        Program::default().under(words)
    }

    #[allow(dead_code)] // tests/python.rs runs none
    pub fn example(name: &str) -> Program {
        static FOLDER: LazyLock<PathBuf> = LazyLock::new(build_the_examples);
        Program { words: vec![FOLDER.join(name).into()], ..Program::default() }
    }

    /// The same under another program, such as strace.
    pub fn under(&self, words: &[&str]) -> Program {
        let mut program = self.clone();
        program.words.splice(0..0, words.iter().map(OsString::from));
        program
    }

    /// The same, but it has a child that it did not fork: `exec` keeps the children of the shell. That
    /// one ends first, and fails.
    pub fn with_a_strangers_child(&self) -> Program {
        self.under(&["sh", "-c", "(exit 3) & exec \"$@\"", "sh"])
    }

    /// The same, but `prepare` is called in the new process before the program begins. It may call
    /// only what is async-signal-safe.
    pub fn prepared(&self, prepare: impl Fn() + Send + Sync + 'static) -> Program {
        let mut program = self.clone();
        program.prepare.push(Arc::new(prepare));
        program
    }

    /// The same, but `meddle` is called with the PID while the program runs.
    #[allow(dead_code)] // only tests/faults.rs does so
    pub fn meddled_with(&self, meddle: fn(c_int)) -> Program {
        Program { meddle: Some(meddle), ..self.clone() }
    }

    /// Every run so far that has come to its end.
    pub fn runs(&self) -> Vec<Run> {
        self.runs.lock().expect("no run panics").clone()
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Run {
        self.start(args).finish()
    }

    /// It is started in the same way whatever shell or script has started the tests: no signal is
    /// ignored or blocked, and the environment has a PATH, a language, and a mark to find it by.
    pub fn start(&self, args: &[&str]) -> Running {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let mark = format!("{}.{}", process::id(), NUMBER.fetch_add(1, Relaxed));
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).args(args);
        command.env_clear().env("LC_ALL", "C").env(MARK, &mark);
        command.env("PATH", env::var_os("PATH").unwrap_or("/usr/bin:/bin".into()));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let prepare = self.prepare.clone();
        // SAFETY: all that is called in the new process is async-signal-safe. (prctl is not on
        // POSIX's list, but on Linux it is a plain system call.)
        unsafe {
            command.pre_exec(move || {
                for signal in 1..=64 {
                    libc::signal(signal, libc::SIG_DFL);
                }
                mask(libc::SIG_SETMASK, &[]);
                // It does not get the signals of our terminal. And if it hangs, the alarm kills it, and
                // the test fails: an alarm survives exec.
                libc::setsid();
                libc::alarm(100);
                #[cfg(target_os = "linux")]
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                prepare.iter().for_each(|prepare| prepare());
                Ok(())
            })
        };
        wait_works();
        let mut child = command.spawn().expect("it starts");
        let lines = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        if let Some(meddle) = self.meddle {
            let pid = child.id() as c_int;
            thread::spawn(move || meddle(pid));
        }
        Running { program: self.clone(), child, lines, read: String::new(), mark }
    }
}

/// Builds the examples as this test was built, and returns their folder.
#[allow(dead_code)] // tests/python.rs runs none
fn build_the_examples() -> PathBuf {
    // A test is in target/PROFILE/deps, or with --target in target/TRIPLE/PROFILE/deps. The examples
    // are in PROFILE/examples, and Cargo's folder for tests is target/tmp.
    let test = env::current_exe().expect("this test has a path");
    let profile = test.ancestors().nth(2).expect("two folders up");
    let [above, tmp] = [profile, Path::new(env!("CARGO_TARGET_TMPDIR"))].map(Path::parent);
    let [above, target] = [above, tmp].map(|folder| folder.expect("one folder up"));
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--examples", "--target-dir"]).arg(target);
    if profile.ends_with("release") {
        build.arg("--release");
    }
    if above != target {
        build.arg("--target").arg(above.file_name().expect("a triple"));
    }
    wait_works();
    assert!(build.status().expect("cargo runs").success());
    profile.join("examples")
}

const MARK: &str = "FORK_AND_WAIT_RUN";

/// If SIGCHLD is ignored, nobody can wait for a program that was started.
fn wait_works() {
    // SAFETY: SIG_DFL is no handler.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };
}

/// A program that has been started. Nobody of it outlives this value.
pub struct Running {
    program: Program,
    child: Child,
    lines: BufReader<ChildStdout>,
    read: String,
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))] // elsewhere there is no /proc
    mark: String,
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

    /// Waits for its end, and makes sure that ten seconds later nobody of it is left.
    pub fn finish(mut self) -> Run {
        // Its output is read afterwards: if we read to the end first, we would wait for every child
        // that was left behind, and then find none. No program here prints more than a pipe holds.
        let status = self.child.wait().expect("it can be waited for");
        let orphans = self.living();
        let (begin, mut left) = (Instant::now(), orphans.clone());
        while !left.is_empty() && begin.elapsed() < Duration::from_secs(10) {
            thread::sleep(Duration::from_millis(10));
            left = self.living();
        }
        // They hold the pipes open that we are about to read to the end.
        left.iter().for_each(|&pid| send(libc::SIGKILL, pid));

        let mut stderr = String::new();
        let mut pipe = self.child.stderr.take().expect("stderr is a pipe");
        pipe.read_to_string(&mut stderr).expect("errors are text");
        self.lines.read_to_string(&mut self.read).expect("the output is text");
        // If redirect is killed, its list stays, and another process may get the same PID.
        let _ = fs::remove_file(format!("/tmp/list.{}", self.pid()));
        let (code, signal) = (status.code(), status.signal());
        let (words, stdout) = (self.program.words.clone(), mem::take(&mut self.read));
        let run = Run { words, stdout, stderr, code, signal, orphans, left };
        self.program.runs.lock().expect("no run panics").push(run.clone());
        assert!(run.left.is_empty(), "processes were left behind: {run:?}");
        run
    }

    /// The processes of this run that have not ended. Their environment is that of the program, and a
    /// zombie has none.
    #[cfg(target_os = "linux")]
    fn living(&self) -> Vec<c_int> {
        let mark = format!("{MARK}={}", self.mark);
        let marked = |pid: &c_int| {
            let environ = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environ.split(|byte| *byte == 0).any(|one| one == mark.as_bytes())
        };
        let processes = fs::read_dir("/proc").expect("/proc is there").flatten();
        let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter(marked).collect()
    }

    /// Here there is no /proc. Whoever has left the process group is not seen.
    #[cfg(not(target_os = "linux"))]
    fn living(&self) -> Vec<c_int> {
        let group = -self.pid();
        // SAFETY: kill takes only numbers.
        let there = unsafe { libc::kill(group, 0) } == 0;
        there.then_some(group).into_iter().collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.living().into_iter().for_each(|pid| send(libc::SIGKILL, pid));
        let _ = self.child.wait();
    }
}

/// What was run, what it printed, and how it ended.
#[derive(Clone, Debug)]
pub struct Run {
    #[expect(dead_code)] // for messages
    words: Vec<OsString>,
    pub stdout: String,
    pub stderr: String,
    pub code: Option<c_int>,
    pub signal: Option<c_int>,
    /// The processes that outlived it, and those that were there ten seconds later.
    pub orphans: Vec<c_int>,
    pub left: Vec<c_int>,
}

impl Run {
    /// The lines that it printed, if all went well.
    pub fn lines(&self) -> Vec<&str> {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        self.stdout.lines().collect()
    }

    /// Compares what it printed, word by word and line by line, with this text, where `<child>` stands
    /// for a number, and for the same one each time. Returns the numbers by their names.
    pub fn tells(&self, expected: &str) -> BTreeMap<String, f64> {
        self.lines();
        compare(&self.stdout, expected).unwrap_or_else(|wrong| panic!("{wrong} in {self:?}"))
    }

    /// The same with the run that the header of an example shows. If that is not "for example", it is
    /// compared letter by letter.
    pub fn tells_as_shown(&self, lesson: &str) -> BTreeMap<String, f64> {
        let shown = as_shown(lesson);
        if shown.contains('<') {
            return self.tells(&shown);
        }
        assert_eq!(self.lines().join("\n"), shown.trim_end(), "{self:?}");
        BTreeMap::new()
    }

    /// The one line that says why it did not go well.
    pub fn complaint(&self, code: c_int) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stderr.lines().count(), 1, "{self:?}");
        self.stderr.trim_end()
    }
}

/// What `tells` does, with any text and however the program ended. Err says what differs.
pub fn compare(printed: &str, expected: &str) -> Result<BTreeMap<String, f64>, String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n";
    let [printed, expected] =
        [printed, expected].map(|text| text.trim().lines().map(words).collect::<String>());
    let mut rest = printed.as_str();
    let mut told = BTreeMap::new();
    for (part, is_name) in expected.split(['<', '>']).zip([false, true].into_iter().cycle()) {
        let behind = rest.trim_start_matches(in_number);
        let here = if is_name { &rest[..rest.len() - behind.len()] } else { part };
        rest = rest.strip_prefix(here).ok_or(format!("no {part:?} at {rest:?}"))?;
        if is_name {
            let number = here.parse().map_err(|_| format!("no <{part}> at {rest:?}"))?;
            if *told.entry(part.to_string()).or_insert(number) != number {
                return Err(format!("<{part}> is two numbers"));
            }
        }
    }
    if rest.is_empty() { Ok(told) } else { Err(format!("more than expected: {rest:?}")) }
}

fn in_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// The run that the header of an example shows. If it prints this "for example", the numbers of four
/// digits or more, and those with a point, are others in each run: here they are names.
pub fn as_shown(lesson: &str) -> String {
    let example = format!("{}/examples/{lesson}.rs", env!("CARGO_MANIFEST_DIR"));
    let example = fs::read_to_string(example).expect(lesson);
    let is_shown = |line: &&str| line.starts_with("//!     ");
    // First comes the command.
    let run = example.lines().skip_while(|line| !is_shown(line)).skip(1);
    let run = run.skip_while(|line| !is_shown(line)).take_while(is_shown);
    let run: String = run.flat_map(|line| [&line[8..], "\n"]).collect();
    if !example.contains("//! prints, for example,\n") {
        return run;
    }
    let name = |part: &str| {
        let number = part.trim_end_matches(|c| !in_number(c));
        let is_other = number.len() > 3 || number.contains('.');
        if is_other { part.replace(number, &format!("<{number}>")) } else { part.to_string() }
    };
    run.split_inclusive(|c| !in_number(c)).map(name).collect()
}

/// Each of these words makes the program end with 1, and with one line that has the message.
pub fn complains_of(program: &Program, words: &[&str], message: fn(&str) -> String) {
    for word in words {
        let run = program.run(&[word]);
        assert_eq!(run.code, Some(1), "{run:?}");
        // A twin may raise an exception: then the message is its last line.
        let mut lines = run.stderr.lines();
        assert!(lines.next_back().is_some_and(|line| line.contains(&message(word))), "{run:?}");
        assert!(lines.next().is_none_or(|line| line.starts_with("Traceback")), "{run:?}");
    }
}

/// The numbers in a line: "In child 4711 waiting for 3" holds 4711 and 3.
pub fn numbers(line: &str) -> Vec<i64> {
    let digits = line.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    digits.map(|digits| digits.parse().expect("digits")).collect()
}

pub fn send(signal: c_int, pid: c_int) {
    // SAFETY: kill takes only numbers. If the process is gone, it fails.
    unsafe { libc::kill(pid, signal) };
}

/// Sends a signal to a child of this process, once it has one. (Linux only: it
/// looks into /proc.)
pub fn send_to_a_child_of(pid: c_int, signal: c_int) {
    let read = |file: &str| fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
    // A process that has ended has no environment any more.
    while !read("environ").is_empty() {
        let children = read(&format!("task/{pid}/children"));
        if let Some(child) = children.split_whitespace().next() {
            return send(signal, child.parse().expect("a PID"));
        }
        thread::yield_now();
    }
}

// These may be called between fork and exec.

pub fn ignore(signals: &[c_int]) {
    for &signal in signals {
        // SAFETY: SIG_IGN is no handler.
        unsafe { libc::signal(signal, libc::SIG_IGN) };
    }
}

/// Blocks the signals. SIG_SETMASK in place of SIG_BLOCK: and no others.
pub fn mask(how: c_int, signals: &[c_int]) {
    // SAFETY: sigemptyset fills the set in before it is used.
    unsafe {
        let mut set = mem::zeroed();
        libc::sigemptyset(&mut set);
        for &signal in signals {
            libc::sigaddset(&mut set, signal);
        }
        libc::sigprocmask(how, &set, ptr::null_mut());
    }
}

/// The two ends of a new terminal: ours, and that of the programs.
pub fn open_terminal() -> [OwnedFd; 2] {
    let (mut master, mut slave) = (-1, -1);
    let null = ptr::null_mut();
    // SAFETY: both exist until the call returns, and the three others may be null.
    let opened = unsafe { libc::openpty(&mut master, &mut slave, null, null.cast(), null.cast()) };
    assert_eq!(opened, 0, "{}", io::Error::last_os_error());
    // SAFETY: openpty has opened them, and nobody else knows of them.
    [master, slave].map(|end| unsafe { OwnedFd::from_raw_fd(end) })
}

/// The path of a new folder, somewhere in target/.
pub fn new_folder() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Relaxed);
    let folder = format!("{}/{}-{number}", env!("CARGO_TARGET_TMPDIR"), process::id());
    let _ = fs::remove_dir_all(&folder); // an earlier process may have had our PID
    fs::create_dir(&folder).expect("a folder");
    folder
}
