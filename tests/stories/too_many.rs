use super::{Program, Run};

pub fn story(program: &Program) {
    // The limit counts all that a user runs. As root the program becomes a user of its own. For
    // other users a process may end just then, and leave room: the program says so, and we try again.
    let mut runs = (0..5).map(|_| program.run(&[]));
    let stopped = |run: &Run| !run.stderr.contains("the limit did not stop fork");
    let run = runs.find(stopped).expect("the limit stops fork");
    let told = run.tells(&format!(
        "RLIMIT_NPROC <limit>: child <child> fits
         fork: {}
         <child> reaped
         fork: works",
        std::io::Error::from_raw_os_error(libc::EAGAIN),
    ));
    // The program is one, and the child that fits is another one.
    assert!(told["limit"] >= 2.0, "{run:?}");
}
