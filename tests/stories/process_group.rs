use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let told = run.tells(&[
        "<outside> my child, in group <mine>",
        // The child has a group of its own, and its child was born into it.
        "<child> my child, in group <child>",
        "<grandchild> its child, in group <child>",
        // One signal kills both. The wait for the group reaps only the child.
        "SIGKILL to group <child>",
        "<child> killed by signal 9 (SIGKILL)",
        "waitpid(-<child>): ECHILD",
        "<grandchild> is gone: its pipe has ended",
        // The one outside is unhurt.
        "<outside> exited with 0",
    ]);
    let [outside, mine, child, grandchild] =
        ["outside", "mine", "child", "grandchild"].map(|name| told[name]);
    assert!(mine != child && outside != child && grandchild != child, "{run:?}");
}
