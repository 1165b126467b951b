use std::ffi::c_int;
use std::thread;
use std::time::{Duration, Instant};

use super::{Program, Run, compare, numbers, send};

/// How the three children end, last one first.
const ENDS: [&str; 3] =
    ["killed by signal 9 (SIGKILL)", "exited with 0", "killed by signal 15 (SIGTERM)"];

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
    let children = numbers(run.stdout.lines().next().expect("a line")).split_off(1);
    let [first, second, third] = children[..] else { panic!("{run:?}") };
    let end = |child: i64, end: &str| {
        // On a busy machine a child may not be done after a second.
        let late = format!("{child} {}", ENDS[0]);
        if run.stdout.contains(&late) { late } else { format!("{child} {end}") }
    };
    let told = format!(
        "signal {signal}: SIGTERM to {children:?}
         a second later: SIGKILL to {children:?}
         {}
         {}
         {}",
        end(third, ENDS[0]),
        end(second, ENDS[1]),
        end(first, ENDS[2]),
    );
    compare(&run.stdout, &told).unwrap_or_else(|wrong| panic!("{wrong} in {run:?}"));
}

/// One child lets SIGTERM kill it, one tidies up, and one must be killed. Only a machine that is busy
/// hides it, so one run is enough.
pub fn only_the_child_that_ignores_sigterm_gets_sigkill(program: &Program) {
    let as_told = |run: Run| {
        let last = run.stdout.lines().skip(2);
        last.zip(ENDS).filter(|(line, end)| line.ends_with(&format!(" {end}"))).count() == 3
    };
    assert!((0..5).any(|_| as_told(program.run(&[]))));
}
