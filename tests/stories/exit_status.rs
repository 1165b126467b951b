use super::Program;

pub fn story(program: &Program) {
    every_ending_is_explained(program);
    statuses_that_are_passed_in_are_explained(program);
    for word in ["", "five", "0x", "1.5", "2147483648", "0x100000000", "--help"] {
        let run = program.run(&[word]);
        let wrong = format!("'{word}' is not a number such as 512 or 0x0200");
        assert!(run.complaint(1).contains(&wrong), "{run:?}");
    }
}

/// The rows, without the heading and without the spaces between the cells.
fn rows(program: &Program, args: &[&str]) -> Vec<String> {
    let run = program.run(args);
    let rows = run.lines().into_iter().skip(1);
    rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn every_ending_is_explained(program: &Program) {
    let mut rows = rows(program, &[]);
    let abort = rows.pop().expect("there are rows");
    // By their sources, these keep more than a byte.
    let (large, negative) = match cfg!(any(target_os = "netbsd", target_os = "openbsd")) {
        true => ("65536 00000000 00000000 256!", "-256 11111111 00000000 -1!"),
        false => ("0 00000000 00000000 0", "65280 11111111 00000000 255"),
    };
    assert_eq!(
        rows,
        [
            "exit(0) 0 00000000 00000000 0 0 0 exited with 0",
            "exit(2) 512 00000010 00000000 2 2 2 exited with 2",
            "exit(255) 65280 11111111 00000000 255 255 255 exited with 255",
            &format!("exit(256) {large} 0 0 exited with 0"),
            &format!("exit(-1) {negative} 255 255 exited with 255"),
            "SIGKILL 9 00000000 00001001 0! -9 137 killed by signal 9 (SIGKILL)",
        ]
    );
    // Linux may pipe the dump to a program, and then takes no notice of the limit for core files.
    let no_core = "abort() 6 00000000 00000110 0! -6 134 killed by signal 6 (SIGABRT)";
    let core = "abort() 134 00000000 10000110 0! -6 134 killed by signal 6 (SIGABRT), core dumped";
    assert!(abort == no_core || abort == core, "{abort}");
}

fn statuses_that_are_passed_in_are_explained(program: &Program) {
    let stopped = libc::SIGTSTP << 8 | 0x7f;
    let rows = rows(program, &["512", "0x8b", "35584", &stopped.to_string(), "-1", "0xffffffff"]);
    assert_eq!(rows[0], "512 512 00000010 00000000 2 2 2 exited with 2");
    // A shell says 139 to both, which are the same to nobody else.
    let crashed =
        "0x8b 139 00000000 10001011 0! -11 139 killed by signal 11 (SIGSEGV), core dumped";
    assert_eq!(rows[1], crashed);
    assert_eq!(rows[2], "35584 35584 10001011 00000000 139 139 139 exited with 139");
    let (signal, shell) = (libc::SIGTSTP, 128 + libc::SIGTSTP);
    let said = format!("{signal}! ValueError {shell} stopped by signal {signal} (SIGTSTP)");
    assert!(rows[3].ends_with(&said), "{}", rows[3]);
    // What %x prints for -1 is -1.
    assert_eq!(rows[4].split_once(' ').map(|row| row.1), rows[5].split_once(' ').map(|row| row.1));
}
