use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let asked = match cfg!(target_os = "linux") {
        true => "has asked for a signal: lived on for <ms3>.<tenth3> ms",
        false => "I do not know how to ask for a signal here",
    };
    let told = run.tells(&[
        "does nothing: lived on for <ms1>.<tenth1> ms, its parent was <parent> and then <new>",
        // The others ended with their parent. Later they would have said who their new parent is.
        "reads from a pipe: lived on for <ms2>.<tenth2> ms",
        asked,
    ]);
    // It lived on for the whole second, with another parent.
    assert!(told["ms1"] >= 1000 && told["new"] != told["parent"], "{run:?}");
}
