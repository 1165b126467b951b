use super::{Program, Run, Running, numbers, send};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // wait returns once for each child, so each line is a batch of its own.
    let batches: Vec<Vec<&str>> = run.lines().into_iter().map(|line| vec![line]).collect();
    each_child_is_reported_once(&batches);
}

/// Three children say what they will do. Then each is reported once, with the exit code that it
/// announced, in the order in which they end. Those of one batch had all ended when the parent looked:
/// their order says nothing.
pub fn each_child_is_reported_once(batches: &[Vec<&str>]) {
    let mut children: Vec<[i64; 3]> = Vec::new();
    for line in batches.iter().flatten().filter(announces) {
        let [pid, seconds, code] = numbers(line)[..] else { panic!("{line:?}") };
        let said = format!("In child {pid} waiting for {seconds} and then exiting with {code}");
        assert_eq!(*line, said);
        let drawn = (1..=5).contains(&seconds) && (0..=2).contains(&code);
        assert!(drawn, "{line:?}");
        children.push([pid, seconds, code]);
    }
    assert_eq!(children.len(), 3, "{batches:#?}");

    let mut earlier = 0;
    for batch in batches {
        let mut latest = earlier;
        for line in batch.iter().filter(|line| !announces(line)) {
            let is_it = |child: &[i64; 3]| *line == format!("{} {}", child[0], child[2]);
            let place = children.iter().position(is_it);
            let place = place.unwrap_or_else(|| panic!("{line:?} is none of {children:?}"));
            let [_, seconds, _] = children.remove(place);
            assert!(seconds >= earlier, "{line:?} is too late: {batches:#?}");
            latest = latest.max(seconds);
        }
        earlier = latest;
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
    let mut running = program.start(&[]);
    let (_, victim) = slowest(&mut running);
    send(libc::SIGKILL, victim);
    let run = running.finish();
    let told = format!("{victim} killed by signal 9");
    assert!(run.lines().iter().any(|line| line.starts_with(&told)), "{run:?}");
}

/// `exec` keeps the children of the shell. One of them ends first.
pub fn a_strangers_child_does_not_count(program: &Program) {
    let run = program.under(&["sh", "-c", "sleep 0.1 & exec \"$@\"", "sh"]).run(&[]);
    run.lines();
    assert_eq!(reports(&run), [1, 1, 1], "{run:?}");
}
