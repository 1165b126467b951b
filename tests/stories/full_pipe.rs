use super::Program;

#[cfg(target_os = "linux")]
use std::os::fd::AsRawFd;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let told = run.tells(&[
        "a pipe holds <size> bytes, and the child writes <more>",
        "waiting first: after 1 second the child has not ended",
        "reading first: <more> bytes, and the child exited with 0",
    ]);
    let [size, more] = [told["size"], told["more"]];
    // POSIX promises that 512 bytes are written in one piece, so a pipe holds at least these.
    assert!(size >= 512.0 && more == size + 1.0, "{run:?}");
    #[cfg(target_os = "linux")]
    {
        let (reader, _writer) = std::io::pipe().expect("a pipe");
        // SAFETY: fcntl takes only numbers here.
        let holds = unsafe { libc::fcntl(reader.as_raw_fd(), libc::F_GETPIPE_SZ) };
        assert_eq!(size, f64::from(holds), "{run:?}");
    }
}
