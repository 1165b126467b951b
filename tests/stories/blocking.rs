use super::{Program, Run, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // wait returns once for each end, so each line is a batch of its own.
    let batches: Vec<Vec<&str>> = run.lines().into_iter().map(|line| vec![line]).collect();
    each_child_is_reported_once(&batches);
}

/// Three children say what they will do. Then each is reported once, with the exit code that it
/// announced, in the order of the ends. Those of one batch had all ended when the parent looked: their
/// order says nothing.
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
            let place = children
                .iter()
                .position(|[pid, _, code]| *line == format!("{pid} {code}"))
                .unwrap_or_else(|| panic!("{line:?} is none of {children:?}"));
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

/// The PIDs of the children that have said what they will do.
fn announced(run: &Run) -> Vec<String> {
    let lines = run.stdout.lines();
    let children = lines.filter_map(|line| line.strip_prefix("In child "));
    children.filter_map(|rest| Some(rest.split_once(' ')?.0.to_string())).collect()
}

/// How often each child that was started is reported, in whatever way it ended.
pub fn reports(run: &Run) -> Vec<usize> {
    let of = |pid: &String| {
        let start = format!("{pid} ");
        run.stdout.lines().filter(|line| line.starts_with(&start)).count()
    };
    announced(run).iter().map(of).collect()
}

pub fn a_killed_child_is_reported_as_killed(program: &Program) {
    let mut running = program.start(&[]);
    let mut children = Vec::new();
    while children.len() < 3 {
        let line = running.line().expect("three children say their PIDs");
        if let [pid, seconds, _code] = numbers(&line)[..] {
            children.push((seconds, pid));
        }
    }
    // The one that has the longest to go will still be there.
    let (_, victim) = children.into_iter().max().expect("there are three");
    // SAFETY: kill takes nothing but numbers.
    unsafe { libc::kill(victim as libc::pid_t, libc::SIGKILL) };
    let run = running.finish();
    let told = format!("{victim} killed by signal 9");
    assert!(run.lines().iter().any(|line| line.starts_with(&told)), "{run:?}");
}

/// `exec` keeps the children of the shell. One of them ends first.
pub fn a_strangers_child_does_not_count(program: impl Fn() -> Program) {
    let shell = ["sh", "-c", "sleep 0.1 & exec \"$@\"", "sh"];
    let run = program().under(&shell).run(&[]);
    run.lines();
    assert_eq!(reports(&run), [1, 1, 1], "{run:?}");
}

/// What is left of the story where parent and child see different PIDs.
pub fn three_come_and_go(program: &Program) {
    let run = program.run(&[]);
    let (come, mut go): (Vec<&str>, _) = run.lines().into_iter().partition(|line| announces(&line));
    go.retain(|line| !line.starts_with("do something else"));
    assert_eq!((come.len(), go.len()), (3, 3), "{run:?}");
}
