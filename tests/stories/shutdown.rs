use std::ffi::c_int;
use std::thread;
use std::time::{Duration, Instant};

use super::{Program, Run, numbers, send};

pub fn story(program: &Program) {
    let begin = Instant::now();
    ends_all(&program.run(&[]), libc::SIGALRM);
    // The grandchildren have ended with their groups: by themselves they sleep for eight seconds.
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
}

/// Whoever waits for it learns by which signal it was told to end.
pub fn it_ends_by_the_signal_that_told_it(program: &Program) {
    for signal in [libc::SIGINT, libc::SIGTERM] {
        // A signal that comes before it is blocked kills the program, and after the alarm it is late.
        let mut runs = [500, 1000, 1500].into_iter().map(|ms| {
            let running = program.start(&[]);
            thread::sleep(Duration::from_millis(ms));
            send(signal, running.pid());
            running.finish()
        });
        let run = runs.find(|run| run.stdout.starts_with(&format!("signal {signal}: ")));
        ends_all(&run.expect("the signal comes in time"), signal);
    }
}

fn ends_all(run: &Run, signal: c_int) {
    // Process 1 of a container cannot kill itself.
    let ended = (run.signal.unwrap_or(signal), run.code.unwrap_or(128 + signal));
    assert_eq!((ended, run.stderr.as_str()), ((signal, 128 + signal), ""), "{run:?}");
    let printed = Run { code: Some(0), ..run.clone() };
    let lines = printed.lines();
    let children = numbers(lines[0]).split_off(1);
    assert_eq!(lines[0], format!("signal {signal}: SIGTERM to {children:?}"), "{run:?}");
    assert_eq!(lines[1], format!("a second later: SIGKILL to {children:?}"), "{run:?}");
    let ends = ["killed by signal 9 (SIGKILL)", "exited with 0", "killed by signal 15 (SIGTERM)"];
    assert_eq!((children.len(), lines.len()), (3, 5), "{run:?}");
    for ((line, child), end) in lines[2..].iter().zip(children.iter().rev()).zip(ends) {
        // On a busy machine a child may not be done after a second.
        let late = format!("{child} {}", ends[0]);
        assert!(*line == format!("{child} {end}") || *line == late, "{run:?}");
    }
}

/// One child lets SIGTERM kill it, one tidies up, and one must be killed. Only a machine that is busy
/// hides it, so one run is enough.
pub fn only_the_child_that_ignores_sigterm_gets_sigkill(program: &Program) {
    let ends =
        [" killed by signal 9 (SIGKILL)", " exited with 0", " killed by signal 15 (SIGTERM)"];
    let as_told = |stdout: &String| {
        let last = stdout.lines().skip(2);
        stdout.lines().count() == 5 && last.zip(ends).all(|(line, end)| line.ends_with(end))
    };
    assert!((0..5).any(|_| as_told(&program.run(&[]).stdout)));
}
