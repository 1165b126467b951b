use super::Program;

const AND_OR: &str = "fork() && fork() || fork(): 5 processes\nA A1 A13 A2 A23\n";

pub fn story(program: &Program) {
    let run = program.run(&[]);
    run.lines();
    let three = "3 forks in a row: 8 processes\nA A1 A12 A123 A13 A2 A23 A3\n";
    assert_eq!(run.stdout, format!("{three}{AND_OR}"));

    let none = program.run(&["0"]);
    none.lines();
    let alone = format!("0 forks in a row: 1 processes\nA\n{AND_OR}");
    assert_eq!(none.stdout, alone);

    let most = program.run(&["6"]);
    let lines = most.lines();
    assert_eq!(lines[0], "6 forks in a row: 64 processes");
    // Each process is a child of its own choice of the six forks, and no two are alike.
    let mut names: Vec<&str> = lines[1].split(' ').collect();
    names.dedup();
    assert_eq!(names.len(), 64);
    for name in names {
        let forks = name.strip_prefix('A').expect(name).as_bytes();
        let rises = forks.windows(2).all(|pair| pair[0] < pair[1]);
        assert!(rises && forks.iter().all(|fork| (b'1'..=b'6').contains(fork)), "{name}");
    }
}

/// The line on stderr, the last one of the twin's, names the word and says what is allowed.
pub fn a_number_that_is_not_from_0_to_6_is_an_error(program: &Program) {
    for wrong in ["7", "-1", "three", ""] {
        let run = program.run(&[wrong]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{run:?}");
        let last = run.stderr.lines().last().unwrap_or_default();
        assert!(last.contains(&format!("{wrong} is no number from 0 to 6")), "{run:?}");
    }
}
