use super::Program;
use super::exit_status::a_word_that_is_no_number_is_named;

pub fn story(program: &Program) {
    program.run(&[]).tells_as_shown("unixes");

    for (status, usual, others) in [
        ("0x0900", "exited with 9", "Haiku: killed by signal 9"),
        ("9", "killed by signal 9", "AIX: killed by signal 0, Haiku: exited with 9"),
        ("0x90009", "killed by signal 9", "Haiku: stopped by signal 9"),
        (
            "0x13",
            "killed by signal 19",
            "FreeBSD: continued, DragonFly: continued, AIX: killed by signal 0, Haiku: exited with 19",
        ),
    ] {
        let run = program.run(&[status]);
        let said = run.lines().into_iter().map(|line| line.split_at(11));
        let (same, differ): (Vec<_>, Vec<_>) = said.partition(|(_, words)| *words == usual);
        let differ = differ.iter().map(|(name, words)| format!("{}: {words}", name.trim()));
        let differ: Vec<_> = differ.collect();
        assert_eq!((&*differ.join(", "), same.len() + differ.len()), (others, 12), "{run:?}");
    }
    a_word_that_is_no_number_is_named(program);
}
