use super::{Program, Run};

pub fn story(program: &Program) {
    // On a machine that stands still for half a second the first child may be late, or the second
    // not be gone in time. Then the program tells another story, also true, and runs again.
    let told = (0..5).any(|_| {
        tell(&program.run(&[]))
            == [
                "is done in 0.5 s nothing sent: exited with 0",
                "takes 6 s SIGTERM: killed by signal 15 (SIGTERM)",
                "ignores SIGTERM SIGTERM, SIGKILL: killed by signal 9 (SIGKILL)",
            ]
    });
    assert!(told, "{:#?}", program.runs());
}

/// The lines, without the PIDs and the times.
fn tell(run: &Run) -> Vec<String> {
    let told = run.lines().into_iter().map(|line| {
        let (sent, ended) = line.split_once(" after ").expect(line);
        let (seconds, ended) = ended.split_once(" s ").expect(line);
        // However slow the machine is, nobody is sent a signal before the time is over.
        let least = match sent.trim() {
            sent if sent.ends_with("SIGKILL") => 2.5,
            sent if sent.ends_with("nothing sent") => 0.5,
            _ => 2.0,
        };
        assert!(seconds.parse::<f64>().expect(line) >= least, "{line:?}");
        let words: Vec<&str> = sent.split_whitespace().skip(1).collect();
        format!("{}: {ended}", words.join(" "))
    });
    told.collect()
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
