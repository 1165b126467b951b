use super::Program;

pub fn story(program: &Program) {
    let told = program.run(&[]).tells_as_shown("full_pipe");
    let [size, more] = [told["65536"], told["65537"]];
    // POSIX promises that 512 bytes are written in one piece, so a pipe holds at least these.
    assert!(size >= 512.0 && more == size + 1.0, "{told:?}");
    #[cfg(target_os = "linux")]
    {
        let (reader, _writer) = std::io::pipe().expect("a pipe");
        let reader = std::os::fd::AsRawFd::as_raw_fd(&reader);
        // SAFETY: fcntl takes only numbers here.
        let holds = unsafe { libc::fcntl(reader, libc::F_GETPIPE_SZ) };
        assert_eq!(size, f64::from(holds), "{told:?}");
    }
}
