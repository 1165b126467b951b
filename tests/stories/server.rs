use super::Program;

pub fn story(program: &Program) {
    let told = program.run(&[]).tells_as_shown("server");
    // Each connection has a child of its own.
    assert!(told["29270"] != told["29271"] && told["29271"] != told["29272"], "{told:?}");
}

pub fn a_strangers_child_that_fails_does_no_harm(program: &Program) {
    story(&program.with_a_strangers_child());
}
