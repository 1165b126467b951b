use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    assert_eq!(lines.len(), 13, "{run:?}");
    // The ten numbers that a child draws.
    let dice = |line: usize, child: i64| {
        let mut dice = numbers(lines[line]);
        assert_eq!(dice.remove(0), child, "{run:?}");
        assert!(dice.len() == 10 && dice.iter().all(|die| (1..=6).contains(die)), "{run:?}");
        dice
    };
    assert!(lines[0].starts_with("the parent draws "), "{run:?}");

    assert!(lines[1].starts_with("the children draw, each from its copy"), "{run:?}");
    let copied = dice(2, 1);
    assert!(copied == dice(3, 2) && copied == dice(4, 3), "{run:?}");

    // What the children drew from their copies has not moved the parent's own generator. By accident
    // two children draw the same once in sixty million times.
    assert_eq!(lines[5], "the parent draws for them");
    assert!(dice(6, 1) == copied && dice(7, 2) != copied && dice(8, 3) != dice(7, 2), "{run:?}");

    assert!(lines[9].starts_with("the children seed their copy anew, "), "{run:?}");
    let anew = [dice(10, 1), dice(11, 2), dice(12, 3)];
    assert!(anew[0] != anew[1] && anew[0] != anew[2] && anew[1] != anew[2], "{run:?}");
}
