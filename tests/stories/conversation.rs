use super::Program;

pub fn story(program: &Program) {
    // The same child answers each time, and it remembers what was written before.
    program.run(&[]).tells(&[
        "I write 10, and child <child> answers: 10 so far",
        "I write 20, and child <child> answers: 30 so far",
        "I write 12, and child <child> answers: 42 so far",
        "I close my end, and child <child> exited with 0",
    ]);
}
