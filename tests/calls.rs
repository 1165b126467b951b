//! The three calls, with live children.
//!
//! The test harness has threads, so a child here does what a child of a threaded process may: it
//! calls only async-signal-safe functions and ends with `_exit`. The tests take turns, since `wait`
//! would take the children of the others, and an alarm ends a run that hangs.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::CString;
use std::io::{self, PipeWriter};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{env, fs, mem, process, ptr, thread};

use fork_and_wait::*;

mod stories;

fn take_turns() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // SAFETY: alarm takes nothing but a number.
    unsafe { libc::alarm(60) };
    turn
}

/// Forks a child that does what `body` says and then ends with 0. `body` may call only what is
/// async-signal-safe.
fn child(body: impl FnOnce()) -> pid_t {
    // SAFETY: the child calls body, which keeps to async-signal-safe functions, and then _exit.
    match unsafe { fork() }.expect("fork") {
        0 => {
            // A child does not inherit the alarm.
            // SAFETY: alarm takes nothing but a number.
            unsafe { libc::alarm(60) };
            body();
            exit_now(0)
        }
        pid => pid,
    }
}

fn exit_now(code: c_int) -> ! {
    // SAFETY: _exit takes nothing but a number.
    unsafe { libc::_exit(code) }
}

/// A child that stays until it is killed.
fn child_that_stays() -> pid_t {
    child(|| {
        loop {
            // SAFETY: pause takes nothing.
            unsafe { libc::pause() };
        }
    })
}

/// A child that ends when the writer is dropped.
fn child_that_stays_until_told() -> (pid_t, PipeWriter) {
    let (reader, writer) = io::pipe().expect("pipe");
    let pid = child(|| {
        let mut byte = 0u8;
        // SAFETY: both descriptors are the child's own copies, and byte has room for one byte.
        unsafe {
            libc::close(writer.as_raw_fd());
            libc::read(reader.as_raw_fd(), (&raw mut byte).cast(), 1);
        }
    });
    (pid, writer)
}

fn kill(pid: pid_t, signal: c_int) {
    // SAFETY: kill takes nothing but numbers.
    assert_eq!(unsafe { libc::kill(pid, signal) }, 0, "kill {pid}");
}

/// waitpid with a status to look at. It is -1 where nothing was written.
fn waitpid_status(pid: pid_t, options: c_int) -> io::Result<(pid_t, c_int)> {
    let mut status = -1;
    // SAFETY: status lives until the call returns.
    let pid = unsafe { waitpid(pid, &mut status, options) }?;
    Ok((pid, status))
}

fn reap(pid: pid_t) -> c_int {
    let (reaped, status) = waitpid_status(pid, 0).expect("waitpid");
    assert_eq!(reaped, pid);
    status
}

fn errno<T: std::fmt::Debug>(result: io::Result<T>) -> c_int {
    result
        .expect_err("it should fail")
        .raw_os_error()
        .expect("it has an errno")
}

#[test]
fn every_exit_code_comes_back() {
    let _turn = take_turns();
    for code in 0..=255 {
        let status = reap(child(|| exit_now(code)));
        assert_eq!(WaitStatus::from_raw(status), WaitStatus::Exited { code });
        assert_eq!(status, code * 256);
    }
}

#[test]
fn of_a_larger_exit_code_only_the_low_byte_comes_back() {
    let _turn = take_turns();
    for (given, kept) in [
        (256, 0),
        (257, 1),
        (-1, 255),
        (c_int::MAX, 255),
        (c_int::MIN, 0),
    ] {
        let status = reap(child(|| exit_now(given)));
        assert_eq!(
            (WIFEXITED(status), WEXITSTATUS(status)),
            (true, kept),
            "exit({given})"
        );
    }
}

/// The signals that end a process that does nothing about them.
const FATAL: &[c_int] = &[
    libc::SIGHUP,
    libc::SIGINT,
    libc::SIGQUIT,
    libc::SIGILL,
    libc::SIGTRAP,
    libc::SIGABRT,
    libc::SIGBUS,
    libc::SIGFPE,
    libc::SIGKILL,
    libc::SIGUSR1,
    libc::SIGSEGV,
    libc::SIGUSR2,
    libc::SIGPIPE,
    libc::SIGALRM,
    libc::SIGTERM,
    libc::SIGXCPU,
    libc::SIGXFSZ,
    libc::SIGVTALRM,
    libc::SIGPROF,
    libc::SIGSYS,
];

#[test]
fn every_fatal_signal_is_seen_as_itself() {
    let _turn = take_turns();
    let no_core = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    for &signal in FATAL {
        let pid = child(|| {
            // SAFETY: no_core lives until the call returns; the others take nothing but numbers. All
            // three are plain system calls.
            unsafe {
                libc::setrlimit(libc::RLIMIT_CORE, &no_core);
                libc::signal(signal, libc::SIG_DFL);
                libc::raise(signal);
            }
        });
        let status = reap(pid);
        assert!(WIFSIGNALED(status), "signal {signal}: {status:#x}");
        assert_eq!(WTERMSIG(status), signal);
        assert_eq!(waitstatus_to_exitcode(status), Some(-signal));
    }
}

#[test]
fn a_core_dump_is_seen_where_one_was_written() {
    let _turn = take_turns();
    let folder = env::temp_dir().join(format!("fork-and-wait-core-{}", process::id()));
    fs::create_dir(&folder).expect("a folder for the core file");
    let path = CString::new(folder.as_os_str().as_bytes()).expect("a path without a NUL");

    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: limit lives until the call returns.
    unsafe { libc::getrlimit(libc::RLIMIT_CORE, &mut limit) };
    limit.rlim_cur = limit.rlim_max;
    let pid = child(|| {
        // SAFETY: path and limit live until their calls return, and abort takes nothing.
        unsafe {
            libc::chdir(path.as_ptr());
            libc::setrlimit(libc::RLIMIT_CORE, &limit);
            libc::abort();
        }
    });
    let status = reap(pid);
    let written = fs::read_dir(&folder).expect("the folder is there").count();
    fs::remove_dir_all(&folder).expect("the folder goes");

    assert!(
        WIFSIGNALED(status) && WTERMSIG(status) == libc::SIGABRT,
        "{status:#x}"
    );
    // Where core files go is the system's choice, and only Linux says so in a file. If it is the
    // working directory, the flag and the file must go together.
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap_or("/".to_string());
    if !pattern.starts_with(['/', '|']) {
        assert_eq!(
            WCOREDUMP(status),
            written > 0,
            "{status:#x}, {written} files"
        );
    }
}

#[test]
fn wait_takes_any_child_and_tells_which() {
    let _turn = take_turns();
    let mut children = vec![child(|| exit_now(3)), child(|| exit_now(4))];
    let codes = [(children[0], 3), (children[1], 4)];
    while !children.is_empty() {
        let mut status = 0;
        // SAFETY: status lives until the call returns.
        let pid = unsafe { wait(&mut status) }.expect("wait");
        assert!(codes.contains(&(pid, WEXITSTATUS(status))));
        children.retain(|child| *child != pid);
    }
}

#[test]
fn an_end_is_not_missed_however_late_one_asks() {
    let _turn = take_turns();
    let pid = child(|| exit_now(9));
    // With WNOWAIT, waitid only looks: it returns when the child has ended, and leaves it there.
    // SAFETY: a siginfo of zeros is valid, and it lives until the call returns.
    let looked = unsafe {
        let mut info: libc::siginfo_t = mem::zeroed();
        let options = libc::WEXITED | libc::WNOWAIT;
        libc::waitid(libc::P_PID, pid as libc::id_t, &mut info, options)
    };
    assert_eq!(looked, 0);
    assert_eq!(WEXITSTATUS(reap(pid)), 9);
}

#[test]
fn wnohang_says_0_and_leaves_the_status_alone_until_the_child_has_ended() {
    let _turn = take_turns();
    let (pid, writer) = child_that_stays_until_told();
    assert_eq!(waitpid_status(pid, WNOHANG).expect("waitpid"), (0, -1));
    assert_eq!(waitpid_status(-1, WNOHANG).expect("waitpid"), (0, -1));
    drop(writer);
    let ended = loop {
        match waitpid_status(pid, WNOHANG).expect("waitpid") {
            (0, untouched) => assert_eq!(untouched, -1),
            ended => break ended,
        }
        thread::yield_now();
    };
    assert_eq!(ended, (pid, 0));
}

#[test]
fn pid_chooses_one_child_or_any_or_a_process_group() {
    let _turn = take_turns();
    let ours = child_that_stays();
    let theirs = child_that_stays();
    // SAFETY: setpgid takes nothing but numbers. A group of its own, with its own PID as number.
    assert_eq!(unsafe { libc::setpgid(theirs, theirs) }, 0);

    kill(theirs, libc::SIGKILL);
    // 0, our own group: only the one who lives is in it, and the other's end is not for us.
    assert_eq!(waitpid_status(0, WNOHANG).expect("waitpid"), (0, -1));
    // Less than -1, that group: and there it is.
    assert_eq!(
        waitpid_status(-theirs, 0).expect("waitpid"),
        (theirs, libc::SIGKILL)
    );
    assert_eq!(errno(waitpid_status(-theirs, 0)), libc::ECHILD);

    let third = child_that_stays();
    kill(third, libc::SIGTERM);
    // Greater than 0: this one, though another has ended.
    assert_eq!(waitpid_status(ours, WNOHANG).expect("waitpid"), (0, -1));
    // -1: any.
    assert_eq!(
        waitpid_status(-1, 0).expect("waitpid"),
        (third, libc::SIGTERM)
    );
    kill(ours, libc::SIGKILL);
    assert_eq!(
        waitpid_status(0, 0).expect("waitpid"),
        (ours, libc::SIGKILL)
    );
}

#[test]
fn a_null_status_is_allowed() {
    let _turn = take_turns();
    let (first, second) = (child(|| {}), child(|| {}));
    // SAFETY: null is allowed.
    let reaped = unsafe { waitpid(first, ptr::null_mut(), 0) };
    assert_eq!(reaped.expect("waitpid"), first);
    // SAFETY: null is allowed.
    let reaped = unsafe { wait(ptr::null_mut()) };
    assert_eq!(reaped.expect("wait"), second);
}

#[test]
fn without_a_child_there_is_echild() {
    let _turn = take_turns();
    // SAFETY: null is allowed.
    assert_eq!(errno(unsafe { wait(ptr::null_mut()) }), libc::ECHILD);
    assert_eq!(errno(waitpid_status(-1, 0)), libc::ECHILD);
    assert_eq!(errno(waitpid_status(-1, WNOHANG)), libc::ECHILD);
    // PID 1 is there, but it is not our child.
    assert_eq!(errno(waitpid_status(1, 0)), libc::ECHILD);
    // A child can be reaped only once.
    let pid = child(|| {});
    reap(pid);
    assert_eq!(errno(waitpid_status(pid, 0)), libc::ECHILD);
}

#[test]
#[cfg(target_os = "linux")]
fn an_option_that_nobody_knows_is_einval() {
    let _turn = take_turns();
    assert_eq!(errno(waitpid_status(-1, 0x4000)), libc::EINVAL);
}

#[test]
#[cfg(target_os = "linux")]
fn the_smallest_pid_has_no_group_on_linux() {
    let _turn = take_turns();
    assert_eq!(errno(waitpid_status(pid_t::MIN, 0)), libc::ESRCH);
}

#[test]
fn a_child_is_seen_to_stop_to_go_on_and_to_end() {
    let _turn = take_turns();
    let pid = child_that_stays();
    let mut seen = Vec::new();
    for (signal, options) in [
        (libc::SIGSTOP, WUNTRACED),
        (libc::SIGCONT, WCONTINUED),
        (libc::SIGTERM, 0),
    ] {
        kill(pid, signal);
        let (told, status) = waitpid_status(pid, options).expect("waitpid");
        assert_eq!(told, pid);
        seen.push(WaitStatus::from_raw(status));
    }
    let stopped = WaitStatus::Stopped {
        signal: libc::SIGSTOP,
    };
    let ended = WaitStatus::Signaled {
        signal: libc::SIGTERM,
        core_dumped: false,
    };
    assert_eq!(seen, [stopped, WaitStatus::Continued, ended]);
}

#[test]
fn without_the_options_only_the_end_is_seen() {
    let _turn = take_turns();
    let pid = child_that_stays();
    for signal in [libc::SIGSTOP, libc::SIGCONT, libc::SIGTERM] {
        kill(pid, signal);
    }
    assert_eq!(reap(pid), libc::SIGTERM);
}

#[test]
fn with_sigchld_ignored_wait_blocks_until_the_last_child_is_gone_and_fails() {
    let _turn = take_turns();
    // SAFETY: signal takes nothing but numbers. Nobody else waits for a child in the meantime.
    let before = unsafe { libc::signal(libc::SIGCHLD, libc::SIG_IGN) };
    let (pid, writer) = child_that_stays_until_told();
    assert_eq!(waitpid_status(pid, WNOHANG).expect("waitpid"), (0, -1));
    drop(writer);
    // SAFETY: null is allowed.
    let waited = unsafe { wait(ptr::null_mut()) };
    // SAFETY: as above.
    unsafe { libc::signal(libc::SIGCHLD, before) };
    assert_eq!(errno(waited), libc::ECHILD);
}

static HANDLED: AtomicU32 = AtomicU32::new(0);

extern "C" fn count(_signal: c_int) {
    HANDLED.fetch_add(1, SeqCst);
}

/// Sends SIGUSR1 to this thread, again and again, while it is in `call`. Ends the child after the
/// fiftieth time.
fn interrupt_while<T>(writer: PipeWriter, call: impl FnOnce() -> T) -> T {
    // SAFETY: a sigaction of zeros is valid, and has no SA_RESTART; count touches one atomic only.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = count as *const () as libc::sighandler_t;
        libc::sigaction(libc::SIGUSR1, &action, ptr::null_mut());
    }
    HANDLED.store(0, SeqCst);
    // SAFETY: pthread_self takes nothing.
    let waiting = unsafe { libc::pthread_self() } as usize;
    let returned = AtomicBool::new(false);
    thread::scope(|scope| {
        let returned = &returned;
        scope.spawn(move || {
            let mut writer = Some(writer);
            while !returned.load(SeqCst) {
                // SAFETY: the thread is there until it leaves this scope.
                unsafe { libc::pthread_kill(waiting as libc::pthread_t, libc::SIGUSR1) };
                thread::sleep(Duration::from_millis(1));
                if HANDLED.load(SeqCst) >= 50 {
                    writer = None;
                }
            }
            drop(writer);
        });
        let result = call();
        returned.store(true, SeqCst);
        result
    })
}

#[test]
fn a_handled_signal_interrupts_libcs_wait_but_not_ours() {
    let _turn = take_turns();

    let (pid, writer) = child_that_stays_until_told();
    let interrupted = interrupt_while(writer, || {
        // SAFETY: null is allowed.
        let waited = unsafe { libc::wait(ptr::null_mut()) };
        (waited, io::Error::last_os_error().raw_os_error())
    });
    assert_eq!(interrupted, (-1, Some(libc::EINTR)));
    reap(pid);

    let (pid, writer) = child_that_stays_until_told();
    // SAFETY: null is allowed.
    let waited = interrupt_while(writer, || unsafe { wait(ptr::null_mut()) });
    assert_eq!(waited.expect("wait"), pid);
    assert!(HANDLED.load(SeqCst) >= 50);

    let (pid, writer) = child_that_stays_until_told();
    let waited = interrupt_while(writer, || waitpid_status(pid, 0));
    assert_eq!(waited.expect("waitpid"), (pid, 0));
}

/// Counts what each thread allocates.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u32> = const { Cell::new(0) };
}

// SAFETY: everything is passed on to the system's allocator. The counter allocates nothing itself.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller keeps what alloc asks.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps what dealloc asks.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

#[test]
fn the_calls_allocate_nothing_not_even_to_tell_a_failure() {
    let _turn = take_turns();
    let before = ALLOCATIONS.get();
    let first = child(|| {});
    let second = child(|| {});
    let mut status = 0;
    // SAFETY: status lives until each call returns.
    let (one, other, none) = unsafe {
        let one = waitpid(first, &mut status, 0);
        let other = wait(&mut status);
        (one, other, wait(&mut status))
    };
    let after = ALLOCATIONS.get();
    assert_eq!(
        (one.ok(), other.ok(), errno(none)),
        (Some(first), Some(second), libc::ECHILD)
    );
    assert_eq!(after - before, 0);

    drop(Box::new(status));
    assert_eq!(ALLOCATIONS.get() - after, 1, "the counter counts");
}

#[test]
#[ignore = "needs strace"]
fn a_child_costs_one_clone_and_one_wait4() {
    let _turn = take_turns();
    let path = env::temp_dir().join(format!("fork-and-wait-strace-{}", process::id()));
    let status = Command::new("strace")
        .args([
            "-f",
            "-e",
            "trace=clone,clone3,fork,vfork,wait4,waitid",
            "-o",
        ])
        .arg(&path)
        .arg(stories::Program::example("blocking").path())
        .stdout(process::Stdio::null())
        .status();
    assert!(status.expect("strace runs").success());
    let trace = fs::read_to_string(&path).expect("strace wrote");
    fs::remove_file(&path).expect("the trace goes");
    let calls = |name: &str| trace.lines().filter(|line| line.contains(name)).count();
    let forks = calls(" clone(") + calls(" clone3(") + calls(" fork(") + calls(" vfork(");
    // A call that another process's event cuts in two is printed as "unfinished" and "resumed".
    let waits = calls(" wait4(") + calls(" waitid(");
    assert_eq!((forks, waits), (3, 3), "{trace}");
}

#[test]
#[ignore = "needs valgrind"]
fn these_tests_run_under_valgrind_without_a_complaint() {
    let _turn = take_turns();
    let status = Command::new("valgrind")
        // A child that ends by _exit still owns what the harness had allocated: no leaks are
        // looked for here, only wrong accesses.
        .args(["--quiet", "--error-exitcode=99", "--leak-check=no"])
        .arg(env::current_exe().expect("this test has a path"))
        // An abort under valgrind writes valgrind's core file.
        .args(["--test-threads=1", "--skip", "core_dump"])
        .stdout(process::Stdio::null())
        .status();
    assert!(status.expect("valgrind runs").success());
}
