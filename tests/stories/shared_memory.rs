use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let told = run.tells(
        "private 0 of 200000, lost 200000
         shared, plainly <number> of 200000, lost <lost>
         shared, atomically 200000 of 200000, lost 0",
    );
    assert!(run.lines().iter().all(|line| line.len() == 48), "in columns: {run:?}");
    // How many are lost is luck. 2 is the least that is left: the chapter says how.
    assert!(told["number"] >= 2.0 && told["number"] + told["lost"] == 200_000.0, "{told:?}");
}
