use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // wait returns once for each end, so each line is a batch of its own.
    let batches: Vec<Vec<&str>> = run.lines().into_iter().map(|line| vec![line]).collect();
    each_child_is_reported_once(&batches);
}

/// Three children say what they will do, and are then reported, each once and with the exit code that
/// it announced, in the order of their ends. Those of one batch had all ended when the parent looked:
/// their order says nothing.
pub fn each_child_is_reported_once(batches: &[Vec<&str>]) {
    let announced = |line: &&&str| line.starts_with("In child ");

    let mut children: Vec<(i64, i64, i64)> = Vec::new();
    for line in batches.iter().flatten().filter(announced) {
        let [pid, seconds, code] = numbers(line)[..] else {
            panic!("{line:?}")
        };
        let said = format!("In child {pid} waiting for {seconds} and then exiting with {code}");
        assert_eq!(*line, said);
        assert!(
            (1..=5).contains(&seconds) && (0..=2).contains(&code),
            "{line:?}"
        );
        children.push((pid, seconds, code));
    }
    assert_eq!(children.len(), 3, "{batches:#?}");

    let mut earlier = 0;
    for batch in batches {
        let mut latest = earlier;
        for line in batch.iter().filter(|line| !announced(line)) {
            let place = children
                .iter()
                .position(|(pid, _, code)| *line == format!("{pid} {code}"))
                .unwrap_or_else(|| panic!("{line:?} is none of {children:?}"));
            let (_, seconds, _) = children.remove(place);
            assert!(
                seconds >= earlier,
                "{line:?} should have been reported before: {batches:#?}"
            );
            latest = latest.max(seconds);
        }
        earlier = latest;
    }
    assert!(
        children.is_empty(),
        "{children:?} were not reported: {batches:#?}"
    );
}
