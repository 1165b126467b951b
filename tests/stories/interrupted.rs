use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    // The example and its twin call their functions by different names.
    let [gave_up, _, called_again] = run.lines()[..] else { panic!("{run:?}") };
    let [raw, ours] = [gave_up, called_again].map(|line| line.split(": ").next().expect(line));
    assert_ne!(raw, ours);
    // The first two are the same call. Only SA_RESTART makes the second one carry on.
    let [one, first, two, second, three] = run.tells(&[
        &format!("{raw}: EINTR, signals: <one>"),
        &format!("{raw} with SA_RESTART: <first>, signals: <two>"),
        &format!("{ours}: <second>, signals: <three>"),
    ]);
    assert!(one >= 1 && two >= 1 && three >= 1, "no signal came: {run:?}");
    assert_ne!(first, second);
}
