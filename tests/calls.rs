//! The three calls, with live children. The test harness has threads, so a child calls only
//! async-signal-safe functions and ends with `_exit`. The tests take turns, since `wait` would take the
//! children of the others.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::thread::JoinHandleExt;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fs, mem, ptr, thread};

use fork_and_wait::*;

/// Lets one test fork at a time, and gives it what every test expects, whoever started us: the
/// default action for each signal, none of them blocked, and an alarm that ends a run that hangs.
fn take_turns() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // Rust's own start-up code ignores the first, and handles the other two.
    let rusts = [libc::SIGPIPE, libc::SIGSEGV, libc::SIGBUS];
    // SAFETY: the default action calls nothing of ours, and none lives until the calls return.
    unsafe {
        for signal in (1..=64).filter(|signal| !rusts.contains(signal)) {
            libc::signal(signal, libc::SIG_DFL);
        }
        let mut none = mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::pthread_sigmask(libc::SIG_SETMASK, &none, ptr::null_mut());
        libc::alarm(60);
    }
    turn
}

/// A child of a test. A test that panics leaves none: whoever is dropped alive is killed.
struct Child {
    pid: pid_t,
}

/// Forks a child that runs `body` and exits with what it returns. `body` may call only what is
/// async-signal-safe.
fn child(body: impl FnOnce() -> c_int) -> Child {
    let (mut reader, mut writer) = io::pipe().expect("pipe");
    // SAFETY: the child calls nothing but getpid, alarm, prctl, getppid, write, body and _exit.
    // prctl is not on POSIX's list of async-signal-safe functions, but a plain system call.
    unsafe {
        let (parent, forked, this) = (libc::getpid(), fork(), libc::getpid());
        libc::alarm(60); // in both: a child does not inherit its parent's
        // fork is what we test. So the PID says who is the child, and not what fork returned.
        if this != parent {
            // Whatever ends the parent, the child ends as well, even if it is stopped.
            #[cfg(any(target_os = "linux", target_os = "android"))]
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            // If the parent ended before that call, the signal never comes.
            let alright = libc::getppid() == parent && matches!(forked, Ok(0));
            let told = writer.write_all(&this.to_ne_bytes());
            libc::_exit(if alright && told.is_ok() { body() } else { 99 });
        }
        drop(writer);
        // The child says its PID. Before that nobody may stop it: it has not yet called prctl.
        let mut pid = [0; size_of::<pid_t>()];
        reader.read_exact(&mut pid).expect("fork makes a child");
        let child = Child { pid: pid_t::from_ne_bytes(pid) };
        assert_eq!(forked.expect("fork"), child.pid, "what fork returns in the parent");
        child
    }
}

/// A child that ends when something is written into its pipe, or the pipe is closed.
fn child_that_stays() -> (Child, PipeWriter) {
    let (reader, writer) = io::pipe().expect("pipe");
    (child(|| stay_until_told(&reader, &writer, 0)), writer)
}

/// In a child: waits for a byte, or until all writing ends are closed. Then it exits with `code`.
fn stay_until_told(reader: &PipeReader, writer: &PipeWriter, code: c_int) -> c_int {
    let mut byte = 0u8;
    // SAFETY: both descriptors are the child's own copies, and byte has room for one byte.
    unsafe {
        libc::close(writer.as_raw_fd());
        libc::read(reader.as_raw_fd(), (&raw mut byte).cast(), 1);
    }
    code
}

impl Child {
    fn kill(&self, signal: c_int) {
        // SAFETY: kill takes only numbers.
        assert_eq!(unsafe { libc::kill(self.pid, signal) }, 0);
    }

    fn reap(&self) -> c_int {
        let (reaped, status) = wait_for(self.pid, 0).expect("waitpid");
        assert_eq!(reaped, self.pid);
        status
    }

    /// Returns when `event` has come: WEXITED, WSTOPPED or WCONTINUED, with waitid's opinion on it:
    /// CLD_EXITED, CLD_DUMPED and so on. WNOWAIT only looks: the next wait still finds it.
    fn look(&self, event: c_int) -> c_int {
        // SAFETY: a siginfo of zeros is valid, and it exists until the call returns.
        unsafe {
            let mut info: libc::siginfo_t = mem::zeroed();
            let (pid, options) = (self.pid as libc::id_t, event | libc::WNOWAIT);
            let looked = libc::waitid(libc::P_PID, pid, &mut info, options);
            assert_eq!(looked, 0, "{}", io::Error::last_os_error());
            info.si_code
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // SAFETY: null is allowed, and kill takes only numbers. The 0 says that the child is
        // there and not reaped, so its PID is not a stranger's.
        unsafe {
            if libc::waitpid(self.pid, ptr::null_mut(), WNOHANG) == 0 {
                libc::kill(self.pid, libc::SIGKILL);
                libc::waitpid(self.pid, ptr::null_mut(), 0);
            }
        }
    }
}

/// What wait or waitpid returns, and the status that it stores, or the errno. The status is -1 where
/// nothing was stored.
type Waited = Result<(pid_t, c_int), c_int>;

fn waited(call: impl FnOnce(&mut c_int) -> io::Result<pid_t>) -> Waited {
    let mut status = -1;
    let result = call(&mut status);
    result.map(|pid| (pid, status)).map_err(|error| error.raw_os_error().expect("an errno"))
}

fn wait_for(pid: pid_t, options: c_int) -> Waited {
    // SAFETY: status exists until the call returns.
    waited(|status| unsafe { waitpid(pid, status, options) })
}

fn wait_for_any() -> Waited {
    // SAFETY: status exists until the call returns.
    waited(|status| unsafe { wait(status) })
}

#[test]
fn an_exit_code_comes_back_and_of_a_larger_one_its_low_byte() {
    let _turn = take_turns();
    for given in (0..=255).chain([256, 257, -1, c_int::MAX, c_int::MIN]) {
        assert_eq!(child(|| given).reap(), (given & 0xff) * 256, "exit({given})");
    }
}

/// In a child: ends it by a signal, with or without leave to dump core.
fn die_by(signal: c_int, core: bool) -> c_int {
    // SAFETY: limit lives until the calls return; the others takes only numbers. getrlimit and
    // setrlimit are not on POSIX's list of async-signal-safe functions, but plain system calls.
    unsafe {
        let mut limit: libc::rlimit = mem::zeroed();
        libc::getrlimit(libc::RLIMIT_CORE, &mut limit);
        limit.rlim_cur = if core { limit.rlim_max } else { 0 };
        libc::setrlimit(libc::RLIMIT_CORE, &limit);
        libc::signal(signal, libc::SIG_DFL);
        libc::raise(signal);
    }
    0 // the signal has done nothing
}

#[test]
fn every_signal_that_ends_a_process_is_seen_as_itself() {
    let _turn = take_turns();
    let stops = [libc::SIGSTOP, libc::SIGTSTP, libc::SIGTTIN, libc::SIGTTOU];
    let harmless = [libc::SIGCHLD, libc::SIGCONT, libc::SIGURG, libc::SIGWINCH];
    let real_time = cfg!(target_os = "linux").then_some(64);
    for signal in (1..32).chain(real_time).filter(|signal| !stops.contains(signal)) {
        let status = child(|| die_by(signal, false)).reap();
        // Other systems have more signals that do nothing by default.
        let ended = !harmless.contains(&signal) && (cfg!(target_os = "linux") || status != 0);
        let expected = if ended { -signal } else { 0 };
        assert_eq!(waitstatus_to_exitcode(status), Some(expected), "{status:#x}");
    }
}

#[test]
fn a_core_dump_is_seen_where_there_was_one() {
    let _turn = take_turns();
    let folder = env!("CARGO_TARGET_TMPDIR");
    // Whether SIGABRT dumps core is the system's choice. SIGTERM never does.
    for (signal, core) in [(libc::SIGABRT, true), (libc::SIGABRT, false), (libc::SIGTERM, true)] {
        let child = child(|| {
            let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "\0");
            // SAFETY: folder ends with a NUL.
            unsafe { libc::chdir(folder.as_ptr().cast()) };
            die_by(signal, core)
        });
        let core_dumped = child.look(libc::WEXITED) == libc::CLD_DUMPED;
        let decoded = WaitStatus::from_raw(child.reap());
        for file in [format!("{folder}/core"), format!("{folder}/core.{}", child.pid)] {
            let _ = fs::remove_file(file); // many systems write it elsewhere, or nowhere
        }
        assert_eq!(decoded, WaitStatus::Signaled { signal, core_dumped });
    }
}

#[test]
fn wnohang_says_0_and_leaves_the_status_alone_until_the_child_has_ended() {
    let _turn = take_turns();
    let (child, writer) = child_that_stays();
    assert_eq!(wait_for(child.pid, WNOHANG), Ok((0, -1)));
    assert_eq!(wait_for(-1, WNOHANG), Ok((0, -1)));
    drop(writer);
    child.look(libc::WEXITED);
    assert_eq!(wait_for(child.pid, WNOHANG), Ok((child.pid, 0)));
}

#[test]
fn pid_chooses_one_child_or_any_or_a_process_group_and_wait_takes_any() {
    let _turn = take_turns();
    let five = [(); 5].map(|()| child_that_stays());
    let [alive, ended, leader, second, third] = five.each_ref().map(|(child, _)| child);
    for member in [leader, second, third] {
        // SAFETY: setpgid takes only numbers.
        assert_eq!(unsafe { libc::setpgid(member.pid, leader.pid) }, 0);
    }
    for (child, signal) in [(ended, libc::SIGTERM), (third, libc::SIGKILL)] {
        child.kill(signal);
        child.look(libc::WEXITED);
    }
    // Greater than 0: this one, though others have ended.
    assert_eq!(wait_for(alive.pid, WNOHANG), Ok((0, -1)));
    // 0: our own group.
    assert_eq!(wait_for(0, WNOHANG), Ok((ended.pid, libc::SIGTERM)));
    assert_eq!(wait_for(0, WNOHANG), Ok((0, -1)));
    // Less than -1: that group.
    assert_eq!(wait_for(-leader.pid, WNOHANG), Ok((third.pid, libc::SIGKILL)));
    assert_eq!(wait_for(-leader.pid, WNOHANG), Ok((0, -1)));
    // -1, and wait: any child of any group.
    second.kill(libc::SIGKILL);
    assert_eq!(wait_for(-1, 0), Ok((second.pid, libc::SIGKILL)));
    leader.kill(libc::SIGTERM);
    assert_eq!(wait_for_any(), Ok((leader.pid, libc::SIGTERM)));
    assert_eq!(wait_for(-leader.pid, WNOHANG), Err(libc::ECHILD));
}

#[test]
fn a_null_status_is_allowed() {
    let _turn = take_turns();
    let (first, second) = (child(|| 0), child(|| 0));
    // SAFETY: null is allowed.
    let reaped = unsafe { [waitpid(first.pid, ptr::null_mut(), 0), wait(ptr::null_mut())] };
    assert_eq!(reaped.map(Result::ok), [Some(first.pid), Some(second.pid)]);
}

#[test]
fn without_a_child_there_is_echild() {
    let _turn = take_turns();
    let reaped = child(|| 0);
    reaped.reap();
    assert_eq!(wait_for_any(), Err(libc::ECHILD));
    // Any child, one that was reaped before, and PID 1, which is there, but not our child.
    for (pid, options) in [(-1, 0), (-1, WNOHANG), (reaped.pid, 0), (1, 0)] {
        assert_eq!(wait_for(pid, options), Err(libc::ECHILD), "{pid} {options}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_unknown_option_is_einval_and_the_smallest_pid_is_esrch_on_linux() {
    let _turn = take_turns();
    assert_eq!(wait_for(-1, 0x4000), Err(libc::EINVAL));
    assert_eq!(wait_for(pid_t::MIN, 0), Err(libc::ESRCH));
}

#[test]
fn a_stop_and_a_continue_are_seen_by_whoever_asks_for_them_and_by_nobody_else() {
    let _turn = take_turns();
    let (stays, _writer) = child_that_stays();
    let stopped = WaitStatus::Stopped { signal: libc::SIGSTOP };
    for (signal, event, option, expected) in [
        (libc::SIGSTOP, libc::WSTOPPED, WUNTRACED, stopped),
        (libc::SIGCONT, libc::WCONTINUED, WCONTINUED, WaitStatus::Continued),
    ] {
        stays.kill(signal);
        stays.look(event);
        assert_eq!(wait_for(stays.pid, WNOHANG), Ok((0, -1)));
        let ends = child(|| 0);
        ends.look(libc::WEXITED);
        assert_eq!(wait_for_any(), Ok((ends.pid, 0)));

        let (pid, status) = wait_for(stays.pid, option).expect("waitpid");
        assert_eq!((pid, WaitStatus::from_raw(status)), (stays.pid, expected));
    }
}

#[test]
fn any_thread_may_reap_a_child_and_a_second_one_that_waits_for_it_gets_echild() {
    let _turn = take_turns();
    let (child, writer) = child_that_stays();
    let mut both = thread::scope(|scope| {
        let waiting = [(); 2].map(|()| scope.spawn(|| wait_for(child.pid, 0)));
        drop(writer);
        waiting.map(|thread| thread.join().expect("it does not panic"))
    });
    both.sort();
    assert_eq!(both, [Ok((child.pid, 0)), Err(libc::ECHILD)]);
}

static HANDLED: AtomicU32 = AtomicU32::new(0);

extern "C" fn count(_signal: c_int) {
    HANDLED.fetch_add(1, SeqCst);
}

/// Sets the action for a signal, and the counter of handled signals to 0.
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

/// Makes a call in a thread, and sends that thread a signal that has a handler, again and again,
/// until the call returns. After the fiftieth, the child is told to end, if there is a pipe to it.
fn interrupt<T: Send + 'static>(call: fn() -> T, child: Option<&PipeWriter>) -> T {
    on(libc::SIGUSR1, count as *const () as libc::sighandler_t, 0); // without SA_RESTART
    let calling = thread::spawn(call);
    while !calling.is_finished() {
        // SAFETY: a thread that was not joined still has its pthread_t.
        unsafe { libc::pthread_kill(calling.as_pthread_t() as libc::pthread_t, libc::SIGUSR1) };
        thread::sleep(Duration::from_millis(1));
        if let (50.., Some(mut child)) = (HANDLED.load(SeqCst), child) {
            let _ = child.write(b"!"); // which fails if it has ended by now
        }
    }
    calling.join().expect("it does not panic")
}

/// C's wait, which a signal interrupts. The EINTR also shows that the call had to block.
fn libcs_wait_blocks() {
    // SAFETY: null is allowed.
    let wait = || (unsafe { libc::wait(ptr::null_mut()) }, io::Error::last_os_error().kind());
    assert_eq!(interrupt(wait, None), (-1, ErrorKind::Interrupted));
}

#[test]
fn a_handled_signal_interrupts_libcs_wait_but_not_ours() {
    let _turn = take_turns();
    for call in [wait_for_any, || wait_for(-1, 0)] {
        let (child, writer) = child_that_stays();
        libcs_wait_blocks();
        assert_eq!(interrupt(call, Some(&writer)), Ok((child.pid, 0)));
        assert!(HANDLED.load(SeqCst) >= 50);
    }
}

#[test]
fn sig_dfl_keeps_the_zombie_and_with_sig_ign_or_sa_nocldwait_wait_blocks_and_fails() {
    let _turn = take_turns();
    for (handler, flags, kept) in [
        (libc::SIG_DFL, 0, true),
        (libc::SIG_IGN, 0, false),
        (libc::SIG_DFL, libc::SA_NOCLDWAIT, false),
    ] {
        on(libc::SIGCHLD, handler, flags);
        let (child, mut writer) = child_that_stays();
        libcs_wait_blocks();
        writer.write_all(b"!").expect("the child reads");
        assert_eq!(wait_for_any(), if kept { Ok((child.pid, 0)) } else { Err(libc::ECHILD) });
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
        on(libc::SIGCHLD, count as *const () as libc::sighandler_t, flags);
        let (child, _writer) = child_that_stays();
        let changes = [(libc::SIGSTOP, WUNTRACED), (libc::SIGCONT, WCONTINUED), (libc::SIGKILL, 0)];
        for ((signal, options), handled) in changes.into_iter().zip(expected) {
            child.kill(signal);
            wait_for(child.pid, options).expect("waitpid");
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
    let (first, second) = (child(|| 0), child(|| 0));
    let results = [wait_for(first.pid, 0), wait_for_any(), wait_for_any()];
    let after = ALLOCATIONS.get();
    assert_eq!(results, [Ok((first.pid, 0)), Ok((second.pid, 0)), Err(libc::ECHILD)]);
    assert_eq!(after - before, 0);

    drop(Box::new(before));
    assert_eq!(ALLOCATIONS.get() - after, 1, "the counter counts");
}

// Nothing is lost under load. Even in a release build these tests take half a minute.

/// The most memory that this process has had so far, in the system's unit.
fn most_memory() -> i64 {
    // SAFETY: an rusage of zeros is valid, and it exists until the call returns.
    unsafe {
        let mut usage: libc::rusage = mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage.ru_maxrss as i64
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "needs a release build")]
fn a_hundred_thousand_children_one_after_another_are_all_reaped() {
    let _turn = take_turns();
    let mut memory = 0;
    for number in 0..100_000 {
        if number == 1000 {
            memory = most_memory();
        }
        let code = number % 256;
        assert_eq!(child(|| code).reap(), code << 8, "child {number}");
    }
    assert_eq!(wait_for_any(), Err(libc::ECHILD), "nobody is left");
    // A leak of a hundred bytes a child would be ten megabytes, several times what it has.
    let grown = most_memory() - memory;
    assert!(grown * 10 <= memory, "memory has grown from {memory} by {grown}");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "needs a release build")]
fn five_thousand_children_at_once_are_each_reaped_once() {
    let _turn = take_turns();
    let (reader, writer) = io::pipe().expect("pipe");
    let mut children = HashMap::new();
    for number in 0..5000 {
        let code = number % 256;
        let child = child(|| stay_until_told(&reader, &writer, code));
        let before = children.insert(child.pid, (child, code));
        assert!(before.is_none(), "a PID is not given out twice");
    }
    assert_eq!(wait_for(-1, WNOHANG), Ok((0, -1)), "they are all alive");

    drop(writer);
    while !children.is_empty() {
        let (pid, status) = wait_for(-1, 0).expect("waitpid");
        let (_child, code) = children.remove(&pid).expect("one who was not reaped before");
        assert_eq!(status, code << 8);
    }
    assert_eq!(wait_for_any(), Err(libc::ECHILD), "nobody is left");
}
