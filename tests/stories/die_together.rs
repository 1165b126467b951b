use super::Program;

pub fn story(program: &Program) {
    let signal = "has asked for a signal: ended <second> ms after the kill";
    // The others ended with their parent. If not, they would have said who their parent is now.
    program.run(&[]).tells(&format!(
        "does nothing: lives on, and its parent is now <new>
         reads from a pipe: ended <first> ms after the kill
         {}",
        if cfg!(target_os = "linux") { signal } else { "" },
    ));
}
