use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    let [gave_up, restarted, called_again] = lines[..] else { panic!("{run:?}") };

    // The same call twice, on the same child. Only SA_RESTART makes the second one carry on.
    let (raw, signals) = gave_up.split_once(": EINTR, signals: ").expect(gave_up);
    assert!(numbers(signals)[0] >= 1, "no signal came: {run:?}");
    let child = carried_on(restarted, &format!("{raw} with SA_RESTART"));

    // Another call carries on without it.
    let (other, _) = called_again.split_once(": ").expect(called_again);
    assert_ne!(other, raw);
    let second = carried_on(called_again, other);
    assert_ne!(child, second);
}

/// The child that was waited for, although a signal came.
fn carried_on(line: &str, call: &str) -> i64 {
    let [child, signals] = numbers(line)[..] else { panic!("{line:?}") };
    assert_eq!(line, format!("{call}: {child}, signals: {signals}"));
    assert!(signals >= 1, "no signal came: {line:?}");
    child
}
