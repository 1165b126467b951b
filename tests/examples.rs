//! Every example tells its story.
//!
//! `tests/stories` holds what an example and its Python twin have in common. What only the example
//! promises stands here.

mod stories;

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use stories::{Program, numbers};

#[test]
fn copied_or_shared_tells_memory_from_an_open_file() {
    stories::copied_or_shared::story(&Program::example("copied_or_shared"));
}

#[test]
fn copied_or_shared_leaves_no_file_behind() {
    let program = Program::example("copied_or_shared").start(&[], || {});
    let file = std::env::temp_dir().join(format!("copied_or_shared.{}", program.pid()));
    program.finish().lines();
    assert!(!file.exists(), "{file:?} was left behind");
}

#[test]
fn blocking_reports_each_child_once_and_in_the_order_of_the_ends() {
    stories::blocking::story(&Program::example("blocking"));
}

#[test]
fn nohang_asks_about_once_a_second_and_reports_each_child_once() {
    stories::nohang::story(&Program::example("nohang"));
}

/// Python's twins do as the article does, and print `PID 0`.
#[test]
fn a_child_that_is_killed_is_reported_as_killed() {
    for name in ["blocking", "nohang"] {
        let mut program = Program::example(name).start(&[], || {});
        let mut children = Vec::new();
        while children.len() < 3 {
            let line = program.line().expect("three children tell their PIDs");
            if let [pid, seconds, _code] = numbers(&line)[..] {
                children.push((seconds, pid));
            }
        }
        // The one that has the longest to go will still be there.
        let (_, victim) = children.into_iter().max().expect("there are three");
        // SAFETY: kill takes nothing but numbers.
        let killed = unsafe { libc::kill(victim as libc::pid_t, libc::SIGKILL) };
        assert_eq!(killed, 0);
        let run = program.finish();
        let told = format!("{victim} killed by signal 9 (SIGKILL)");
        assert!(run.lines().contains(&told.as_str()), "{name}: {run:?}");
    }
}

#[test]
fn exit_status_explains_every_ending_and_every_status_that_is_brought() {
    stories::exit_status::story(&Program::example("exit_status"));
}

#[test]
fn zombie_shows_what_is_left_of_a_child_and_that_one_wait_takes_it_away() {
    // A small container has no ps.
    if Command::new("ps").output().is_err() {
        return; // the next test looks at what it says then
    }
    stories::zombie::story(&Program::example("zombie"));
}

#[test]
fn zombie_says_so_when_there_is_no_ps() {
    let run = Program::example("zombie")
        .under(&["/usr/bin/env", "PATH=/nowhere"])
        .start(&[], || {})
        .finish_and_be_gone_within(Duration::from_millis(1));
    assert!(run.complaint(1).starts_with("zombie: ps: "), "{run:?}");
    assert_eq!(run.stdout, "");
}

#[test]
fn job_control_tells_of_a_stop_and_of_going_on_only_if_asked_to() {
    stories::job_control::story(&Program::example("job_control"));
}

#[test]
#[ignore = "needs strace"]
fn job_control_leaves_no_stopped_child_when_it_is_interrupted() {
    // strace holds it up for three seconds when it has seen the child stop.
    let delay = "inject=waitid:delay_exit=3000000:when=1";
    let words = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=waitid"];
    let words = [&words[..], &["-e", delay]].concat();
    let program = Program::example("job_control").under(&words);
    let running = program.start(&[], || {});

    let group = running.pid().to_string();
    let begin = Instant::now();
    let a_stopped_process = || {
        let ps = Command::new("ps")
            .args(["-A", "-o", "pgid=,stat="])
            .output()
            .expect("ps runs");
        String::from_utf8_lossy(&ps.stdout).lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(&group) && words.next().is_some_and(|stat| stat.starts_with('T'))
        })
    };
    while !a_stopped_process() {
        assert!(begin.elapsed().as_secs() < 30, "no child was stopped");
        thread::sleep(Duration::from_millis(10));
    }
    // As Ctrl-C does, to all of them. strace takes no notice.
    // SAFETY: kill takes nothing but numbers.
    unsafe { libc::kill(-running.pid(), libc::SIGINT) };

    let run = running.finish_and_be_gone_within(Duration::from_secs(30));
    assert_eq!(
        (run.signal, run.stdout.as_str()),
        (Some(libc::SIGINT), ""),
        "{run:?}"
    );
}

#[test]
fn interrupted_shows_who_gives_up_at_a_signal_and_who_carries_on() {
    stories::interrupted::story(&Program::example("interrupted"));
}

#[test]
fn interrupted_does_not_hang_when_sigalrm_was_blocked_or_ignored_before_it_began() {
    let block: fn() = || {
        // SAFETY: all zeros is a valid set, it lives until the calls return, and the calls are
        // async-signal-safe.
        unsafe {
            let mut alarm = std::mem::zeroed();
            libc::sigemptyset(&mut alarm);
            libc::sigaddset(&mut alarm, libc::SIGALRM);
            libc::sigprocmask(libc::SIG_BLOCK, &alarm, std::ptr::null_mut());
        }
    };
    let ignore: fn() = || {
        // SAFETY: signal is async-signal-safe.
        unsafe { libc::signal(libc::SIGALRM, libc::SIG_IGN) };
    };
    for prepare in [block, ignore] {
        let run = Program::example("interrupted").start(&[], prepare).finish();
        assert!(run.lines()[1].contains("EINTR"), "{run:?}");
    }
}

#[test]
fn printed_twice_shows_what_fork_copies_and_three_ways_out() {
    let program = Program::example("printed_twice");
    stories::printed_twice::story(&program);
    // Rust's stdout is line buffered wherever it goes.
    stories::printed_twice::newline_in_a_pipe_appears(1, &program);
}

#[test]
fn same_dice_is_what_children_throw_unless_the_parent_draws_or_they_seed_anew() {
    stories::same_dice::story(&Program::example("same_dice"));
}

#[test]
fn threads_leave_a_locked_lock_to_a_child_and_a_free_one_to_the_parent() {
    let run = stories::threads::story(&Program::example("threads"));
    assert_eq!(run.stderr, "");
}

#[test]
fn too_many_is_refused_a_fork_and_gets_it_after_reaping() {
    stories::too_many::story(&Program::example("too_many"));
}

#[test]
fn sigchld_reaps_five_children_that_end_at_once_however_many_signals_come() {
    stories::sigchld::story(&Program::example("sigchld"));
}

#[test]
fn sigchld_does_its_job_when_sigchld_was_ignored_or_blocked_or_pending_before_it_began() {
    let ignored: fn() = || {
        // SAFETY: signal is async-signal-safe.
        unsafe { libc::signal(libc::SIGCHLD, libc::SIG_IGN) };
    };
    let pending: fn() = || {
        // SAFETY: all zeros is a valid set, it lives until the calls return, and the calls are
        // async-signal-safe.
        unsafe {
            let mut sigchld = std::mem::zeroed();
            libc::sigemptyset(&mut sigchld);
            libc::sigaddset(&mut sigchld, libc::SIGCHLD);
            libc::sigprocmask(libc::SIG_BLOCK, &sigchld, std::ptr::null_mut());
            libc::raise(libc::SIGCHLD);
        }
    };
    for prepare in [ignored, pending] {
        let run = Program::example("sigchld").start(&[], prepare).finish();
        let last = run.lines().pop().map(str::to_string);
        assert!(
            last.is_some_and(|line| line.starts_with("children: 5, ")),
            "{run:?}"
        );
        assert_eq!(run.stdout.matches(" was reaped ").count(), 5, "{run:?}");
    }
}

#[test]
fn timeout_waits_its_time_then_asks_the_child_to_go_and_then_makes_it() {
    stories::timeout::story(&Program::example("timeout"));
}

#[test]
fn process_group_signals_and_reaps_its_members_and_nobody_else() {
    stories::process_group::story(&Program::example("process_group"));
}

#[test]
fn exec_runs_a_command_and_exits_as_a_shell_would() {
    stories::exec::story(&Program::example("exec"));
}

#[test]
fn parallel_adds_up_what_the_children_send_and_names_one_that_dies() {
    stories::parallel::story(&Program::example("parallel"));
}

#[test]
fn parallel_starts_one_child_for_each_core() {
    let cores = std::thread::available_parallelism().expect("there are cores");
    let run = Program::example("parallel").run(&["10"]);
    let told = format!("primes below 10, cores: {cores}");
    assert_eq!(run.lines()[0], told, "{run:?}");
}

#[test]
fn cost_shows_that_a_fork_grows_with_the_memory_and_leaves_out_what_does_not_fit() {
    stories::cost::story(&Program::example("cost"));
}

#[test]
fn with_sigchld_ignored_one_line_names_the_cause() {
    // SAFETY: signal is async-signal-safe.
    let ignore = || unsafe {
        libc::signal(libc::SIGCHLD, libc::SIG_IGN);
    };
    for (name, call) in [
        ("blocking", "wait"),
        ("nohang", "waitpid"),
        ("interrupted", "waitpid"),
        ("timeout", "waitpid"),
        ("parallel", "wait"),
        ("cost", "waitpid"),
    ] {
        let run = Program::example(name).start(&[], ignore).finish();
        let line = run.complaint(1);
        assert!(line.starts_with(&format!("{name}: {call}: ")), "{line}");
        assert!(line.contains("is SIGCHLD ignored?"), "{line}");
    }
}

#[test]
fn wrong_arguments_get_one_line_of_usage_before_anything_is_done() {
    // What exec takes is a command, and exit_status tells in its story.
    let refuse_any = [
        "blocking",
        "copied_or_shared",
        "interrupted",
        "job_control",
        "nohang",
        "printed_twice",
        "process_group",
        "same_dice",
        "sigchld",
        "threads",
        "timeout",
        "too_many",
        "zombie",
    ];
    let refuse_this = [
        ("cost", " [-- MIB...]"),
        ("parallel", " [-- LIMIT], from 0 to 4000000000"),
    ];
    let refuse_any = refuse_any.map(|name| (name, ""));
    for (name, takes) in refuse_any.into_iter().chain(refuse_this) {
        for word in ["", "--help", "-5", "9999999999"] {
            let run = Program::example(name).run(&[word]);
            let usage = format!("usage: cargo run --example {name}{takes}");
            assert_eq!(
                (run.complaint(2), run.stdout.as_str()),
                (usage.as_str(), "")
            );
        }
    }
}
