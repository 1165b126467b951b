use super::{Program, mask};

pub fn story(program: &Program) {
    // Even if the signal was blocked before.
    let run = program.prepared(|| mask(libc::SIG_BLOCK, &[libc::SIGALRM])).run(&[]);
    // The example and its twin call their functions by different names.
    let [gave_up, _, called_again] = run.lines()[..] else { panic!("{run:?}") };
    let [raw, ours] = [gave_up, called_again].map(|line| line.split(": ").next().expect(line));
    assert_ne!(raw, ours);
    // The first two are the same call. Only SA_RESTART makes the second one carry on.
    let told = run.tells(&format!(
        "{raw}: EINTR, signals: <one>
         {raw} with SA_RESTART: <first>, signals: <two>
         {ours}: <second>, signals: <three>"
    ));
    assert!(["one", "two", "three"].iter().all(|came| told[*came] >= 1.0), "no signal: {run:?}");
    assert_ne!(told["first"], told["second"]);
}
