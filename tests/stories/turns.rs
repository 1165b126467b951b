use super::Program;

pub fn story(program: &Program) {
    // However busy the machine is, nobody speaks out of turn.
    let told = program.run(&[]).tells_as_shown("turns");
    // The signal was lost: what woke pause is the alarm, a second later.
    assert!(told["1.00"] >= 0.99, "{told:?}");
}
