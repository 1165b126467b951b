//! What the steps to take in the book show, seen with real processes: each story is played to its
//! end, and after each step /proc says what the kernel knows.

use std::fmt::Write as _;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};
use std::{fs, hint, process, ptr, thread};

use crate::common::{take_turns, wait_for};
use fork_and_wait::{WUNTRACED, c_int, fork, pid_t, wait};

/// Plays every story. For each it gives the steps, and in one line what is seen then: the parent, the
/// child, which wait status was reaped by whom, what was printed, and which steps can come next. 4700 is
/// the parent, 4711 the child, and 1 takes in orphans.
pub fn play_every_story() -> Vec<(String, String)> {
    let _turn = take_turns();
    // Whoever loses its parent becomes a child of this process, which plays process 1.
    // SAFETY: this prctl takes only numbers.
    let adopt = |yes: c_int| unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, yes) };
    assert_eq!(adopt(1), 0);
    let mut seen = Vec::new();
    explore(Play::begin(), "", &mut seen);
    adopt(0);
    // SAFETY: alarm takes a number. The other tests of this process take longer.
    unsafe { libc::alarm(0) };
    seen
}

/// Plays each story that goes on from this one. The first goes on at once, the others from the start.
fn explore(play: Play, story: &str, seen: &mut Vec<(String, String)>) {
    let (row, next) = play.row();
    seen.push((story.to_string(), row));
    let mut play = Some(play);
    for step in next.chars() {
        let mut play = play.take().unwrap_or_else(|| {
            let mut again = Play::begin();
            story.chars().for_each(|step| again.take(step));
            again
        });
        play.take(step);
        explore(play, &format!("{story}{step}"), seen);
    }
}

/// The page's lines, by the compiler. What is written to `out` is what they print.
fn lines(me: &mut &Process, shared: &'static Shared, out: &PipeWriter) -> io::Result<()> {
    // A child of a test with threads calls only async-signal-safe functions.
    macro_rules! println {
        ($($text:tt)*) => {{
            let (mut buffer, size) = ([0; 40], 40);
            let mut rest = &mut buffer[..];
            std::writeln!(rest, $($text)*)?;
            let used = size - rest.len();
            let mut out = out;
            out.write_all(&buffer[..used])?;
        }};
    }
    mod process {
        pub fn exit(code: i32) -> ! {
            // SAFETY: _exit takes a number.
            unsafe { libc::_exit(code) }
        }
    }

    me.stop_before(1, -1, -1);
    let mut status = 0;
    me.stop_before(2, status, -1);
    // SAFETY: the child calls only what this function calls.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        *me = &shared.child;
        // SAFETY: alarm takes a number. A child does not inherit it.
        unsafe { libc::alarm(60) };
    }
    me.stop_before(3, status, pid);
    if pid == 0 {
        me.stop_before(4, status, pid);
        println!("child");
        me.stop_before(5, status, pid);
        process::exit(7);
    }
    me.stop_before(6, status, pid);
    // SAFETY: status exists until the call returns.
    let pid = unsafe { wait(&mut status) }?;
    me.stop_before(7, status, pid);
    println!("{pid} {}", status / 256);
    Ok(())
}

/// The page, docs/steps.js, has these lines, in Python and in Rust.
#[test]
fn the_lines_that_are_played_are_those_of_the_page() {
    let from = include_str!("mod.rs").split_once("fn lines(").expect("the function").1;
    let mut rest = from.split_once("Ok(())").expect("its end").0;
    for line in on_the_page(1).lines() {
        rest = rest.split_once(line.trim()).unwrap_or_else(|| panic!("no {line} is played")).1;
    }
}

#[test]
#[ignore = "needs python3"]
fn the_lines_of_python_print_what_those_of_rust_print() {
    let program = format!("import os, sys\n{}", on_the_page(0));
    let output = process::Command::new("python3").args(["-c", &program]).output();
    let printed = String::from_utf8(output.expect("python3 runs").stdout).expect("text");
    assert!(printed.starts_with("child\n") && printed.ends_with(" 7\n"), "{printed}");
}

/// The page's lines in one language: 0 is Python, 1 is Rust.
fn on_the_page(language: usize) -> String {
    let script = include_str!("../../docs/steps.js");
    let rows = script.split_once("const stepLines = [\n").expect("the lines").1;
    let rows = rows.split_once("\n];").expect("the last line").0;
    let text = |row: &str| {
        let row = row.trim().trim_start_matches("[\"").trim_end_matches("\"],");
        let text = row.split("\", \"").nth(language).expect("both languages");
        text.replace("\\n", "\n").replace("\\\"", "\"") + "\n"
    };
    rows.lines().map(text).collect()
}

/// What a process and this test tell each other, in memory that all of them share.
#[derive(Default)]
struct Process {
    /// The line that comes next, if the process stands before it.
    line: AtomicI32,
    /// Its variables. -1: not there yet.
    status: AtomicI32,
    pid: AtomicI32,
    go: AtomicBool,
    end: AtomicBool,
}

#[derive(Default)]
struct Shared {
    parent: Process,
    child: Process,
}

impl Process {
    /// Waits until the line may run. It does not sleep, so that /proc says R: it could run.
    fn stop_before(&self, line: c_int, status: c_int, pid: c_int) {
        self.status.store(status, SeqCst);
        self.pid.store(pid, SeqCst);
        self.line.store(line, SeqCst);
        while !self.go.swap(false, SeqCst) {
            if self.end.load(SeqCst) {
                // SAFETY: _exit takes a number.
                unsafe { libc::_exit(0) };
            }
            hint::spin_loop();
            // SAFETY: sched_yield takes nothing.
            unsafe { libc::sched_yield() };
        }
    }

    fn go(&self) {
        self.line.store(0, SeqCst);
        self.go.store(true, SeqCst);
    }
}

/// What /proc says of a process: the letter of its state, its parent, and its wait status.
fn proc_stat(pid: pid_t) -> Option<(char, pid_t, c_int)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split_whitespace().collect();
    if fields[0] == "D" {
        return proc_stat(pid); // it waits for a page of memory, which is no part of the story
    }
    // proc_pid_stat(5) counts from 1, and the first two fields stand before the bracket.
    let number = |field: usize| fields[field - 3].parse().expect("a number");
    Some((fields[0].chars().next()?, number(4), number(52)))
}

fn is_zombie(pid: pid_t) -> bool {
    proc_stat(pid).expect("a row").0 == 'Z'
}

/// One run of the program, with this test as its scheduler, its shell and its process 1.
struct Play {
    shared: &'static Shared,
    parent: Option<pid_t>,
    child: Option<pid_t>,
    /// Which number the child had, and who reaped it with which status.
    was: pid_t,
    reaped: Option<(&'static str, c_int)>,
    /// The parent is asleep in wait, or was, and this test does not let it go on.
    in_wait: bool,
    held: bool,
    /// The parent is about to call wait, and there is no zombie.
    falls_asleep: bool,
    out: PipeReader,
    printed: String,
}

impl Play {
    fn begin() -> Play {
        // SAFETY: alarm takes a number. Each play has a minute of its own.
        unsafe { libc::alarm(60) };
        let (out, writer) = io::pipe().expect("pipe");
        // SAFETY: a new mapping of zeros, which is a valid Shared, and which nobody takes away.
        let shared: &'static Shared = unsafe {
            let (read_write, all) =
                (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
            let at = libc::mmap(ptr::null_mut(), size_of::<Shared>(), read_write, all, -1, 0);
            assert_ne!(at, libc::MAP_FAILED);
            &*at.cast()
        };
        // SAFETY: the child calls only async-signal-safe functions, prctl (a plain system call), and
        // what formats two numbers into an array.
        let parent = unsafe { fork() }.expect("fork");
        if parent == 0 {
            // SAFETY: they take only numbers.
            unsafe {
                libc::alarm(60);
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                let ended = lines(&mut &shared.parent, shared, &writer);
                libc::_exit(if ended.is_ok() { 0 } else { 99 });
            }
        }
        // SAFETY: the descriptor is open.
        assert_eq!(unsafe { libc::fcntl(out.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) }, 0);
        let mut play = Play {
            shared,
            parent: Some(parent),
            child: None,
            was: 0,
            reaped: None,
            in_wait: false,
            held: false,
            falls_asleep: false,
            out,
            printed: String::new(),
        };
        play.settle();
        play
    }

    fn take(&mut self, step: char) {
        let child_ends = step == 'K' || step == 'C' && self.shared.child.line.load(SeqCst) == 5;
        if child_ends && self.in_wait {
            // The parent would reap the child at once. The reader is the scheduler, and has not let
            // it run yet.
            self.signal_parent(libc::SIGSTOP);
            let parent = self.parent.expect("a parent");
            let (_, status) = wait_for(parent, WUNTRACED).expect("waitpid");
            assert_eq!(status, libc::SIGSTOP << 8 | 0x7f);
            self.held = true;
        }
        match step {
            'P' if self.held => {
                self.held = false;
                self.falls_asleep = false;
                self.signal_parent(libc::SIGCONT);
            }
            'P' => {
                // wait marks its caller as asleep before it looks for a zombie, so that S alone would
                // not say that it sleeps.
                let line = self.shared.parent.line.load(SeqCst);
                self.falls_asleep = line == 6 && self.child.is_some_and(|pid| !is_zombie(pid));
                self.shared.parent.go();
            }
            'C' => self.shared.child.go(),
            'E' => self.shared.parent.end.store(true, SeqCst),
            // SAFETY: kill takes only numbers.
            'K' => assert_eq!(unsafe { libc::kill(self.was, libc::SIGKILL) }, 0),
            _ => unreachable!(),
        }
        let ends = step == 'E' || step == 'P' && self.reaped.is_some();
        if ends {
            let parent = self.parent.take().expect("a parent");
            assert_eq!(wait_for(parent, 0), Ok((parent, 0)), "the parent exits with 0");
        }
        while child_ends && !is_zombie(self.was) {
            thread::yield_now();
        }
        self.settle();
    }

    /// Waits until each process stands before a line, sleeps in wait, or has ended.
    fn settle(&mut self) {
        let Shared { parent, child } = self.shared;
        if let (Some(pid), false) = (self.parent, self.held) {
            self.in_wait = false;
            while parent.line.load(SeqCst) == 0 && !self.in_wait {
                self.in_wait = self.falls_asleep && proc_stat(pid).expect("a row").0 == 'S';
                thread::yield_now();
            }
            match parent.line.load(SeqCst) {
                3 if self.was == 0 => {
                    self.was = parent.pid.load(SeqCst);
                    self.child = Some(self.was);
                }
                7 => {
                    self.child = None;
                    self.reaped = Some(("4700", parent.status.load(SeqCst)));
                }
                _ => {}
            }
        }
        if let Some(pid) = self.child {
            while child.line.load(SeqCst) == 0 && !is_zombie(pid) {
                thread::yield_now();
            }
            // A process 1 reaps whoever is given to it.
            if self.parent.is_none() && is_zombie(pid) {
                let (_, status) = wait_for(pid, 0).expect("waitpid");
                self.child = None;
                self.reaped = Some(("1", status));
            }
        }
        let _ = self.out.read_to_string(&mut self.printed); // WouldBlock: that was all for now
    }

    /// What is seen now, and which steps can come next.
    fn row(&self) -> (String, String) {
        let (parent_state, parent) = self.seen_of(self.parent, &self.shared.parent);
        let (child_state, child) = self.seen_of(self.child, &self.shared.child);
        let reaped = self.reaped.map(|(by, status)| format!("{status} to {by}"));
        let printed = self.printed.replace(&format!("{} ", self.was), "4711 ");
        let printed = printed.trim_end().replace('\n', ", ");

        // Which steps are possible is read from what was seen, not from a rule of the page.
        let may_call_wait = !self.in_wait && self.child.is_some();
        let possible = [
            ('P', parent_state == 'R'),
            ('E', parent_state == 'R' && may_call_wait),
            ('C', child_state == 'R'),
            ('K', child_state == 'R'),
        ];
        let next: String =
            possible.into_iter().filter(|(_, can)| *can).map(|(step, _)| step).collect();
        let columns = [parent, child, reaped.unwrap_or_default(), printed, next.clone()];
        (columns.map(|text| if text.is_empty() { "-".into() } else { text }).join(" | "), next)
    }

    fn seen_of(&self, pid: Option<pid_t>, process: &Process) -> (char, String) {
        let Some((mut state, parent, status)) = pid.and_then(proc_stat) else {
            return ('-', String::new());
        };
        if self.held && pid == self.parent {
            assert_eq!(state, 'T'); // by us: it could run
            state = 'R';
        }
        let name = |pid: pid_t| match pid {
            pid if Some(pid) == self.parent => "4700".to_string(),
            pid if pid == self.was => "4711".to_string(),
            other => other.to_string(),
        };
        let parent = match parent == process::id() as pid_t {
            true => if pid == self.parent { "shell" } else { "1" }.to_string(),
            false => name(parent),
        };
        let mut row = format!("{state} of {parent}, ");
        if state == 'Z' {
            let memory = fs::read_to_string(format!("/proc/{}/statm", pid.expect("a PID")));
            assert_eq!(memory.expect("statm").trim(), "0 0 0 0 0 0 0");
            return (state, row + &format!("wait status {status}"));
        }
        let line = process.line.load(SeqCst);
        write!(row, "line {}", if line == 0 { 6 } else { line }).expect("a String takes it"); // 0: in wait
        if let status @ 0.. = process.status.load(SeqCst) {
            write!(row, ", status {status}").expect("a String takes it");
        }
        if let pid @ 0.. = process.pid.load(SeqCst) {
            write!(row, ", pid {}", name(pid)).expect("a String takes it");
        }
        (state, row)
    }

    fn signal_parent(&self, signal: c_int) {
        // SAFETY: kill takes only numbers.
        assert_eq!(unsafe { libc::kill(self.parent.expect("a parent"), signal) }, 0);
    }
}

impl Drop for Play {
    /// Leaves nobody behind, whatever the story was.
    fn drop(&mut self) {
        for pid in [self.parent, self.child].into_iter().flatten() {
            // SAFETY: kill takes only numbers. Neither has been reaped, so its number is its own; if
            // the parent was killed first, this process has become the child's parent.
            unsafe { libc::kill(pid, libc::SIGKILL) };
            let _ = wait_for(pid, 0);
        }
    }
}
