use std::collections::BTreeSet;

use super::Program;

const AND_OR: &str = "fork() && fork() || fork(), processes: 5
A
    B
        C
    D
        E
";

const THREE: &str = "forks in a row: 3, processes: 8
A
    B
        C
            D
        E
    F
        G
    H
";

pub fn story(program: &Program) {
    let run = program.run(&[]);
    run.lines();
    assert_eq!(run.stdout, format!("{THREE}{AND_OR}"));

    let none = program.run(&["0"]);
    none.lines();
    let alone = format!("forks in a row: 0, processes: 1\nA\n{AND_OR}");
    assert_eq!(none.stdout, alone);

    let most = program.run(&["6"]);
    let lines = most.lines();
    assert_eq!(lines[0], "forks in a row: 6, processes: 64");
    // Of n forks, each process was a child in some: 6 processes in one of them, 15 in two, …
    let deep = |depth: usize| {
        let at = |line: &&&str| line.len() == 4 * depth + 1;
        lines[1..=64].iter().filter(at).count()
    };
    assert_eq!([0, 1, 2, 3, 4, 5, 6].map(deep), [1, 6, 15, 20, 15, 6, 1]);
    let letters: String = lines[1..=64].iter().map(|line| line.trim_start()).collect();
    let distinct: BTreeSet<char> = letters.chars().collect();
    assert_eq!(distinct.len(), 64);
}

/// The example says so in one line, and the twin in a traceback.
pub fn a_number_that_is_not_from_0_to_6_is_an_error(program: &Program) {
    for wrong in ["7", "-1", "three", ""] {
        let run = program.run(&[wrong]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{run:?}");
        assert!(!run.stderr.contains("panicked"), "{run:?}");
    }
}
