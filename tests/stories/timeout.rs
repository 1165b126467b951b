use super::Program;

pub fn story(program: &Program) {
    // On a machine that stands still for half a second the first child may be late, or the second
    // not be gone in time. Then the program tells another story, also true, and runs again.
    let mut stories = Vec::new();
    while stories.len() < 5 {
        let told = tell(program);
        if told
            == [
                "is done in 0.5 s, nothing sent: exited with 0",
                "takes 6 s, SIGTERM: killed by signal 15 (SIGTERM)",
                "ignores SIGTERM, SIGTERM, SIGKILL: killed by signal 9 (SIGKILL)",
            ]
        {
            return;
        }
        stories.push(told);
    }
    panic!("{stories:#?}");
}

/// The lines, without what differs from run to run.
fn tell(program: &Program) -> Vec<String> {
    let run = program.run(&[]);
    let mut told = Vec::new();
    for line in run.lines() {
        let (left, right) = line.split_once("  after ").expect(line);
        let (pid, left) = left.split_once(' ').expect(line);
        let (what, sent) = left.split_once("  ").expect(line);
        let (seconds, ended) = right.split_once(" s ").expect(line);
        let (what, sent) = (what.trim(), sent.trim());

        assert!(pid.parse::<u32>().is_ok(), "{line:?} begins with a PID");
        // However slow the machine is, nobody is sent a signal before the time is over.
        let least = match sent {
            "nothing sent" => 0.5,
            "SIGTERM" => 2.0,
            _ => 2.5,
        };
        let seconds: f64 = seconds.parse().expect(line);
        assert!(seconds >= least, "{line:?}");
        told.push(format!("{what}, {sent}: {ended}"));
    }
    told
}

/// The next 39 polls are interrupted, each after a third of a second: nobody hears of an end. That is
/// more than all waits need if each polls for the time that is left. A program that polls for the
/// whole limit again uses them up on the first child.
/// (Rust makes a poll of its own before main begins. So the first one goes through.)
pub fn a_limit_holds_when_every_poll_is_interrupted(program: &Program) {
    let inject = "inject=poll,ppoll:error=EINTR:delay_enter=333000:when=2..40";
    let trace = ["-e", "trace=poll,ppoll", "-e", inject];
    let strace = [&["strace", "-qq", "-o", "/dev/null"], &trace[..]].concat();
    let run = program.under(&strace).run(&[]);
    for line in &run.lines()[1..] {
        assert!(line.contains("  SIGTERM, SIGKILL  after "), "{run:?}");
    }
}
