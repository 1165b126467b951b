use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    assert_eq!(lines.len(), 13, "{lines:#?}");
    assert!(lines[0].starts_with("the parent draws "), "{}", lines[0]);

    let copied = dice_under("the children draw, ", &lines[1..5]);
    assert_eq!(copied[0], copied[1]);
    assert_eq!(copied[0], copied[2]);

    let handed = dice_under("the parent draws for them", &lines[5..9]);
    all_differ(&handed);
    // What the children drew from their copies has not moved the parent's own generator.
    assert_eq!(handed[0], copied[0]);

    let anew = dice_under("the children seed their copy anew, ", &lines[9..]);
    all_differ(&anew);
}

fn dice_under<'a>(title: &str, lines: &[&'a str]) -> [Vec<&'a str>; 3] {
    assert!(lines[0].starts_with(title), "{lines:#?}");
    [1, 2, 3].map(|child| {
        let list = lines[child].strip_prefix(&format!("  child {child}: ["));
        let dice = list.and_then(|list| list.strip_suffix(']'));
        let dice: Vec<&str> = dice.unwrap_or_else(|| panic!("{lines:#?}")).split(", ").collect();
        let six = ["1", "2", "3", "4", "5", "6"];
        assert!(dice.len() == 10 && dice.iter().all(|die| six.contains(die)), "{dice:?}");
        dice
    })
}

/// By accident they do not once in twenty million times.
fn all_differ(dice: &[Vec<&str>; 3]) {
    assert_ne!(dice[0], dice[1]);
    assert_ne!(dice[0], dice[2]);
    assert_ne!(dice[1], dice[2]);
}
