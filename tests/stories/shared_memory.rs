use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let [private, plain, atomic] = run.lines()[..] else { panic!("{run:?}") };
    assert_eq!(private, "private                 0 of 200000, lost 200000");
    assert_eq!(atomic, "shared, atomically 200000 of 200000, lost      0");
    // How many are lost is luck. 2 is the least that is left: the chapter says how.
    let [number, _, lost] = numbers(plain)[..] else { panic!("{run:?}") };
    let said = format!("shared, plainly    {number:>6} of 200000, lost {lost:>6}");
    assert_eq!(plain, said);
    assert!(number >= 2 && number + lost == 200_000, "{run:?}");
}
