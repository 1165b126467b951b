use super::{Program, Run};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // On a busy machine they may come in any order.
    let mut lines = run.lines();
    lines.sort_by_key(|line| line.split_once(' ').map(|(_, rest)| rest));
    assert_eq!(lines[..3], ["input: a", "input: b", "input: c"], "{run:?}");
    let ended = |line: &&str| line.ends_with(" exited with 0");
    assert_eq!((lines.len(), lines[3..].iter().filter(|line| ended(line)).count()), (6, 3));
}

/// It waits for both at the same time. Only a machine that is busy hides it, so one run is enough.
pub fn an_end_between_two_letters_is_noticed_between_them(program: &Program) {
    let shape = |run: Run| -> String {
        let lines = run.lines().into_iter();
        lines.map(|line| line.strip_prefix("input: ").unwrap_or("-")).collect()
    };
    assert!((0..5).any(|_| shape(program.run(&[])) == "a-bc--"));
}
