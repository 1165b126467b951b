use super::Program;

pub fn story(program: &Program) {
    program.run(&[]).tells_as_shown("zombie");
}
