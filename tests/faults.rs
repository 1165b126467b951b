//! Bad luck, put in from outside: for every example, each fork is made to fail in turn, waits are
//! interrupted, children are killed and stopped, SIGCHLD is ignored, stdout is full, the parent is
//! killed.
//!
//! Whatever happens, the program ends, does not panic, and leaves no process behind that still lives
//! ten seconds later. If it exits with 0, it has told its whole story. If not, it says in one line on
//! stderr why not.

#![cfg(target_os = "linux")]

mod program;
mod stories;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{LazyLock, Once};
use std::time::Duration;
use std::{fs, thread};

use libc::c_int;
use program::*;
use stories::{Check, LESSONS};

/// Calls `check` with each number below `end`, `threads` of them at a time: most programs sleep most of
/// the time.
fn at_the_same_time(threads: usize, end: usize, check: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(number) = Some(next.fetch_add(1, Relaxed)).filter(|n| *n < end) {
                    check(number);
                }
            });
        }
    });
}

fn for_every_example(check: impl Fn(&'static str, Check) + Sync) {
    at_the_same_time(8, LESSONS.len(), |number| check(LESSONS[number].0, LESSONS[number].1));
}

/// Returns whether the story was told. If not, the last run of the program says in one line why not.
fn it_is_told_or_one_line_says_why_not(story: Check, program: &Program) -> bool {
    it_is_told(story, program, |_| false)
}

/// The same, but where a child was killed, the program may also report that: it prints how its
/// children ended, or, like a shell, exits with 137.
fn it_is_told_or_the_kill_is_reported(story: Check, program: &Program) {
    it_is_told(story, program, |run| {
        run.stdout.contains("killed by signal 9") || run.code == Some(137)
    });
}

fn it_is_told(story: Check, program: &Program, or: fn(&Run) -> bool) -> bool {
    let told = is_told_quietly(story, program);
    let runs = program.runs();
    runs.iter().for_each(it_ended_by_itself);
    let last = runs.last().expect("it was run");
    if !told && !or(last) {
        it_says_why(last);
    }
    told
}

/// A story that is not told panics. Under a fault that may be right: then nobody wants to read of it.
fn is_told_quietly(story: Check, program: &Program) -> bool {
    thread_local!(static QUIET: Cell<bool> = const { Cell::new(false) });
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info)
            }
        }));
    });
    QUIET.set(true);
    let told = panic::catch_unwind(AssertUnwindSafe(|| story(program))).is_ok();
    QUIET.set(false);
    told
}

fn it_ended_by_itself(run: &Run) {
    assert!(run.left.is_empty(), "somebody is left: {run:?}");
    // At its end shutdown kills itself with the signal that told it to end.
    let by_itself = run.stdout.starts_with("signal 14: ").then_some(libc::SIGALRM);
    assert!(run.signal.is_none() || run.signal == by_itself, "killed, or it hung: {run:?}");
    assert!(run.code != Some(101) && !run.stderr.contains("panicked"), "it panicked: {run:?}");
}

/// One line is on stderr. If two processes meet the same trouble, both may say so, and since std writes
/// a message in pieces, the two may be mixed. Then each letter comes twice as often.
fn it_says_why(run: &Run) {
    it_ended_by_itself(run);
    assert!(run.code.is_some_and(|code| code != 0), "it said nothing of it: {run:?}");
    let count = |byte: u8| run.stderr.bytes().filter(|other| *other == byte).count();
    let lines = count(b'\n');
    let one = lines > 0 && run.stderr.bytes().all(|byte| count(byte) % lines == 0);
    assert!(one, "not in one line: {run:?}");
}

/// An example with a fault: the library of tests/faults.c answers in place of the system.
fn faulty(name: &str, fault: &str, error: c_int, [first, last]: [usize; 2]) -> Program {
    static LIBRARY: LazyLock<&str> = LazyLock::new(|| {
        let library = concat!(env!("CARGO_TARGET_TMPDIR"), "/faults.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults.c");
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-Wall", "-Werror", "-o", library, source, "-ldl"]);
        assert!(cc.status().expect("cc runs").success());
        library
    });
    let numbers = format!("FIRST={first} LAST={last} ERROR={error} FAULT={fault}");
    let mut words = vec!["env"];
    words.extend(numbers.split(' '));
    let preload = format!("LD_PRELOAD={}", *LIBRARY);
    words.push(&preload);
    Program::example(name).under(&words)
}

#[test]
#[ignore = "needs a C compiler"]
fn a_fork_that_fails_is_reported_in_one_line() {
    for_every_example(|name, story| {
        for number in 1..=6 {
            // In too_many EAGAIN is the subject: the program prints it and goes on.
            let even = number % 2 == 0 || name == "too_many";
            let error = if even { libc::ENOMEM } else { libc::EAGAIN };
            let program = faulty(name, "fork", error, [number, number]);
            it_is_told_or_one_line_says_why_not(story, &program);
            let forks = number == 1 && name != "unixes";
            assert!(!forks || program.runs()[0].code != Some(0), "{name} forks");
        }
    });
    for name in ["blocking", "nohang"] {
        let run = faulty(name, "fork", libc::EAGAIN, [3, 3]).run(&[]);
        it_says_why(&run);
        // The two children that there are are still reported.
        assert_eq!(stories::blocking::reports(&run), [1, 1], "{run:?}");
    }
}

/// No example can do without these: its memory, its output, its end. std panics if it may not sleep
/// or wait for a thread. The others cannot fail, or nobody asks whether they did.
const NEEDED: &str = "mmap munmap mprotect brk mremap madvise write exit exit_group rt_sigreturn \
    restart_syscall futex clock_nanosleep sigaltstack set_robust_list rseq sched_yield \
    sched_getaffinity close getpid getppid gettid geteuid getuid getgid getegid getpgrp";

/// A worker that cannot kill itself exits with 1, and is rightly started again. A daemon that may not
/// send cannot say so. Without read, a command that is started does not even find its libraries.
/// Each child of server that may not write says so.
const HARMLESS: &str = "restart:tgkill daemon:sendto pipeline:read redirect:read server:recvfrom \
    server:sendto";

/// The system calls that a run makes from main on, with their numbers. Only what the program does
/// itself: what comes after an exec in a child is another program.
fn calls_of(name: &str) -> BTreeMap<String, usize> {
    let trace = new_folder() + "/trace";
    Program::example(name).under(&["strace", "-f", "-n", "-qq", "-o", &trace]).run(&[]);
    let mut calls = BTreeMap::new();
    let mut begun = BTreeMap::new();
    // 4711 [  61] wait4(-1, …
    for line in fs::read_to_string(&trace).expect("strace has written").lines() {
        let words: Vec<&str> =
            line.split([' ', '[', ']', '(']).filter(|word| !word.is_empty()).collect();
        let [pid, number, call, ..] = words[..] else { continue };
        let Ok(number) = number.parse() else { continue }; // a signal, or an end
        // Its first process begins before main, the others at a fork.
        let first = begun.is_empty();
        let in_main = begun.entry(pid.to_string()).or_insert(!first);
        let is_name = call.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let needed = NEEDED.split(' ').any(|needed| needed == call);
        let harmless = HARMLESS.split(' ').any(|pair| pair == format!("{name}:{call}"));
        if *in_main && is_name && !needed && !harmless {
            calls.insert(call.to_string(), number);
        }
        match call {
            "sigaltstack" => *in_main = true,
            "execve" if !first => *in_main = false,
            _ => {}
        }
    }
    calls
}

/// A seccomp filter, a container or a service manager may forbid any system call.
#[test]
#[ignore = "needs a C compiler, strace, and a few minutes"]
fn a_call_that_is_refused_is_reported_in_one_line() {
    for_every_example(|name, story| {
        let whole = Program::example(name);
        story(&whole);
        let calls = calls_of(name);
        // It forks at least, and waits. Only unixes has nothing to ask the kernel for.
        assert!(calls.len() > 1 || name == "unixes", "{name} calls {calls:?}");
        for (call, number) in calls {
            let program = faulty(name, "refuse", 0, [number, 0]);
            let told = it_is_told_or_one_line_says_why_not(story, &program);
            let lines = |run: &Run| {
                let lines = run.stdout.lines();
                lines.filter(|line| !line.starts_with("do something")).count()
            };
            // Each run is compared with the run of the story that it should have been.
            for (run, whole) in program.runs().iter().zip(whole.runs()) {
                assert!(lines(run) <= lines(&whole), "without {call} it says too much: {run:?}");
                let reasons = ["Operation not permitted", "PermissionDenied"];
                let said = reasons.iter().any(|reason| run.stderr.contains(reason));
                assert!(told || said, "without {call} it does not say the reason: {run:?}");
            }
        }
    });
}

#[test]
#[ignore = "needs a C compiler"]
fn a_wait_that_is_interrupted_three_times_in_a_row_is_not_noticed() {
    for_every_example(|name, story| {
        for first in [1, 3] {
            let program = faulty(name, "wait", libc::EINTR, [first, first + 2]);
            // In this one EINTR is the subject, and one more is part of what it prints.
            if name == "interrupted" {
                it_ended_by_itself(&program.run(&[]));
            } else {
                story(&program);
            }
        }
    });
}

/// Behind its back, somebody else reaps the first child that ends.
#[test]
#[ignore = "needs a C compiler"]
fn careful_names_the_children_that_somebody_else_has_reaped() {
    let run = faulty("careful", "reap", libc::ECHILD, [1, 1]).run(&[]);
    let lost = numbers(run.complaint(1)).split_off(1); // the first number is the errno
    assert!(run.stderr.contains("waitpid: ") && run.stderr.contains("reap ["), "{run:?}");
    let missing = stories::blocking::reports(&run).into_iter().filter(|times| *times == 0);
    assert_eq!((missing.count(), lost.len()), (1, 1), "{run:?}");
}

/// Root that may not change its user is not stopped by RLIMIT_NPROC. The program must not hide that.
#[test]
#[ignore = "needs root, setpriv and unshare"]
fn too_many_says_so_if_root_cannot_become_another_user() {
    for words in [&["setpriv", "--bounding-set=-setuid"][..], &["unshare", "-Ur"]] {
        let run = Program::example("too_many").under(words).run(&[]);
        it_says_why(&run);
        assert_eq!(run.stdout, "", "{run:?}");
    }
}

#[test]
#[ignore = "needs strace"]
fn timeout_keeps_its_limit_when_every_poll_is_interrupted() {
    stories::timeout::a_limit_holds_when_every_poll_is_interrupted(&Program::example("timeout"));
}

/// Each is what a shell, a script or a service manager may have done before it starts us.
#[test]
#[ignore = "needs a minute: it runs every example"]
fn however_it_is_started_every_example_does_its_job_or_says_why_not() {
    let starts: [fn(); 4] = [
        || ignore(&[libc::SIGCHLD]),
        || ignore(&[libc::SIGTERM]),
        || mask(libc::SIG_BLOCK, &[libc::SIGTERM, libc::SIGCHLD, libc::SIGALRM, libc::SIGUSR1]),
        // SAFETY: close takes only a number.
        || _ = unsafe { libc::close(0) },
    ];
    for start in starts {
        for_every_example(|name, story| {
            let program = Program::example(name).prepared(start);
            it_is_told_or_one_line_says_why_not(story, &program);
        });
    }
}

/// What is left of the story where parent and child see different PIDs.
fn three_come_and_go(program: &Program) {
    let run = program.run(&[]);
    let come = run.lines().iter().filter(|line| line.starts_with("In child ")).count();
    let go = run.stdout.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    assert_eq!((come, go.count()), (3, 3), "{run:?}");
}

/// Without -f the first child is process 1 there: it sees 0 as its parent's PID, and when it ends, the
/// kernel kills whoever else is in the namespace, and no further fork works.
#[test]
#[ignore = "needs unshare, and a minute"]
fn in_a_pid_namespace_of_its_own_every_example_does_its_job_or_says_why_not() {
    for options in [&["-p"][..], &["-pf"], &["-pf", "--mount-proc"], &["-Urp"]] {
        for_every_example(|name, story| {
            let program = Program::example(name).under(&[&["unshare"], options].concat());
            // A child prints the PID that it has in there, and its parent the one outside.
            let own_pids = ["blocking", "nohang", "careful"].contains(&name);
            let story = if own_pids { three_come_and_go } else { story };
            it_is_told_or_the_kill_is_reported(story, &program);
        });
    }
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn with_a_full_stdout_every_example_says_so_and_with_a_full_stderr_too_none_panics() {
    // SAFETY: the path is a C string. Opened anew, or what was there is replaced.
    let full = |descriptor| unsafe {
        libc::dup2(libc::open(c"/dev/full".as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC), descriptor);
    };
    for_every_example(|name, _| {
        let program = Program::example(name).prepared(move || full(1));
        it_says_why(&program.run(&[]));
        let run = program.prepared(move || full(2)).run(&[]);
        it_ended_by_itself(&run);
        assert_ne!(run.code, Some(0), "{run:?}");
    });
}

#[test]
#[ignore = "needs a minute: it runs every example"]
fn a_child_that_is_killed_or_stopped_from_outside_is_reported_or_does_no_harm() {
    for_every_example(|name, story| {
        let program = Program::example(name);
        let kill = program.meddled_with(|pid| send_to_a_child_of(pid, libc::SIGKILL));
        it_is_told_or_the_kill_is_reported(story, &kill);
        let stop = program.meddled_with(|pid| {
            send_to_a_child_of(pid, libc::SIGSTOP);
            thread::sleep(Duration::from_millis(300));
            send_to_a_child_of(pid, libc::SIGCONT);
        });
        // A child that is stopped uses no processor, and usage says so.
        if name != "usage" {
            it_is_told_or_one_line_says_why_not(story, &stop);
        }
    });
}

#[test]
#[ignore = "needs two minutes: it runs every example many times"]
fn when_the_parent_is_killed_nobody_of_it_is_left_ten_seconds_later() {
    let moments = [0, 3, 30, 300, 1000, 2500].map(Duration::from_millis);
    for_every_example(|name, _| {
        at_the_same_time(12, 12, |number| {
            let running = Program::example(name).start(&[]);
            thread::sleep(moments[number / 2]);
            send([libc::SIGKILL, libc::SIGINT][number % 2], running.pid());
            // It fails the test if somebody is left.
            running.finish();
        });
    });
}

#[test]
#[ignore = "needs two minutes: it runs the examples many times"]
fn the_examples_tell_the_same_story_every_time() {
    // These need the processor, or all processes of the user, for themselves.
    let alone = ["cost", "parallel", "too_many"];
    let stories: Vec<_> = LESSONS.iter().filter(|(name, ..)| !alone.contains(name)).collect();
    at_the_same_time(16, 1400, |number| {
        let (name, ..) = stories[number % stories.len()];
        stories::tell(name, &Program::example(name));
    });
}

#[test]
#[ignore = "needs valgrind"]
fn every_example_and_its_children_run_under_valgrind_without_a_complaint() {
    for_every_example(|name, _| {
        // valgrind ends a process itself when a signal comes, and says so. It cannot end a process 1,
        // nor stop a program at SIGTSTP.
        if ["process_1", "restart", "shutdown", "job_control"].contains(&name) {
            return;
        }
        // The thread that is missing in the child leaves there what it owned. That is the lesson.
        let leaks = if name == "threads" { "no" } else { "full" };
        // It does not know the ioctls of openpty, and could not clean up its vgdb after setuid.
        let valgrind = format!(
            "valgrind --quiet --error-exitcode=99 --sim-hints=lax-ioctls --vgdb=no \
             --leak-check={leaks} --errors-for-leak-kinds=definite,indirect \
             --show-leak-kinds=definite,indirect"
        );
        let words: Vec<&str> = valgrind.split(' ').collect();
        // Under valgrind everything takes some fifty times as long.
        let args: &[&str] = if name == "parallel" { &["50000"] } else { &[] };
        // SAFETY: alarm takes only a number.
        let patient = Program::example(name).prepared(|| _ = unsafe { libc::alarm(400) });
        let run = patient.under(&words).run(args);
        // The exit code of pool says how many jobs have failed.
        let code = if name == "pool" { 1 } else { 0 };
        assert_eq!((run.code, run.stderr.as_str()), (Some(code), ""), "{run:?}");
    });
}
