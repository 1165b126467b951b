use super::Program;

pub fn story(program: &Program) {
    every_ending_is_explained(program);
    statuses_that_are_brought_are_explained(program);
    a_word_that_is_no_int_gets_one_line(program);
}

fn every_ending_is_explained(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    // What each child did, the wait status that this must give, and what is said about it. abort may
    // have dumped core where a core_pattern takes no notice of the limit, so its 0x80 is let pass.
    for (how, status, rest) in [
        ("exit(0)", 0, "0 yes 0 0 exited with 0"),
        ("exit(2)", 2 << 8, "2 yes 2 2 exited with 2"),
        ("exit(255)", 255 << 8, "255 yes 255 255 exited with 255"),
        ("exit(256)", 0, "0 yes 0 0 exited with 0"),
        ("exit(-1)", 255 << 8, "255 yes 255 255 exited with 255"),
        (
            "SIGTERM",
            libc::SIGTERM,
            "0 ! no -15 143 killed by signal 15 (SIGTERM)",
        ),
        (
            "SIGKILL",
            libc::SIGKILL,
            "0 ! no -9 137 killed by signal 9 (SIGKILL)",
        ),
        (
            "abort()",
            libc::SIGABRT,
            "0 ! no -6 134 killed by signal 6 (SIGABRT)",
        ),
    ] {
        let line = lines.iter().find(|line| line.starts_with(how)).expect(how);
        let cells: Vec<&str> = line.split_whitespace().collect();
        let core = cells[1] == (status | 0x80).to_string() && how == "abort()";
        let status = if core { status | 0x80 } else { status };
        let told = format!(
            "{how} {status} 0x{status:04x} {:08b} {:08b} {rest}{}",
            status >> 8,
            status & 0xff,
            if core { ", core dumped" } else { "" }
        );
        assert_eq!(cells.join(" "), told);
    }
    assert_eq!(lines.len(), 9, "a heading and eight children");
}

fn statuses_that_are_brought_are_explained(program: &Program) {
    let stopped = (libc::SIGTSTP << 8 | 0x7f).to_string();
    let run = program.run(&["512", "0x8b", "35584", &stopped, "0xff"]);
    let lines = run.lines();
    let told: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(told[1][5..].join(" "), "2 yes 2 2 exited with 2");
    assert_eq!(
        told[2][5..].join(" "),
        "0 ! no -11 139 killed by signal 11 (SIGSEGV), core dumped"
    );
    // A shell says 139 to both, which are the same to nobody else.
    assert_eq!(told[3][5..].join(" "), "139 yes 139 139 exited with 139");
    let signal = libc::SIGTSTP;
    let said = format!("{signal} ! no ValueError - stopped by signal {signal} (SIGTSTP)");
    assert_eq!(told[4][5..].join(" "), said);
    assert_eq!(told[5][5..8].join(" "), "0 ! no");
}

fn a_word_that_is_no_int_gets_one_line(program: &Program) {
    for word in [
        "",
        "five",
        "0x",
        "1.5",
        "2147483648",
        "0xffffffff",
        "--help",
    ] {
        let run = program.run(&["512", word]);
        assert!(run.complaint(2).starts_with("exit_status: "), "{run:?}");
        assert_eq!(run.stdout, "", "half a table is no help");
    }
}
