use std::fs::File;
use std::io::Read;
use std::os::fd::FromRawFd;
use std::ptr;

use super::Program;

/// What is printed up to here is the same in a pipe and on a terminal.
const THREE: [&str; 3] = [
    "wrong: Hello, wrong: Hello, world",
    "flush: Hello, world",
    "_exit: Hello, world",
];

pub fn story(program: &Program) {
    assert_eq!(program.run(&[]).lines()[..3], THREE);

    // On a terminal a newline is enough in every language.
    let typed = on_a_terminal(program);
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

fn on_a_terminal(program: &Program) -> String {
    let (mut ours, mut theirs) = (-1, -1);
    // SAFETY: ours and theirs live until the call returns, and the three others may be null.
    let opened = unsafe {
        libc::openpty(
            &mut ours,
            &mut theirs,
            ptr::null_mut(),
            ptr::null_mut(),
            ptr::null_mut(),
        )
    };
    assert_eq!(opened, 0, "{}", std::io::Error::last_os_error());
    // SAFETY: openpty has opened the two, and nobody else knows of them.
    let (mut ours, theirs) = unsafe { (File::from_raw_fd(ours), File::from_raw_fd(theirs)) };

    // The statement ends with the only other hold on their side, so that we read to an end.
    let mut child = program
        .command(&[], || {})
        .stdout(theirs)
        .spawn()
        .expect("the program starts");
    let mut typed = Vec::new();
    // Linux ends with an error, EIO, and what was read before it stays.
    let _ = ours.read_to_end(&mut typed);
    let status = child.wait().expect("it can be waited for");
    assert!(status.success(), "{status}");
    String::from_utf8(typed).expect("the output is text")
}
