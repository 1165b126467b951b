use super::{Program, as_shown, compare};

pub fn story(program: &Program) {
    // On a machine that stands still for half a second the first child may be late, or the second
    // not be gone in time. Then the program tells another story, also true, and runs again.
    let told = (0..5).find_map(|_| {
        let run = program.run(&[]);
        run.lines();
        compare(&run.stdout, &as_shown("timeout")).ok()
    });
    let told = told.unwrap_or_else(|| panic!("{:#?}", program.runs()));
    // Nobody is sent a signal before the time is over.
    assert!(told["0.50"] >= 0.5 && told["2.00"] >= 2.0 && told["2.50"] >= 2.5, "{told:?}");
    assert_eq!(told["0.5"], 0.5);
}

/// The next 39 polls are interrupted, each after a third of a second: nobody hears of an end. That is
/// more than all waits need if each polls for the time that is left. A program that polls for the
/// whole limit again uses them up on the first child.
/// (Rust makes a poll of its own before main begins. So the first one goes through.)
#[allow(dead_code)] // needs strace, so it is no promise of the table
pub fn a_limit_holds_when_every_poll_is_interrupted(program: &Program) {
    let inject = "inject=poll,ppoll:error=EINTR:delay_enter=333000:when=2..40";
    let trace = ["-e", "trace=poll,ppoll", "-e", inject];
    let strace = [&["strace", "-qq", "-o", "/dev/null"], &trace[..]].concat();
    let run = program.under(&strace).run(&[]);
    for line in &run.lines()[1..] {
        assert!(line.contains("  SIGTERM, SIGKILL  after "), "{run:?}");
    }
}
