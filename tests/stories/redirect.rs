use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let told = [
        "command > list 2>&1",
        r#"    the list holds "out\nerr\n""#,
        // stderr became what stdout was before: ours, and not the list.
        "command 2>&1 > list",
        "err",
        r#"    the list holds "out\n""#,
        // >> keeps what was there.
        "command >> list 2>&1",
        r#"    the list holds "out\nout\nerr\n""#,
    ];
    assert_eq!(run.lines(), told);
}
