use super::Program;

pub fn story(program: &Program) {
    // Group 5712 is that of the second child, and 5702 is ours.
    let told = program.run(&[]).tells_as_shown("process_group");
    let [outside, mine, child, grandchild] =
        ["5711", "5702", "5712", "5713"].map(|name| told[name]);
    assert!(mine != child && outside != child && grandchild != child, "{told:?}");
}
