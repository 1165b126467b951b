use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let told = run.tells(&[
        "the client reads: hello from <first>, and the end",
        "the client reads: hello from <second>, and the end",
        "the client reads: hello from <third>, and the end",
    ]);
    // Each connection has a child of its own.
    assert!(told["first"] != told["second"] && told["second"] != told["third"], "{run:?}");
}

pub fn a_strangers_child_that_fails_does_no_harm(program: &Program) {
    story(&program.with_a_strangers_child());
}
