use super::Program;

/// What is printed up to here is the same in a pipe and on a terminal.
const THREE: [&str; 3] =
    ["wrong: Hello, wrong: Hello, world", "flush: Hello, world", "_exit: Hello, world"];

pub fn story(program: &Program) {
    assert_eq!(program.run(&[]).lines()[..3], THREE);

    // On a terminal a newline is enough in every language.
    let typed = program.run_on_a_terminal();
    let lines: Vec<&str> = typed.lines().collect();
    assert_eq!(lines[..3], THREE, "{typed}");
    assert_eq!(lines[3..], ["newline: Hello,", "world"], "{typed}");
}

pub fn newline_in_a_pipe_appears(times: usize, program: &Program) {
    let run = program.run(&[]);
    let mut told = vec!["newline: Hello,"; times];
    told.push("world");
    assert_eq!(run.lines()[3..], told);
}
