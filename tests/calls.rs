//! The three calls, with live children.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::CString;
use std::io::{self, ErrorKind, PipeWriter, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::time::Duration;
use std::{env, fs, mem, process, ptr, thread};

use fork_and_wait::*;

mod common;
mod stories;
use common::*;

#[test]
fn an_exit_code_comes_back_and_of_a_larger_one_its_low_byte() {
    let _turn = take_turns();
    let larger = [256, 257, -1, c_int::MAX, c_int::MIN];
    for given in (0..=255).chain(larger) {
        let status = child(|| exit_now(given)).reap();
        let code = given & 0xff;
        assert_eq!(status, code * 256, "exit({given})");
        assert_eq!(WaitStatus::from_raw(status), WaitStatus::Exited { code });
    }
}

/// In a child: ends it by a signal, with a core file of at most so many bytes.
fn die_by(signal: c_int, core: libc::rlim_t) {
    let limit = libc::rlimit { rlim_cur: core, rlim_max: core };
    // SAFETY: limit lives until the call returns; the others take nothing but numbers. setrlimit is
    // not on POSIX's list of async-signal-safe functions, but a plain system call on every Unix.
    unsafe {
        libc::setrlimit(libc::RLIMIT_CORE, &limit);
        libc::signal(signal, libc::SIG_DFL);
        libc::raise(signal);
    }
}

#[test]
fn every_signal_that_ends_a_process_is_seen_as_itself() {
    let _turn = take_turns();
    #[cfg(target_os = "linux")]
    let signals = (1..32).chain([libc::SIGRTMIN()]);
    #[cfg(not(target_os = "linux"))]
    let signals = 1..32;

    let stops = [libc::SIGSTOP, libc::SIGTSTP, libc::SIGTTIN, libc::SIGTTOU];
    let harmless = [libc::SIGCHLD, libc::SIGCONT, libc::SIGURG, libc::SIGWINCH];
    for signal in signals.filter(|signal| !stops.contains(signal)) {
        let status = child(|| die_by(signal, 0)).reap();
        // Other systems have more signals that do nothing by default.
        if harmless.contains(&signal) || (!cfg!(target_os = "linux") && status == 0) {
            assert_eq!(status, 0, "signal {signal}");
            continue;
        }
        assert!(WIFSIGNALED(status), "signal {signal}: {status:#x}");
        assert_eq!(WTERMSIG(status), signal);
        assert_eq!(waitstatus_to_exitcode(status), Some(-signal));
    }
}

#[test]
fn a_core_dump_is_seen_where_there_was_one() {
    let _turn = take_turns();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = CString::new(folder.as_os_str().as_bytes()).expect("a path without a NUL");
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: limit lives until the call returns.
    unsafe { libc::getrlimit(libc::RLIMIT_CORE, &mut limit) };
    let most = limit.rlim_max;
    // Whether SIGABRT dumps core is the system's choice. SIGTERM never does.
    for (signal, core) in [(libc::SIGABRT, most), (libc::SIGABRT, 0), (libc::SIGTERM, most)] {
        let child = child(|| {
            // SAFETY: path lives until the call returns.
            unsafe { libc::chdir(path.as_ptr()) };
            die_by(signal, core);
        });
        let dumped = child.has_ended() == libc::CLD_DUMPED;
        let status = child.reap();
        for file in ["core".to_string(), format!("core.{}", child.pid)] {
            let _ = fs::remove_file(folder.join(file)); // many systems write it elsewhere, or nowhere
        }
        assert!(WIFSIGNALED(status) && WTERMSIG(status) == signal);
        assert_eq!(WCOREDUMP(status), dumped, "{status:#x}");
    }
}

#[test]
fn wait_takes_any_child_of_any_process_group_and_says_which() {
    let _turn = take_turns();
    let first = child(|| exit_now(3));
    let second = child(|| {
        // SAFETY: setpgid takes nothing but numbers. 0, 0: this child, into a group of its own.
        unsafe { libc::setpgid(0, 0) };
        exit_now(4)
    });
    let mut reaped = [(); 2].map(|()| wait_status().expect("wait"));
    reaped.sort_by_key(|&(_, status)| status);
    assert_eq!(reaped, [(first.pid, 3 << 8), (second.pid, 4 << 8)]);
}

#[test]
fn an_end_is_not_missed_however_late_one_asks() {
    let _turn = take_turns();
    let child = child(|| exit_now(9));
    assert_eq!(child.has_ended(), libc::CLD_EXITED);
    assert_eq!(child.reap(), 9 << 8);
}

#[test]
fn wnohang_says_0_and_leaves_the_status_alone_until_the_child_has_ended() {
    let _turn = take_turns();
    let (child, writer) = child_that_stays_until_told();
    assert_eq!(waitpid_status(child.pid, WNOHANG).expect("waitpid"), (0, -1));
    assert_eq!(waitpid_status(-1, WNOHANG).expect("waitpid"), (0, -1));
    drop(writer);
    child.has_ended();
    assert_eq!(waitpid_status(child.pid, WNOHANG).expect("waitpid"), (child.pid, 0));
}

#[test]
fn pid_chooses_one_child_or_any_or_a_process_group() {
    let _turn = take_turns();
    let [alive, ended, leader, member] = [(); 4].map(|()| child_that_stays());
    for pid in [leader.pid, member.pid] {
        // SAFETY: setpgid takes nothing but numbers.
        assert_eq!(unsafe { libc::setpgid(pid, leader.pid) }, 0);
    }
    for (child, signal) in [(&ended, libc::SIGTERM), (&member, libc::SIGKILL)] {
        child.kill(signal);
        child.has_ended();
    }
    let ask = |pid| waitpid_status(pid, WNOHANG).map_err(|error| error.raw_os_error());
    // Greater than 0: this one, though others have ended.
    assert_eq!(ask(alive.pid), Ok((0, -1)));
    // 0: our own group.
    assert_eq!(ask(0), Ok((ended.pid, libc::SIGTERM)));
    assert_eq!(ask(0), Ok((0, -1)));
    // Less than -1: that group.
    assert_eq!(ask(-leader.pid), Ok((member.pid, libc::SIGKILL)));
    assert_eq!(ask(-leader.pid), Ok((0, -1)));
    // -1: any.
    leader.kill(libc::SIGKILL);
    leader.has_ended();
    assert_eq!(ask(-1), Ok((leader.pid, libc::SIGKILL)));
    assert_eq!(ask(-leader.pid), Err(Some(libc::ECHILD)));
}

#[test]
fn a_null_status_is_allowed() {
    let _turn = take_turns();
    let (first, second) = (child(|| {}), child(|| {}));
    // SAFETY: null is allowed.
    let reaped = unsafe { [waitpid(first.pid, ptr::null_mut(), 0), wait(ptr::null_mut())] };
    assert_eq!(reaped.map(Result::ok), [Some(first.pid), Some(second.pid)]);
}

#[test]
fn without_a_child_there_is_echild() {
    let _turn = take_turns();
    assert_eq!(errno(wait_status()), libc::ECHILD);
    assert_eq!(errno(waitpid_status(-1, 0)), libc::ECHILD);
    assert_eq!(errno(waitpid_status(-1, WNOHANG)), libc::ECHILD);
    // PID 1 is there, but it is not our child.
    assert_eq!(errno(waitpid_status(1, 0)), libc::ECHILD);
    // A child can be reaped only once.
    let child = child(|| {});
    child.reap();
    assert_eq!(errno(waitpid_status(child.pid, 0)), libc::ECHILD);
}

#[test]
#[cfg(target_os = "linux")]
fn an_unknown_option_is_einval_and_the_smallest_pid_is_esrch_on_linux() {
    let _turn = take_turns();
    assert_eq!(errno(waitpid_status(-1, 0x4000)), libc::EINVAL);
    assert_eq!(errno(waitpid_status(pid_t::MIN, 0)), libc::ESRCH);
}

#[test]
fn a_stop_and_a_continue_are_seen_by_whoever_asks_for_them_and_by_nobody_else() {
    let _turn = take_turns();
    let stays = child_that_stays();
    let stopped = WaitStatus::Stopped { signal: libc::SIGSTOP };
    for (signal, event, option, expected) in [
        (libc::SIGSTOP, libc::WSTOPPED, WUNTRACED, stopped),
        (libc::SIGCONT, libc::WCONTINUED, WCONTINUED, WaitStatus::Continued),
    ] {
        stays.kill(signal);
        stays.look(event);
        let unasked = waitpid_status(stays.pid, WNOHANG);
        assert_eq!(unasked.expect("waitpid"), (0, -1));
        let ends = child(|| {});
        ends.has_ended();
        assert_eq!(wait_status().expect("wait"), (ends.pid, 0));

        let (pid, status) = waitpid_status(stays.pid, option).expect("waitpid");
        assert_eq!((pid, WaitStatus::from_raw(status)), (stays.pid, expected));
    }
}

#[test]
fn any_thread_may_reap_a_child_and_a_second_one_that_waits_for_it_gets_echild() {
    let _turn = take_turns();
    let (child, writer) = child_that_stays_until_told();
    let wait_for_it = || waitpid_status(child.pid, 0).map_err(|error| error.raw_os_error());
    let mut both = thread::scope(|scope| {
        let waiting = [scope.spawn(wait_for_it), scope.spawn(wait_for_it)];
        drop(writer);
        waiting.map(|thread| thread.join().expect("it does not panic"))
    });
    both.sort();
    assert_eq!(both, [Ok((child.pid, 0)), Err(Some(libc::ECHILD))]);
}

static HANDLED: AtomicU32 = AtomicU32::new(0);

extern "C" fn count(_signal: c_int) {
    HANDLED.fetch_add(1, SeqCst);
}

fn counting() -> libc::sighandler_t {
    count as *const () as libc::sighandler_t
}

/// Sets the action for a signal, and the counter to 0.
fn on(signal: c_int, handler: libc::sighandler_t, flags: c_int) {
    HANDLED.store(0, SeqCst);
    // SAFETY: a sigaction of zeros is valid, and count touches one atomic only.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        assert_eq!(libc::sigaction(signal, &action, ptr::null_mut()), 0);
    }
}

/// Sends this thread a signal that has a handler, again and again, until `call` returns. After the
/// fiftieth, the child is told to end, if there is a pipe to tell it.
fn interrupt<T>(child: Option<&PipeWriter>, call: impl FnOnce() -> T) -> T {
    on(libc::SIGUSR1, counting(), 0); // without SA_RESTART
    // SAFETY: pthread_self takes nothing.
    let waiting = unsafe { libc::pthread_self() } as usize;
    let returned = &AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(move || {
            while !returned.load(SeqCst) {
                // SAFETY: the thread is there until it leaves this scope.
                unsafe { libc::pthread_kill(waiting as libc::pthread_t, libc::SIGUSR1) };
                thread::sleep(Duration::from_millis(1));
                if let (50.., Some(mut child)) = (HANDLED.load(SeqCst), child) {
                    let _ = child.write(b"!"); // which fails if it has ended by now
                }
            }
        });
        let result = call();
        returned.store(true, SeqCst);
        result
    })
}

/// C's wait, which a signal interrupts. The EINTR also shows that the call had to block.
fn libcs_wait_blocks() {
    let interrupted = interrupt(None, || {
        // SAFETY: null is allowed.
        let pid = unsafe { libc::wait(ptr::null_mut()) };
        (pid, io::Error::last_os_error().raw_os_error())
    });
    assert_eq!(interrupted, (-1, Some(libc::EINTR)));
}

#[test]
fn a_handled_signal_interrupts_libcs_wait_but_not_ours() {
    let _turn = take_turns();
    for call in [wait_status, || waitpid_status(-1, 0)] {
        let (child, writer) = child_that_stays_until_told();
        libcs_wait_blocks();
        let ours = interrupt(Some(&writer), call);
        assert_eq!(ours.expect("it waits again"), (child.pid, 0));
        assert!(HANDLED.load(SeqCst) >= 50);
    }
}

#[test]
fn sig_dfl_keeps_the_zombie_and_with_sig_ign_or_sa_nocldwait_wait_blocks_and_fails() {
    let _turn = take_turns();
    for (handler, flags) in
        [(libc::SIG_DFL, 0), (libc::SIG_IGN, 0), (libc::SIG_DFL, libc::SA_NOCLDWAIT)]
    {
        on(libc::SIGCHLD, handler, flags);
        let (child, mut writer) = child_that_stays_until_told();
        libcs_wait_blocks();
        writer.write_all(b"!").expect("the child reads");
        if (handler, flags) == (libc::SIG_DFL, 0) {
            child.has_ended();
            assert_eq!(wait_status().expect("wait"), (child.pid, 0));
        } else {
            assert_eq!(errno(wait_status()), libc::ECHILD);
        }
        // The child had ended before wait returned: its pipe has no reader any more.
        let told_again = writer.write(b"!").map_err(|error| error.kind());
        assert_eq!(told_again, Err(ErrorKind::BrokenPipe));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn sigchld_also_comes_for_a_stop_and_a_continue_unless_sa_nocldstop_is_set() {
    let _turn = take_turns();
    for (flags, expected) in [(0, [1, 2, 3]), (libc::SA_NOCLDSTOP, [0, 0, 1])] {
        on(libc::SIGCHLD, counting(), flags);
        let child = child_that_stays();
        let options = [WUNTRACED, WCONTINUED, 0];
        let signals = [libc::SIGSTOP, libc::SIGCONT, libc::SIGKILL];
        for ((signal, options), handled) in signals.into_iter().zip(options).zip(expected) {
            child.kill(signal);
            assert_eq!(waitpid_status(child.pid, options).expect("waitpid").0, child.pid);
            // The handler may run a moment later, in another thread.
            while HANDLED.load(SeqCst) < handled {
                thread::yield_now();
            }
            assert_eq!(HANDLED.load(SeqCst), handled, "signal {signal}");
        }
    }
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
fn the_calls_allocate_nothing_not_even_for_a_failure() {
    let _turn = take_turns();
    let before = ALLOCATIONS.get();
    let (first, second) = (child(|| {}), child(|| {}));
    let results = [waitpid_status(first.pid, 0), wait_status(), wait_status()];
    let after = ALLOCATIONS.get();
    let [one, other, none] = results.map(|result| result.map_err(|error| error.raw_os_error()));
    assert_eq!((one, other), (Ok((first.pid, 0)), Ok((second.pid, 0))));
    assert_eq!(none, Err(Some(libc::ECHILD)));
    assert_eq!(after - before, 0);

    drop(Box::new(before));
    assert_eq!(ALLOCATIONS.get() - after, 1, "the counter counts");
}

#[test]
#[ignore = "needs strace"]
fn a_child_costs_one_clone_and_one_wait4() {
    let _turn = take_turns();
    let path = env::temp_dir().join(format!("fork-and-wait-strace-{}", process::id()));
    let calls = "trace=clone,clone3,fork,vfork,wait4,waitid";
    let status = Command::new("strace")
        .args(["-f", "-e", calls, "-o"])
        .arg(&path)
        .arg(stories::Program::example("blocking").path())
        .stdout(Stdio::null())
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
        // An abort under valgrind writes a core file of valgrind, which ignores SIGSTKFLT by default.
        .args(["--test-threads=1", "--skip", "core_dump"])
        .args(["--skip", "every_signal"])
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("valgrind runs").success());
}
