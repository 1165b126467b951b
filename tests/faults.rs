//! Bad luck, put in from outside: for every example, each fork is made to fail in turn, waits are
//! interrupted, children are killed and stopped, SIGCHLD is ignored, stdout is full, the parent is
//! killed.
//!
//! Whatever happens, the program ends, does not panic, and leaves no process behind that still lives
//! ten seconds later. If it exits with 0, it has told its whole story. If not, it says in one line on
//! stderr why not.

mod stories;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use std::{env, fs, mem, process, ptr, thread};

use stories::{Program, Run, STORIES, Story};

/// Calls `check` for every example, several at a time: most of them sleep most of the time.
fn for_every_example(check: impl Fn(&'static str, Story) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some((name, story)) = STORIES.get(next.fetch_add(1, Relaxed)) {
                    check(name, *story);
                }
            });
        }
    });
}

/// Runs the story. It was told, or the last run of the program says in one line why not.
fn it_is_told_or_one_line_says_why_not(name: &str, story: Story, program: Program) {
    let program = program.may_leave_orphans();
    let told = catch_unwind(AssertUnwindSafe(|| story(&program))).is_ok();
    let runs = program.runs();
    for run in &runs {
        it_ended_by_itself(name, run);
    }
    if !told {
        let last = runs.last().expect("it was run");
        it_says_why(name, last);
    }
}

fn it_ended_by_itself(name: &str, run: &Run) {
    assert!(run.left.is_empty(), "{name} left somebody behind: {run:?}");
    assert_eq!(run.signal, None, "{name} was killed, or hung: {run:?}");
    assert!(run.code != Some(101) && !run.stderr.contains("panicked"), "{name}: {run:?}");
}

fn it_says_why(name: &str, run: &Run) {
    assert!(run.code.is_some_and(|code| code != 0), "{name} said nothing of it: {run:?}");
    assert_eq!(run.stderr.lines().count(), 1, "{name}: {run:?}");
}

/// The example under strace, which sees its first process only.
fn under_strace(name: &str, words: &[&str], trace: &str) -> Program {
    let which = "trace=clone,clone3,fork,vfork,wait4,waitid";
    let words = [&["strace", "-qq", "-e", which, "-o", trace], words].concat();
    Program::example(name).under(&words)
}

/// How often it makes each of these calls in a run without a fault. strace counts them one by one.
fn how_often<const N: usize>(name: &str, calls: [&'static str; N]) -> [(&'static str, usize); N] {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Relaxed);
    let file = env::temp_dir().join(format!("fork-and-wait-trace-{}-{number}", process::id()));
    let program = under_strace(name, &[], file.to_str().expect("a path of text"));
    program.may_leave_orphans().run(&[]).lines();
    let trace = fs::read_to_string(&file).expect("strace wrote it");
    fs::remove_file(&file).expect("the trace goes");
    calls.map(|call| {
        let is_one = |line: &&str| line.starts_with(&format!("{call}("));
        (call, trace.lines().filter(is_one).count())
    })
}

fn with_a_fault(name: &str, call: &str, error: &str, when: &str) -> Program {
    let inject = format!("inject={call}:error={error}:when={when}");
    under_strace(name, &["-e", &inject], "/dev/null").may_leave_orphans()
}

#[test]
#[ignore = "needs strace"]
fn a_fork_that_fails_is_reported_in_one_line() {
    for_every_example(|name, _| {
        // glibc forks by clone, and starts threads and std's commands by clone3.
        let calls = how_often(name, ["clone", "clone3", "fork", "vfork"]);
        assert!(calls.iter().any(|(_, times)| *times > 0), "{name} forks");
        for (call, times) in calls {
            // cost makes hundreds, as many as there is time for.
            for number in 1..=times.min(6) {
                // In too_many EAGAIN is the subject: it prints it and goes on.
                let error =
                    if name == "too_many" { "ENOMEM" } else { ["EAGAIN", "ENOMEM"][number % 2] };
                let run = with_a_fault(name, call, error, &number.to_string()).run(&[]);
                it_ended_by_itself(name, &run);
                it_says_why(name, &run);
            }
        }
    });
}

/// Compiles a library, and gives `check` the environment variable that loads it into every program.
#[cfg(target_os = "linux")]
fn preloaded(source: &str, check: impl FnOnce(&str)) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Relaxed);
    let folder = env::temp_dir().join(format!("fork-and-wait-preload-{}-{number}", process::id()));
    fs::create_dir(&folder).expect("a folder");
    let (file, library) = (folder.join("one.c"), folder.join("one.so"));
    fs::write(&file, source).expect("the source is written");
    let mut cc = process::Command::new("cc");
    cc.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&file).args(["-ldl", "-lpthread"]);
    assert!(cc.status().expect("cc runs").success());
    check(&format!("LD_PRELOAD={}", library.display()));
    fs::remove_dir_all(&folder).expect("the folder goes");
}

/// strace counts the calls of each process from 1. This counts on in the child, which has a copy of
/// the counter: so the second fork of `orphan` is that of its child.
#[cfg(target_os = "linux")]
const A_FORK_THAT_FAILS: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
static int forks;
pid_t fork(void) {
    if (++forks == atoi(getenv("FORK_THAT_FAILS"))) { errno = ENOMEM; return -1; }
    return ((pid_t (*)(void))dlsym(RTLD_NEXT, "fork"))();
}
"#;

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs a C compiler"]
fn a_fork_that_fails_in_a_child_is_reported_in_one_line() {
    preloaded(A_FORK_THAT_FAILS, |preload| {
        for_every_example(|name, story| {
            for number in [1, 2, 3] {
                let which = format!("FORK_THAT_FAILS={number}");
                let program = Program::example(name).under(&["env", preload, &which]);
                it_is_told_or_one_line_says_why_not(name, story, program);
            }
        });
    });
}

/// A library that waits for one child behind our back.
#[cfg(target_os = "linux")]
const SOMEBODY_ELSE: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/types.h>
pid_t waitpid(pid_t pid, int *status, int options) {
    static int calls;
    pid_t (*real)(pid_t, int *, int) = dlsym(RTLD_NEXT, "waitpid");
    if (calls++ == 0) real(-1, 0, 0);
    return real(pid, status, options);
}
"#;

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs a C compiler"]
fn careful_names_the_children_that_somebody_else_has_reaped() {
    preloaded(SOMEBODY_ELSE, |preload| {
        let run = Program::example("careful").under(&["env", preload]).run(&[]);
        let mut lost = stories::numbers(run.complaint(1));
        assert!(run.stderr.contains("waitpid: ") && run.stderr.contains("reap ["), "{run:?}");
        let lost = lost.split_off(1); // the first number is the errno
        let reported = stories::blocking::reports(&run);
        let missing = reported.iter().filter(|times| **times == 0).count();
        assert_eq!((missing, lost.len()), (1, 1), "{run:?}");
    });
}

#[test]
#[ignore = "needs strace"]
fn when_the_third_fork_fails_the_two_children_that_there_are_are_still_reported() {
    for name in ["blocking", "nohang"] {
        let run = with_a_fault(name, "clone", "EAGAIN", "3").run(&[]);
        it_says_why(name, &run);
        assert_eq!(stories::blocking::reports(&run), [1, 1], "{run:?}");
    }
}

#[test]
#[ignore = "needs strace"]
fn a_wait_that_is_interrupted_three_times_in_a_row_is_not_noticed() {
    for_every_example(|name, story| {
        for (call, times) in how_often(name, ["wait4", "waitid"]) {
            // strace answers in place of the kernel, so a first call that is made is one that fails.
            for number in [1, 3].into_iter().filter(|number| *number <= times) {
                let three_times = format!("{number}..{}", number + 2);
                let program = with_a_fault(name, call, "EINTR", &three_times);
                // In this one EINTR is the subject, and one more is part of what it prints.
                if name == "interrupted" {
                    it_ended_by_itself(name, &program.run(&[]));
                } else {
                    story(&program);
                }
            }
        }
    });
}

/// Root that may not change its user is not stopped by RLIMIT_NPROC. The program must not hide that.
#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs root, setpriv and unshare"]
fn too_many_says_so_if_root_cannot_become_another_user() {
    for words in [&["setpriv", "--bounding-set=-setuid"][..], &["unshare", "-Ur"]] {
        let run = Program::example("too_many").under(words).run(&[]);
        it_says_why("too_many", &run);
        assert_eq!(run.stdout, "", "{run:?}");
    }
}

#[test]
#[ignore = "needs strace"]
fn timeout_keeps_its_limit_when_every_poll_is_interrupted() {
    let program = Program::example("timeout");
    stories::timeout::a_limit_holds_when_every_poll_is_interrupted(program);
}

fn ignoring<const SIGNAL: i32>() {
    // SAFETY: signal is async-signal-safe, and SIG_IGN is no handler.
    unsafe { libc::signal(SIGNAL, libc::SIG_IGN) };
}

fn blocking<const SIGNAL: i32>() {
    // SAFETY: sigemptyset fills in the set before it is used, and all three are async-signal-safe.
    unsafe {
        let mut set = mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, SIGNAL);
        libc::sigprocmask(libc::SIG_BLOCK, &set, ptr::null_mut());
    }
}

#[cfg(target_os = "linux")]
fn full<const DESCRIPTOR: i32>() {
    // SAFETY: open, dup2 and close are async-signal-safe, and the path is a C string.
    unsafe {
        let full = libc::open(c"/dev/full".as_ptr(), libc::O_WRONLY);
        libc::dup2(full, DESCRIPTOR);
        libc::close(full);
    }
}

fn closed<const DESCRIPTOR: i32>() {
    // SAFETY: close is async-signal-safe.
    unsafe { libc::close(DESCRIPTOR) };
}

/// Each fault is what a shell, a script or a service manager may have done before it starts us.
fn started_with(prepare: fn()) {
    for_every_example(|name, story| {
        let program = Program::example(name).prepared(prepare);
        it_is_told_or_one_line_says_why_not(name, story, program);
    });
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn with_sigchld_ignored_every_example_does_its_job_or_says_why_not() {
    started_with(ignoring::<{ libc::SIGCHLD }>);
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn with_sigterm_ignored_every_example_does_its_job_or_says_why_not() {
    started_with(ignoring::<{ libc::SIGTERM }>);
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn with_signals_blocked_every_example_does_its_job_or_says_why_not() {
    started_with(|| {
        blocking::<{ libc::SIGTERM }>();
        blocking::<{ libc::SIGCHLD }>();
        blocking::<{ libc::SIGALRM }>();
        blocking::<{ libc::SIGUSR1 }>();
    });
}

/// It was told, or one line says why not, or it reports that a child was killed.
#[cfg(target_os = "linux")]
fn it_is_told_or_the_kill_is_reported(name: &str, story: Story, program: Program) {
    let program = program.may_leave_orphans();
    let told = catch_unwind(AssertUnwindSafe(|| story(&program))).is_ok();
    let runs = program.runs();
    let last = runs.last().expect("it was run");
    it_ended_by_itself(name, last);
    // Who prints the ends of its children prints this one too. A shell, and exec, exit with 137.
    let reported = last.stdout.contains("killed by signal 9") || last.code == Some(128 + 9);
    if !told && !reported {
        it_says_why(name, last);
    }
}

/// Without -f the first child is process 1 there: it sees 0 as its parent's PID, and when it ends, the
/// kernel kills whoever else is in the namespace, and no further fork works.
#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs unshare, and a minute"]
fn in_a_pid_namespace_of_its_own_every_example_does_its_job_or_says_why_not() {
    for options in [&["-p"][..], &["-pf"], &["-pf", "--mount-proc"], &["-Urp"]] {
        for_every_example(|name, story| {
            let words = [&["unshare"], options].concat();
            let program = Program::example(name).under(&words);
            // A child prints the PID that it has in there, and its parent the one outside.
            let story = match name {
                "blocking" | "nohang" | "careful" => stories::blocking::three_come_and_go,
                _ => story,
            };
            it_is_told_or_the_kill_is_reported(name, story, program);
        });
    }
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn without_stdin_every_example_does_its_job() {
    for_every_example(|name, story| story(&Program::example(name).prepared(closed::<0>)));
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs half a minute: it runs every example"]
fn with_a_full_stdout_every_example_says_so() {
    for_every_example(|name, _| {
        let program = Program::example(name).prepared(full::<1>);
        let run = program.may_leave_orphans().run(&[]);
        it_ended_by_itself(name, &run);
        it_says_why(name, &run);
    });
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs half a minute: it runs every example"]
fn with_stdout_and_stderr_full_no_example_panics() {
    for_every_example(|name, _| {
        let program = Program::example(name).prepared(|| {
            full::<1>();
            full::<2>();
        });
        let run = program.may_leave_orphans().run(&[]);
        it_ended_by_itself(name, &run);
        assert_ne!(run.code, Some(0), "{name}: {run:?}");
    });
}

/// The PID of a child of this process, once it has one. None if it has ended without.
#[cfg(target_os = "linux")]
fn a_child_of(pid: libc::pid_t) -> Option<libc::pid_t> {
    loop {
        let path = format!("/proc/{pid}/task/{pid}/children");
        let children = fs::read_to_string(path).ok()?;
        if let Some(child) = children.split_whitespace().next() {
            return child.parse().ok();
        }
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        if stat.contains(") Z ") {
            return None;
        }
        thread::yield_now();
    }
}

#[cfg(target_os = "linux")]
fn send_to_a_child_of(pid: libc::pid_t, signal: i32) {
    if let Some(child) = a_child_of(pid) {
        // SAFETY: kill takes nothing but numbers. If the child is gone, it fails.
        unsafe { libc::kill(child, signal) };
    }
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs half a minute: it runs every example"]
fn a_child_that_is_killed_from_outside_is_reported_or_does_no_harm() {
    for_every_example(|name, story| {
        let program = Program::example(name);
        let program = program.meddled_with(|pid| send_to_a_child_of(pid, libc::SIGKILL));
        it_is_told_or_the_kill_is_reported(name, story, program);
    });
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs half a minute: it runs every example"]
fn a_child_that_is_stopped_and_continued_from_outside_does_no_harm() {
    for_every_example(|name, story| {
        let program = Program::example(name).meddled_with(|pid| {
            send_to_a_child_of(pid, libc::SIGSTOP);
            thread::sleep(Duration::from_millis(300));
            send_to_a_child_of(pid, libc::SIGCONT);
        });
        it_is_told_or_one_line_says_why_not(name, story, program);
    });
}

#[test]
#[ignore = "needs two minutes: it runs every example many times"]
fn when_the_parent_is_killed_nobody_of_it_is_left_ten_seconds_later() {
    let moments = [0, 3, 30, 300, 1000, 2500].map(Duration::from_millis);
    for_every_example(|name, _| {
        let program = Program::example(name);
        thread::scope(|scope| {
            for signal in [libc::SIGKILL, libc::SIGINT] {
                for moment in moments {
                    let program = &program;
                    scope.spawn(move || {
                        let running = program.start(&[]);
                        thread::sleep(moment);
                        running.kill(signal);
                        // It fails the test if somebody is left.
                        running.finish_with_orphans();
                    });
                }
            }
        });
    });
}

/// These need the processor, or all processes of the user, for themselves.
const ALONE: [&str; 3] = ["cost", "parallel", "too_many"];

#[test]
#[ignore = "needs two minutes: it runs the examples many times"]
fn the_examples_tell_the_same_story_every_time() {
    let stories = STORIES.iter().filter(|(name, _)| !ALONE.contains(name));
    let rounds: Vec<&(&str, Story)> = stories.cycle().take(50 * STORIES.len()).collect();
    let rounds = Mutex::new(rounds);
    let next = || rounds.lock().expect("no story is told under this lock").pop();
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                while let Some((name, story)) = next() {
                    story(&Program::example(name));
                }
            });
        }
    });
}

#[test]
#[ignore = "needs valgrind"]
fn every_example_and_its_children_run_under_valgrind_without_a_complaint() {
    for_every_example(|name, _| {
        // valgrind ends a process itself when a signal comes, and cannot end a process 1.
        if name == "process_1" {
            return;
        }
        // The thread that is missing in the child leaves there what it owned. That is the lesson.
        let leaks = if name == "threads" { "no" } else { "full" };
        let words = [
            "valgrind",
            "--quiet",
            "--error-exitcode=99",
            &format!("--leak-check={leaks}"),
            "--errors-for-leak-kinds=definite,indirect",
            "--show-leak-kinds=definite,indirect",
            "--sim-hints=lax-ioctls", // it does not know those of openpty
            "--vgdb=no",              // it could not clean up after setuid
        ];
        // Under valgrind everything takes some fifty times as long.
        let args: &[&str] = if name == "parallel" { &["50000"] } else { &[] };
        let run = Program::example(name).under(&words).may_leave_orphans().run(args);
        // valgrind does not stop a program at SIGTSTP, so that child sleeps to its end.
        if name == "job_control" {
            return it_says_why(name, &run);
        }
        let said = (run.code, run.stderr.as_str());
        assert_eq!(said, (Some(0), ""), "{name}: {run:?}");
    });
}
