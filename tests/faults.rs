//! Bad luck, put in from outside: for every example, each fork is made to fail in turn, waits are
//! interrupted, children are killed and stopped, SIGCHLD is ignored, stdout is full, the parent is
//! killed.
//!
//! Whatever happens, the program ends, does not panic, and leaves no process behind that still lives
//! ten seconds later. If it exits with 0, it has told its whole story. If not, it says in one line on
//! stderr why not.

#![cfg_attr(not(target_os = "linux"), allow(dead_code, unused_imports))]

mod program;
mod stories;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use std::{fs, process, thread};

use libc::c_int;
use program::*;
use stories::{Check, LESSONS};

/// Calls `check` for every example, several at a time: most of them sleep most of the time.
fn for_every_example(check: impl Fn(&'static str, Check) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some((name, story, _)) = LESSONS.get(next.fetch_add(1, Relaxed)) {
                    check(name, *story);
                }
            });
        }
    });
}

/// The story was told, or the last run of the program says in one line why not.
fn it_is_told_or_one_line_says_why_not(name: &str, story: Check, program: &Program) {
    it_is_told(name, story, program, |_| false);
}

/// The same, but where a child was killed, the program may also report that: it prints how its
/// children ended, or, like a shell, exits with 137.
fn it_is_told_or_the_kill_is_reported(name: &str, story: Check, program: &Program) {
    let reported = |run: &Run| run.stdout.contains("killed by signal 9") || run.code == Some(137);
    it_is_told(name, story, program, reported);
}

fn it_is_told(name: &str, story: Check, program: &Program, or: fn(&Run) -> bool) {
    let told = catch_unwind(AssertUnwindSafe(|| story(program))).is_ok();
    let runs = program.runs();
    runs.iter().for_each(|run| it_ended_by_itself(name, run));
    let last = runs.last().expect("it was run");
    if !told && !or(last) {
        it_says_why(name, last);
    }
}

fn it_ended_by_itself(name: &str, run: &Run) {
    assert!(run.left.is_empty(), "{name} left somebody behind: {run:?}");
    assert!(!killed(name, run), "{name} was killed, or hung: {run:?}");
    assert!(run.code != Some(101) && !run.stderr.contains("panicked"), "{name}: {run:?}");
}

/// At its end shutdown kills itself with the signal that told it to end.
fn killed(name: &str, run: &Run) -> bool {
    run.signal.is_some_and(|signal| (name, signal) != ("shutdown", libc::SIGALRM))
}

fn it_says_why(name: &str, run: &Run) {
    it_ended_by_itself(name, run);
    assert!(run.code.is_some_and(|code| code != 0), "{name} said nothing of it: {run:?}");
    assert!(says_one_thing(run), "{name}: {run:?}");
}

/// One line is on stderr. If two processes meet the same trouble, both may say so, and since std writes
/// a message in pieces, the two may be mixed. Then each letter comes twice as often.
fn says_one_thing(run: &Run) -> bool {
    let count = |byte: u8| run.stderr.bytes().filter(|other| *other == byte).count();
    let lines = count(b'\n');
    lines > 0 && run.stderr.bytes().all(|byte| count(byte) % lines == 0)
}

/// A library that answers in place of the system. Of all that FAULT names, the calls FIRST to LAST
/// fail with ERROR. A child has a copy of the counter and counts on: so the second fork of `orphan` is
/// that of its child.
#[cfg(target_os = "linux")]
const FAULTS: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
static int number(const char *name) { return atoi(getenv(name)); }
static int fails(const char *fault) {
    static int calls;
    if (strcmp(getenv("FAULT"), fault)) return 0;
    int call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    return call >= number("FIRST") && call <= number("LAST") ? errno = number("ERROR") : 0;
}
#define CALL(fault, failed, type, name, parameters, arguments) \
    type name parameters { \
        type (*real) parameters = (type (*) parameters)dlsym(RTLD_NEXT, #name); \
        int error = fails(fault); \
        return error ? failed : real arguments; \
    }
CALL("fork", -1, pid_t, fork, (void), ())
CALL("fork", error, int, pthread_create, (pthread_t *restrict t, const pthread_attr_t *restrict a,
    void *(*f)(void *), void *restrict v), (t, a, f, v))
CALL("fork", error, int, posix_spawnp, (pid_t *restrict p, const char *restrict f,
    const posix_spawn_file_actions_t *restrict x, const posix_spawnattr_t *restrict y,
    char *const v[restrict], char *const e[restrict]), (p, f, x, y, v, e))
CALL("wait", -1, pid_t, wait, (int *s), (s))
CALL("wait", -1, pid_t, wait4, (pid_t p, int *s, int o, struct rusage *u), (p, s, o, u))
CALL("wait", -1, int, waitid, (idtype_t t, id_t i, siginfo_t *s, int o), (t, i, s, o))
CALL("prctl", -1, int, prctl, (int o, long a, long b, long c, long d), (o, a, b, c, d))
pid_t waitpid(pid_t p, int *s, int o) {
    pid_t (*real)(pid_t, int *, int) = dlsym(RTLD_NEXT, "waitpid");
    if (fails("reap")) real(-1, 0, 0); // somebody else reaps a child
    return fails("wait") ? -1 : real(p, s, o);
}
// From here on the kernel refuses the system call whose number is FIRST, here and in every child. std
// calls sigaltstack before main, after the calls that it cannot do without.
int sigaltstack(const stack_t *n, stack_t *o) {
    if (!strcmp(getenv("FAULT"), "refuse")) {
        struct sock_filter rule[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number("FIRST"), 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        struct sock_fprog filter = {4, rule};
        setenv("FAULT", "refused", 1);
        syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (syscall(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter)) abort();
    }
    return syscall(SYS_sigaltstack, n, o);
}
"#;

/// Compiles the library, and gives `check` a function that adds a fault to a program.
#[cfg(target_os = "linux")]
fn with_faults(check: impl Fn(&(dyn Fn(Program, &str, c_int, [usize; 2]) -> Program + Sync))) {
    let folder = Folder::new();
    let (source, library) = (folder.file("faults.c"), folder.file("faults.so"));
    fs::write(&source, FAULTS).expect("the source is written");
    let mut cc = process::Command::new("cc");
    cc.args(["-shared", "-fPIC", "-Wall", "-Werror", "-o", &library, &source, "-ldl"]);
    assert!(cc.status().expect("cc runs").success());
    let preload = format!("LD_PRELOAD={library}");
    check(&|program, fault, error, [first, last]| {
        let numbers = [("FIRST", first), ("LAST", last), ("ERROR", error as usize)];
        let [first, last, error] = numbers.map(|(name, number)| format!("{name}={number}"));
        program.under(&["env", &preload, &format!("FAULT={fault}"), &first, &last, &error])
    });
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs a C compiler"]
fn a_fork_that_fails_is_reported_in_one_line() {
    with_faults(|faulty| {
        for_every_example(|name, story| {
            for number in 1..=6 {
                // In too_many EAGAIN is the subject: the program prints it and goes on.
                let even = number % 2 == 0 || name == "too_many";
                let error = if even { libc::ENOMEM } else { libc::EAGAIN };
                let program = faulty(Program::example(name), "fork", error, [number, number]);
                it_is_told_or_one_line_says_why_not(name, story, &program);
                let forks = number == 1 && name != "unixes";
                assert!(!forks || program.runs()[0].code != Some(0), "{name} forks");
            }
        });
        for name in ["blocking", "nohang"] {
            let run = faulty(Program::example(name), "fork", libc::EAGAIN, [3, 3]).run(&[]);
            it_says_why(name, &run);
            // The two children that there are are still reported.
            assert_eq!(stories::blocking::reports(&run), [1, 1], "{run:?}");
        }
    });
}

/// No example can do without these: its memory, its output, its end. std panics if it may not sleep
/// or wait for a thread. The others cannot fail, or nobody asks whether they did.
#[cfg(target_os = "linux")]
const NEEDED: &str = "mmap munmap mprotect brk mremap madvise write exit exit_group rt_sigreturn \
    restart_syscall futex clock_nanosleep sigaltstack set_robust_list rseq sched_yield \
    sched_getaffinity close getpid getppid gettid geteuid getuid getgid getegid getpgrp";

/// A worker that cannot kill itself exits with 1, and is rightly started again. A daemon that may not
/// send cannot say so. Without read, a command that is started does not even find its libraries.
/// Each child of server that may not write says so.
#[cfg(target_os = "linux")]
const HARMLESS: [(&str, &str); 6] = [
    ("restart", "tgkill"),
    ("daemon", "sendto"),
    ("pipeline", "read"),
    ("redirect", "read"),
    ("server", "recvfrom"),
    ("server", "sendto"),
];

/// The system calls that a run makes from main on, with their numbers. Only what the program does
/// itself: what comes after an exec in a child is another program.
#[cfg(target_os = "linux")]
fn calls_of(name: &str) -> BTreeMap<String, usize> {
    let folder = Folder::new();
    let trace = folder.file("trace");
    let words = ["strace", "-f", "-n", "-qq", "-o", &trace];
    Program::example(name).under(&words).run(&[]);
    let mut calls = BTreeMap::new();
    let mut begun = BTreeMap::new();
    // 4711 [  61] wait4(-1, …
    for line in fs::read_to_string(&trace).expect("strace has written").lines() {
        let Some((pid, rest)) = line.split_once(" [") else { continue };
        let Some((number, rest)) = rest.trim_start().split_once("] ") else { continue };
        let Some((call, _)) = rest.split_once('(') else { continue };
        // Its first process begins before main, the others at a fork.
        let first = begun.is_empty();
        let in_main = begun.entry(pid.to_string()).or_insert(!first);
        let is_name = call.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let may_fail = is_name && !HARMLESS.contains(&(name, call));
        if *in_main && may_fail && !NEEDED.split_whitespace().any(|needed| needed == call) {
            calls.insert(call.to_string(), number.trim().parse().expect("a number"));
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
#[cfg(target_os = "linux")]
#[ignore = "needs a C compiler, strace, and a few minutes"]
fn a_call_that_is_refused_is_reported_in_one_line() {
    let wrong = Mutex::new(Vec::new());
    with_faults(|faulty| {
        for_every_example(|name, story| {
            let whole = Program::example(name);
            story(&whole);
            let lines =
                whole.runs().iter().map(|run| run.stdout.lines().count()).collect::<Vec<_>>();
            let calls = calls_of(name);
            // It forks at least, and waits. Only unixes has nothing to ask the kernel for.
            assert!(calls.len() > 1 || name == "unixes", "{name} calls {calls:?}");
            for (call, number) in calls {
                let program = faulty(Program::example(name), "refuse", 0, [number, 0]);
                let told = catch_unwind(AssertUnwindSafe(|| story(&program))).is_ok();
                // Each run is compared with the run of the story that it should have been.
                for (run, most) in program.runs().iter().zip(&lines) {
                    if let Some(what) = what_is_wrong_without_a_call(name, run, told, *most) {
                        let said = format!("{name} without {call} {what}: {run:?}");
                        wrong.lock().expect("no check panics").push(said);
                        break;
                    }
                }
            }
        });
    });
    let wrong = wrong.into_inner().expect("no check panics");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[cfg(target_os = "linux")]
fn what_is_wrong_without_a_call(
    name: &str,
    run: &Run,
    told: bool,
    most: usize,
) -> Option<&'static str> {
    let lines = run.stdout.lines().filter(|line| !line.starts_with("do something"));
    let reason = ["Operation not permitted", "PermissionDenied"];
    let checks = [
        (run.left.is_empty(), "leaves somebody behind"),
        (!killed(name, run), "is killed, or hangs"),
        (run.code != Some(101) && !run.stderr.contains("panicked"), "panics"),
        (lines.count() <= most, "says too much"),
        (told || run.code != Some(0), "says nothing of it"),
        (told || says_one_thing(run), "does not say it in one line"),
        (told || reason.iter().any(|word| run.stderr.contains(word)), "does not say the reason"),
    ];
    checks.iter().find(|(holds, _)| !holds).map(|(_, what)| *what)
}

/// A subreaper that may not be one, and a child that may not ask for a signal.
#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs a C compiler"]
fn a_prctl_that_fails_is_reported_in_one_line() {
    with_faults(|faulty| {
        for name in ["orphan", "die_together"] {
            let run = faulty(Program::example(name), "prctl", libc::EPERM, [1, 1]).run(&[]);
            it_says_why(name, &run);
        }
    });
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs a C compiler"]
fn a_wait_that_is_interrupted_three_times_in_a_row_is_not_noticed() {
    with_faults(|faulty| {
        for_every_example(|name, story| {
            for first in [1, 3] {
                let calls = [first, first + 2];
                let program = faulty(Program::example(name), "wait", libc::EINTR, calls);
                // In this one EINTR is the subject, and one more is part of what it prints.
                if name == "interrupted" {
                    it_ended_by_itself(name, &program.run(&[]));
                } else {
                    story(&program);
                }
            }
        });
    });
}

/// Behind its back, somebody else reaps the first child that ends.
#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs a C compiler"]
fn careful_names_the_children_that_somebody_else_has_reaped() {
    with_faults(|faulty| {
        let run = faulty(Program::example("careful"), "reap", libc::ECHILD, [1, 1]).run(&[]);
        let lost = numbers(run.complaint(1)).split_off(1); // the first number is the errno
        assert!(run.stderr.contains("waitpid: ") && run.stderr.contains("reap ["), "{run:?}");
        let missing = stories::blocking::reports(&run).into_iter().filter(|times| *times == 0);
        assert_eq!((missing.count(), lost.len()), (1, 1), "{run:?}");
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
            it_is_told_or_one_line_says_why_not(name, story, &program);
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
#[cfg(target_os = "linux")]
#[ignore = "needs unshare, and a minute"]
fn in_a_pid_namespace_of_its_own_every_example_does_its_job_or_says_why_not() {
    for options in [&["-p"][..], &["-pf"], &["-pf", "--mount-proc"], &["-Urp"]] {
        for_every_example(|name, story| {
            let words = [&["unshare"], options].concat();
            let program = Program::example(name).under(&words);
            // A child prints the PID that it has in there, and its parent the one outside.
            let story = match name {
                "blocking" | "nohang" | "careful" => three_come_and_go,
                _ => story,
            };
            it_is_told_or_the_kill_is_reported(name, story, &program);
        });
    }
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs half a minute: it runs every example"]
fn with_a_full_stdout_every_example_says_so_and_with_a_full_stderr_too_none_panics() {
    // SAFETY: the path is a C string. Opened anew, or what was there is replaced.
    let full = |descriptor| unsafe {
        libc::dup2(libc::open(c"/dev/full".as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC), descriptor);
    };
    for_every_example(|name, _| {
        let program = Program::example(name).prepared(move || full(1));
        it_says_why(name, &program.run(&[]));
        let run = program.prepared(move || full(2)).run(&[]);
        it_ended_by_itself(name, &run);
        assert_ne!(run.code, Some(0), "{name}: {run:?}");
    });
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs a minute: it runs every example"]
fn a_child_that_is_killed_or_stopped_from_outside_is_reported_or_does_no_harm() {
    for_every_example(|name, story| {
        let program = Program::example(name);
        let kill = program.meddled_with(|pid| send_to_a_child_of(pid, libc::SIGKILL));
        it_is_told_or_the_kill_is_reported(name, story, &kill);
        let stop = program.meddled_with(|pid| {
            send_to_a_child_of(pid, libc::SIGSTOP);
            thread::sleep(Duration::from_millis(300));
            send_to_a_child_of(pid, libc::SIGCONT);
        });
        // A child that is stopped uses no processor, and usage says so.
        if name != "usage" {
            it_is_told_or_one_line_says_why_not(name, story, &stop);
        }
    });
}

#[test]
#[ignore = "needs two minutes: it runs every example many times"]
fn when_the_parent_is_killed_nobody_of_it_is_left_ten_seconds_later() {
    let moments = [0, 3, 30, 300, 1000, 2500].map(Duration::from_millis);
    for_every_example(|name, _| {
        thread::scope(|scope| {
            for signal in [libc::SIGKILL, libc::SIGINT] {
                for moment in moments {
                    scope.spawn(move || {
                        let running = Program::example(name).start(&[]);
                        thread::sleep(moment);
                        send(signal, running.pid());
                        // It fails the test if somebody is left.
                        running.finish();
                    });
                }
            }
        });
    });
}

#[test]
#[ignore = "needs two minutes: it runs the examples many times"]
fn the_examples_tell_the_same_story_every_time() {
    // These need the processor, or all processes of the user, for themselves.
    let alone = ["cost", "parallel", "too_many"];
    let stories: Vec<_> = LESSONS.iter().filter(|(name, ..)| !alone.contains(name)).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                while let number @ ..1400 = next.fetch_add(1, Relaxed) {
                    let (name, ..) = stories[number % stories.len()];
                    stories::tell(name, &Program::example(name));
                }
            });
        }
    });
}

#[test]
#[ignore = "needs valgrind"]
fn every_example_and_its_children_run_under_valgrind_without_a_complaint() {
    for_every_example(|name, _| {
        // valgrind ends a process itself when a signal comes, and says so. It cannot end a process 1.
        if ["process_1", "restart", "shutdown"].contains(&name) {
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
        let run = Program::example(name).under(&words).run(args);
        // valgrind does not stop a program at SIGTSTP, so that child sleeps to its end.
        if name == "job_control" {
            return it_says_why(name, &run);
        }
        // The exit code of pool says how many jobs have failed.
        let code = if name == "pool" { 1 } else { 0 };
        assert_eq!((run.code, run.stderr.as_str()), (Some(code), ""), "{name}: {run:?}");
    });
}
