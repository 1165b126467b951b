use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    assert!(lines.len() == 13 && lines[0].starts_with("the parent draws "), "{run:?}");
    let headings = [
        "the children draw, each from its copy of the generator",
        "the parent draws for them",
        "the children seed their copy anew, and draw",
    ];
    assert_eq!([1, 5, 9].map(|line| lines[line]), headings);

    // What each of the three children has drawn, three times.
    let [copied, by_parent, anew] = [2, 6, 10].map(|first| {
        [1, 2, 3].map(|child| {
            let dice = numbers(lines[first + child - 1]);
            assert!(dice[0] == child as i64 && dice.len() == 11, "{run:?}");
            assert!(dice[1..].iter().all(|die| (1..=6).contains(die)), "{run:?}");
            dice[1..].to_vec()
        })
    });
    assert!(copied[0] == copied[1] && copied[1] == copied[2], "{run:?}");
    // What the children drew from their copies has not moved the parent's own generator. By accident
    // two children draw the same once in sixty million times.
    assert!(by_parent[0] == copied[0] && by_parent[1] != copied[0], "{run:?}");
    for [first, second, third] in [by_parent, anew] {
        assert!(first != second && first != third && second != third, "{run:?}");
    }
}
