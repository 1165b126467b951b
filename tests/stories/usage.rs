use super::Program;

pub fn story(program: &Program) {
    // All three have ended before their wait. A child is counted when it was waited for.
    let run = program.run(&[]);
    let told = run.tells(
        "<first> is busy: CPU time <busy> s, ru_maxrss <small>
         RUSAGE_CHILDREN: <none> s before, <one> s after
         <second> touches 64 MiB: CPU time <touches> s, ru_maxrss <large>
         RUSAGE_CHILDREN: <one> s before, <two> s after
         <third> sleeps: CPU time <sleeps> s, ru_maxrss <as small>
         RUSAGE_CHILDREN: <two> s before, <three> s after",
    );
    let mut times = run.stdout.split(' ').filter(|word| word.contains('.'));
    assert!(times.all(|time| time.len() == 4), "with two decimals: {run:?}");
    // It is counted with what wait4 says.
    for (child, before, after) in
        [("busy", "none", "one"), ("touches", "one", "two"), ("sleeps", "two", "three")]
    {
        assert!((told[after] - told[before] - told[child]).abs() < 0.015, "{told:?}");
    }
    // Both last 0.2 seconds, and only one of them uses a processor.
    assert!(told["busy"] > told["sleeps"], "{told:?}");
    // FreeBSD measures at clock ticks only, and illumos not at all.
    if cfg!(target_os = "linux") {
        let touched = 64.0 * 1024.0;
        assert!(told["large"] >= touched && told["small"].max(told["as small"]) < touched);
    }
}
