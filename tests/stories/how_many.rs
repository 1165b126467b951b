use super::{Program, complains_of};

pub fn story(program: &Program) {
    program.run(&[]).tells_as_shown("how_many");
    assert_eq!(program.run(&["0"]).lines()[..2], ["0 forks in a row: 1 processes", "A"]);

    let most = program.run(&["6"]);
    assert_eq!(most.lines()[0], "6 forks in a row: 64 processes");
    // Each fork doubles them.
    let mut names = vec!["A".to_string()];
    for fork in 1..=6 {
        names.extend(names.clone().iter().map(|name| format!("{name}{fork}")));
    }
    names.sort();
    assert_eq!(most.lines()[1], names.join(" "));
}

pub fn a_number_that_is_not_from_0_to_6_is_an_error(program: &Program) {
    let message = |word: &str| format!("{word} is no number from 0 to 6");
    complains_of(program, &["7", "-1", "three", ""], message);
}
