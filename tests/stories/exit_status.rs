use super::{Program, complains_of};

const HEADING: &str = "status high byte low byte // 256 Python $? decoded";

pub fn story(program: &Program) {
    // By their sources, these keep more than a byte.
    let (large, negative) = match cfg!(any(target_os = "netbsd", target_os = "openbsd")) {
        true => ("65536 00000000 00000000 256!", "-256 11111111 00000000 -1!"),
        false => ("0 00000000 00000000 0", "65280 11111111 00000000 255"),
    };
    let run = program.run(&[]);
    // Linux may pipe the dump to a program, and then takes no notice of the limit for core files.
    let abort = match run.stdout.contains("core dumped") {
        true => "134 00000000 10000110 0! -6 134 killed by signal 6 (SIGABRT), core dumped",
        false => "6 00000000 00000110 0! -6 134 killed by signal 6 (SIGABRT)",
    };
    run.tells(&format!(
        "{HEADING}
         exit(0) 0 00000000 00000000 0 0 0 exited with 0
         exit(2) 512 00000010 00000000 2 2 2 exited with 2
         exit(255) 65280 11111111 00000000 255 255 255 exited with 255
         exit(256) {large} 0 0 exited with 0
         exit(-1) {negative} 255 255 exited with 255
         SIGKILL 9 00000000 00001001 0! -9 137 killed by signal 9 (SIGKILL)
         abort() {abort}"
    ));
    statuses_that_are_passed_in_are_explained(program);
    a_word_that_is_no_number_is_named(program);
}

fn statuses_that_are_passed_in_are_explained(program: &Program) {
    let (stop, shell) = (libc::SIGTSTP, 128 + libc::SIGTSTP);
    let stopped = stop << 8 | 0x7f;
    let words = ["512", "0x8b", "35584", &stopped.to_string(), "-1", "0xffffffff"];
    // A shell says 139 to two of them, which are the same to nobody else. What %x prints for -1 is -1.
    program.run(&words).tells(&format!(
        "{HEADING}
         512 512 00000010 00000000 2 2 2 exited with 2
         0x8b 139 00000000 10001011 0! -11 139 killed by signal 11 (SIGSEGV), core dumped
         35584 35584 10001011 00000000 139 139 139 exited with 139
         {stopped} {stopped} {stop:08b} 01111111 {stop}! ValueError {shell} \
         stopped by signal {stop} (SIGTSTP)
         -1 -1 11111111 11111111 -1! ValueError - unknown wait status 0xffffffff
         0xffffffff -1 11111111 11111111 -1! ValueError - unknown wait status 0xffffffff"
    ));
}

pub fn a_word_that_is_no_number_is_named(program: &Program) {
    let words = ["", "five", "0x", "1.5", "2147483648", "0x100000000", "--help"];
    complains_of(program, &words, |word| format!("'{word}' is not a number such as 512 or 0x0200"));
}
