use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // However busy the machine is, nobody speaks out of turn.
    let told = run.tells(&[
        "parent 1",
        "child 1",
        "parent 2",
        "child 2",
        "parent 3",
        "child 3",
        // The signal was lost: what woke pause is the alarm, a second later.
        "signal, then pause: woken after <seconds>s",
    ]);
    assert!(told["seconds"] >= 0.99, "{run:?}");
}
