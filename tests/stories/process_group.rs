use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let told = run.tells(&[
        "<outside> is in my group",
        "<group> is in group <group>",
        "<member> is in group <group>",
        // One signal kills both, and the wait for the group reaps both, in whatever order they end.
        "SIGKILL to group <group>",
        "<first> killed by signal 9 (SIGKILL)",
        "<second> killed by signal 9 (SIGKILL)",
        // Then there is nobody to wait for, although the one outside is there, unhurt.
        "waitpid(-<group>): ECHILD",
        "<outside> is still running",
        "<outside> exited with 0",
    ]);
    let [first, second] = [told["first"], told["second"]];
    let both = [told["group"], told["member"]];
    assert!(first != second && both.contains(&first) && both.contains(&second), "{run:?}");
}
