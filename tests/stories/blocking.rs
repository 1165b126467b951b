use super::{Program, Run, Running, numbers, send};

pub fn story(program: &Program) {
    each_child_is_reported_once(&program.run(&[]).lines(), 0);
}

/// Three children say what they will do. Then each is reported once, with the exit code that it
/// announced, in the order in which they end. `leeway`: for so many seconds nobody may have looked.
pub fn each_child_is_reported_once(lines: &[&str], leeway: i64) {
    let (said, reported): (Vec<&str>, Vec<&str>) = lines.iter().partition(announces);
    let mut children = Vec::new();
    for line in said {
        let [pid, seconds, code] = numbers(line)[..] else { panic!("{line:?}") };
        let full = format!("In child {pid} waiting for {seconds} and then exiting with {code}");
        assert_eq!(line, full);
        assert!((1..=5).contains(&seconds) && (0..=2).contains(&code), "{line:?}");
        children.push((format!("{pid} {code}"), seconds));
    }
    assert_eq!(children.len(), 3, "{lines:#?}");

    let mut longest = 0;
    for line in reported {
        let place = children.iter().position(|(report, _)| report == line);
        let (_, seconds) = children.remove(place.expect(line));
        assert!(seconds + leeway >= longest, "{line:?} is too late: {lines:#?}");
        longest = seconds.max(longest);
    }
    assert!(children.is_empty(), "not reported: {children:?}");
}

fn announces(line: &&&str) -> bool {
    line.starts_with("In child ")
}

/// How often each child that was started is reported, in whatever way it ended.
pub fn reports(run: &Run) -> Vec<usize> {
    let lines: Vec<&str> = run.stdout.lines().collect();
    let of = |line: &&str| {
        let start = format!("{} ", numbers(line)[0]);
        lines.iter().filter(|line| line.starts_with(&start)).count()
    };
    lines.iter().filter(announces).map(of).collect()
}

/// Reads until three children have said what they will do. Returns the one that sleeps longest: for
/// how long, and its PID.
pub fn slowest(running: &mut Running) -> (i64, i32) {
    let mut children = Vec::new();
    while children.len() < 3 {
        let line = running.line().expect("three children say their PIDs");
        if let [pid, seconds, _code] = numbers(&line)[..] {
            children.push((seconds, pid as i32));
        }
    }
    children.into_iter().max().expect("there are three")
}

pub fn a_killed_child_is_reported(program: &Program) {
    a_child_that_is_killed_by(libc::SIGKILL, program);
}

pub fn a_child_that_is_killed_by(signal: i32, program: &Program) {
    let mut running = program.start(&[]);
    let (_, victim) = slowest(&mut running);
    send(signal, victim);
    let run = running.finish();
    let told = format!("{victim} killed by signal {signal}");
    assert!(run.lines().iter().any(|line| line.starts_with(&told)), "{run:?}");
}

pub fn a_strangers_child_does_not_count(program: &Program) {
    let run = program.with_a_strangers_child().run(&[]);
    run.lines();
    assert_eq!(reports(&run), [1, 1, 1], "{run:?}");
}
