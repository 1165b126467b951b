use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    assert_eq!(lines.len(), 3, "{run:?}");

    // It lived on for the whole second, with another parent.
    let [ms, tenth, parent, new_parent] = numbers(lines[0])[..] else { panic!("{run:?}") };
    let told = format!(", its parent was {parent} and then {new_parent}");
    assert_eq!(lines[0], lived_on("does nothing", ms, tenth) + &told);
    assert!(ms >= 1000 && new_parent != parent, "{run:?}");

    // The others ended with their parent. Later they would have said who their new parent is.
    let [ms, tenth] = numbers(lines[1])[..] else { panic!("{run:?}") };
    assert_eq!(lines[1], lived_on("reads from a pipe", ms, tenth));
    if cfg!(target_os = "linux") {
        let [ms, tenth] = numbers(lines[2])[..] else { panic!("{run:?}") };
        assert_eq!(lines[2], lived_on("has asked for a signal", ms, tenth));
    } else {
        assert_eq!(lines[2], "I do not know how to ask for a signal here");
    }
}

fn lived_on(child: &str, ms: i64, tenth: i64) -> String {
    format!("{child}: lived on for {ms}.{tenth} ms")
}
