//! Bad luck, put in from outside: for every example, each fork and each wait is made to fail in turn,
//! a child is killed or stopped, SIGCHLD is ignored, stdin is closed, stdout is full.
//!
//! Whatever happens, the program ends, leaves no process behind, and either has done its job or says
//! in one plain line on stderr why not, and ends with 1.

mod stories;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;

use std::{env, fs, process};

use stories::{Program, Run};

/// Every example, by name.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the examples are there")
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_string()))
        .collect();
    names.sort();
    names
}

/// Calls `check` for every example, several at a time: most of them sleep most of the time.
fn for_every_example(check: impl Fn(&str) + Sync) {
    let names = Mutex::new(examples());
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while let Some(name) = { names.lock().ok().and_then(|mut names| names.pop()) } {
                    check(&name);
                }
            });
        }
    });
}

/// The job is done, and nothing was said; or it is not, and one line says why.
fn it_ended_well_or_said_why(name: &str, run: &Run) {
    if run.code != Some(0) || !run.stderr.is_empty() {
        let line = run.complaint(1);
        assert!(line.starts_with(&format!("{name}: ")), "{name}: {run:?}");
        assert!(!line.contains("panicked"), "{name}: {run:?}");
    }
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
    under_strace(name, &[], file.to_str().expect("a path of text"))
        .run(&[])
        .lines();
    let trace = fs::read_to_string(&file).expect("strace wrote it");
    fs::remove_file(&file).expect("it goes");
    calls.map(|call| {
        let is_one = |line: &&str| line.starts_with(&format!("{call}("));
        (call, trace.lines().filter(is_one).count())
    })
}

fn with_a_fault(name: &str, call: &str, error: &str, when: &str) -> Run {
    let inject = format!("inject={call}:error={error}:when={when}");
    under_strace(name, &["-e", &inject], "/dev/null").run(&[])
}

#[test]
#[ignore = "needs strace"]
fn a_fork_that_fails_is_told_in_one_line_and_leaves_no_child() {
    for_every_example(|name| {
        // glibc forks by clone, and starts threads and std's commands by clone3.
        let calls = how_often(name, ["clone", "clone3", "fork", "vfork"]);
        assert!(calls.iter().any(|(_, times)| *times > 0), "{name} forks");
        for (call, times) in calls {
            // cost makes hundreds, as many as there is time for.
            for number in 1..=times.min(8) {
                for error in ["EAGAIN", "ENOMEM"] {
                    let run = with_a_fault(name, call, error, &number.to_string());
                    let line = run.complaint(1);
                    assert!(line.starts_with(&format!("{name}: ")), "{name}: {run:?}");
                    let busy = line.contains("Resource temporarily unavailable");
                    let memory = line.contains("Cannot allocate memory");
                    // pthread_create makes EAGAIN of both.
                    assert!(busy || memory && error == "ENOMEM", "{name}: {run:?}");
                }
            }
        }
    });
}

/// strace counts the calls of each process from 1. This counts on in the child, which has a copy of
/// the counter: so the second fork of `zombie` is that of its child.
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
fn a_fork_that_fails_in_a_child_is_told_in_one_line_and_leaves_nobody() {
    let folder = env::temp_dir().join(format!("fork-and-wait-preload-{}", process::id()));
    fs::create_dir(&folder).expect("a folder");
    let (source, library) = (folder.join("fork.c"), folder.join("fork.so"));
    fs::write(&source, A_FORK_THAT_FAILS).expect("the source is written");
    let mut cc = process::Command::new("cc");
    cc.args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(&source)
        .arg("-ldl");
    assert!(cc.status().expect("cc runs").success());

    let preload = format!("LD_PRELOAD={}", library.display());
    for name in ["zombie", "too_many"] {
        for number in [1, 2] {
            let which = format!("FORK_THAT_FAILS={number}");
            let program = Program::example(name).under(&["/usr/bin/env", &preload, &which]);
            let run = program.run(&[]);
            let line = run.complaint(1);
            assert!(
                line.starts_with(&format!("{name}: fork: Cannot allocate")),
                "{run:?}"
            );
        }
    }
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
#[ignore = "needs strace"]
fn when_the_third_fork_fails_the_two_children_that_there_are_are_still_reported() {
    for name in ["blocking", "nohang"] {
        let run = with_a_fault(name, "clone", "EAGAIN", "3");
        let line = run.complaint(1);
        assert!(line.starts_with(&format!("{name}: fork: ")), "{run:?}");
        let announced = run
            .stdout
            .lines()
            .filter_map(|line| line.strip_prefix("In child "));
        let pids: Vec<&str> = announced
            .filter_map(|rest| rest.split(' ').next())
            .collect();
        assert_eq!(pids.len(), 2, "{run:?}");
        for pid in pids {
            let reports = run
                .stdout
                .lines()
                .filter(|line| line.starts_with(&format!("{pid} ")));
            assert_eq!(reports.count(), 1, "{run:?}");
        }
    }
}

#[test]
#[ignore = "needs strace"]
fn a_wait_that_is_interrupted_three_times_in_a_row_is_not_noticed() {
    for_every_example(|name| {
        for (call, times) in how_often(name, ["wait4", "waitid"]) {
            for number in 1..=times.min(8) {
                let three_times = format!("{number}..{}", number + 2);
                let run = with_a_fault(name, call, "EINTR", &three_times);
                // In this one EINTR is the subject, and one that comes uncalled for may be told.
                if name == "interrupted" {
                    it_ended_well_or_said_why(name, &run);
                } else {
                    run.lines();
                }
            }
        }
    });
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn with_sigchld_ignored_every_example_ends_and_says_so_or_does_its_job() {
    for_every_example(|name| {
        // SAFETY: signal is async-signal-safe.
        let ignore = || unsafe {
            libc::signal(libc::SIGCHLD, libc::SIG_IGN);
        };
        let run = Program::example(name).start(&[], ignore).finish();
        it_ended_well_or_said_why(name, &run);
    });
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn without_stdin_every_example_does_its_job() {
    for_every_example(|name| {
        // SAFETY: close is async-signal-safe.
        let close = || unsafe {
            libc::close(0);
        };
        Program::example(name).start(&[], close).finish().lines();
    });
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn with_a_full_stdout_every_example_says_so_and_ends() {
    for_every_example(|name| {
        // SAFETY: open, dup2 and close are async-signal-safe, and the path is a C string.
        let full = || unsafe {
            let full = libc::open(c"/dev/full".as_ptr(), libc::O_WRONLY);
            libc::dup2(full, 1);
            libc::close(full);
        };
        let run = Program::example(name).start(&[], full).finish();
        let line = run.complaint(1);
        // exec's command has the same stdout, and says so itself.
        if name != "exec" {
            assert!(line.starts_with(&format!("{name}: ")), "{name}: {run:?}");
            assert!(line.contains("No space left"), "{name}: {run:?}");
        }
    });
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn with_stdout_and_stderr_full_no_example_panics() {
    for_every_example(|name| {
        // SAFETY: open and dup2 are async-signal-safe, and the path is a C string.
        let full = || unsafe {
            let full = libc::open(c"/dev/full".as_ptr(), libc::O_WRONLY);
            libc::dup2(full, 1);
            libc::dup2(full, 2);
        };
        let run = Program::example(name).start(&[], full).finish();
        // exec's command ends with what it likes, but a panic is 101.
        assert!(
            run.code == Some(1) || name == "exec" && run.code != Some(101),
            "{name}: {run:?}"
        );
    });
}

#[test]
#[ignore = "needs half a minute: it runs every example"]
fn with_sigterm_blocked_or_ignored_every_example_ends() {
    let ignored: fn() = || {
        // SAFETY: signal is async-signal-safe.
        unsafe { libc::signal(libc::SIGTERM, libc::SIG_IGN) };
    };
    let blocked: fn() = || {
        // SAFETY: sigemptyset fills in the set before it is used, and all three are
        // async-signal-safe.
        unsafe {
            let mut sigterm = std::mem::zeroed();
            libc::sigemptyset(&mut sigterm);
            libc::sigaddset(&mut sigterm, libc::SIGTERM);
            libc::sigprocmask(libc::SIG_BLOCK, &sigterm, std::ptr::null_mut());
        }
    };
    for prepare in [ignored, blocked] {
        for_every_example(|name| {
            let run = Program::example(name).start(&[], prepare).finish();
            it_ended_well_or_said_why(name, &run);
        });
    }
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

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs half a minute: it runs every example"]
fn a_child_that_is_killed_from_outside_is_told_or_does_no_harm() {
    for_every_example(|name| {
        let running = Program::example(name).start(&[], || {});
        if let Some(child) = a_child_of(running.pid()) {
            // SAFETY: kill takes nothing but numbers. If the child is gone, it fails.
            unsafe { libc::kill(child, libc::SIGKILL) };
        }
        // Whoever is killed can reap nobody. Its own children end by themselves.
        let run = running.finish_and_be_gone_within(std::time::Duration::from_secs(5));
        // exec ends as its command does: 128 + 9.
        if !(name == "exec" && run.code == Some(137)) {
            it_ended_well_or_said_why(name, &run);
        }
    });
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "needs half a minute: it runs every example"]
fn a_child_that_is_stopped_and_continued_from_outside_does_no_harm() {
    for_every_example(|name| {
        let running = Program::example(name).start(&[], || {});
        if let Some(child) = a_child_of(running.pid()) {
            // SAFETY: kill takes nothing but numbers. If the child is gone, it fails.
            unsafe { libc::kill(child, libc::SIGSTOP) };
            thread::sleep(std::time::Duration::from_millis(300));
            // SAFETY: as above.
            unsafe { libc::kill(child, libc::SIGCONT) };
        }
        let run = running.finish();
        it_ended_well_or_said_why(name, &run);
    });
}

#[test]
#[ignore = "needs two minutes: it runs the examples a hundred times"]
fn the_examples_tell_the_same_story_a_hundred_times() {
    // Not those that need the processor or the user's processes for themselves: cost, parallel and
    // too_many.
    type Story = (&'static str, fn(&Program));
    let stories: &[Story] = &[
        ("blocking", stories::blocking::story),
        ("nohang", stories::nohang::story),
        ("timeout", stories::timeout::story),
        ("zombie", stories::zombie::story),
        ("copied_or_shared", stories::copied_or_shared::story),
        ("exec", stories::exec::story),
        ("exit_status", stories::exit_status::story),
        ("interrupted", stories::interrupted::story),
        ("job_control", stories::job_control::story),
        ("printed_twice", stories::printed_twice::story),
        ("process_group", stories::process_group::story),
        ("same_dice", stories::same_dice::story),
        ("sigchld", stories::sigchld::story),
        ("threads", |program| drop(stories::threads::story(program))),
    ];
    let run = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                loop {
                    let number = run.fetch_add(1, Relaxed) as usize;
                    if number >= 100 * stories.len() {
                        break;
                    }
                    let (name, story) = stories[number % stories.len()];
                    story(&Program::example(name));
                }
            });
        }
    });
}

#[test]
#[ignore = "needs valgrind"]
fn every_example_and_its_children_run_under_valgrind_without_a_complaint() {
    for_every_example(|name| {
        // What the thread owned that is missing in the child has no owner there. That is the lesson.
        let leaks = if name == "threads" { "no" } else { "full" };
        let words = [
            "valgrind",
            "--quiet",
            "--error-exitcode=99",
            &format!("--leak-check={leaks}"),
            "--errors-for-leak-kinds=definite,indirect",
            "--show-leak-kinds=definite,indirect",
        ];
        // Under valgrind everything takes some fifty times as long.
        let args: &[&str] = if name == "parallel" { &["50000"] } else { &[] };
        let run = Program::example(name).under(&words).run(args);
        assert_eq!(
            (run.code, run.stderr.as_str()),
            (Some(0), ""),
            "{name}: {run:?}"
        );
    });
}
