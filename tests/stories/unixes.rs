use super::Program;

pub fn story(program: &Program) {
    // It prints the same on every system: what stands in the header of the example.
    let header = include_str!("../../examples/unixes.rs").lines();
    let header = header.map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let printed = header.skip_while(|line| *line != "prints").skip(2).take(28);
    let run = program.run(&[]);
    let lines: Vec<&str> = run.lines().into_iter().map(str::trim).collect();
    assert_eq!(lines, printed.collect::<Vec<_>>());

    // On each Unix the first ending is decoded as exit(2), and only on Haiku // 256 is not 2.
    let row = |name: &str| lines.iter().find(|line| line.starts_with(name)).expect("a row");
    assert!(row("Linux").contains("0x0200       2   2"));
    assert!(row("Haiku").contains("0x0002       0   2"));

    a_status_is_decoded_on_each_unix(program);
    for word in ["", "five", "0x", "1.5", "2147483648", "0x100000000", "--help"] {
        let run = program.run(&[word]);
        let wrong = format!("'{word}' is not a number such as 512 or 0x0200");
        assert!(run.complaint(1).contains(&wrong), "{run:?}");
    }
}

fn a_status_is_decoded_on_each_unix(program: &Program) {
    for (status, here, others) in [
        ("0x0900", "exited with 9", "Haiku: killed by signal 9"),
        ("9", "killed by signal 9", "AIX: killed by signal 0, Haiku: exited with 9"),
        ("0x90009", "killed by signal 9", "Haiku: stopped by signal 9"),
        (
            "0x13",
            "killed by signal 19",
            "FreeBSD: continued, DragonFly: continued, \
          AIX: killed by signal 0, Haiku: exited with 19",
        ),
    ] {
        let run = program.run(&[status]);
        let said: Vec<(&str, &str)> =
            run.lines().into_iter().map(|line| line.split_at(11)).collect();
        assert_eq!(said.len(), 12, "{run:?}");
        let differ: Vec<String> = said
            .into_iter()
            .filter(|(_, words)| *words != here)
            .map(|(name, words)| format!("{}: {words}", name.trim()))
            .collect();
        assert_eq!(differ.join(", "), others, "{run:?}");
    }
}
