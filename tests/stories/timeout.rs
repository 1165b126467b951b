use super::Program;

pub fn story(program: &Program) {
    // On a machine that stands still for half a second the first child may be late, or the second
    // not be gone in time. Then the program tells another story, also true, and is asked again.
    let mut stories = Vec::new();
    while stories.len() < 5 {
        let told = tell(program);
        if told
            == [
                "is done in 0.5 s, nothing sent: exited with 0",
                "goes on and on, SIGTERM: killed by signal 15 (SIGTERM)",
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
        let (left, right) = line.split_once("  reaped after ").expect(line);
        let (pid, left) = left.split_once(' ').expect(line);
        let (what, sent) = left.split_once("  ").expect(line);
        let (seconds, ended) = right.split_once(" s: ").expect(line);
        let (what, sent) = (what.trim(), sent.trim());

        assert!(pid.parse::<u32>().is_ok(), "{line:?} begins with a PID");
        // However slow the machine is, nobody is sent a signal before the time is over.
        let least = match sent {
            "nothing sent" => 0.0,
            "SIGTERM" => 2.0,
            _ => 2.5,
        };
        let seconds: f64 = seconds.parse().expect(line);
        assert!(seconds >= least, "{line:?}");
        told.push(format!("{what}, {sent}: {ended}"));
    }
    told
}
