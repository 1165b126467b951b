use super::Program;

pub fn story(program: &Program) {
    let mut story = vec![
        "does nothing: lives on, and its parent is now <new>",
        // The others ended with their parent. If not, they would have said who their parent is now.
        "reads from a pipe: ended <first> ms after the kill",
    ];
    if cfg!(target_os = "linux") {
        story.push("has asked for a signal: ended <second> ms after the kill");
    }
    program.run(&[]).tells(&story);
}
