use libc::{c_int, pid_t};

use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    let [
        with,
        stop,
        go_on,
        end,
        without,
        no_stop,
        no_go_on,
        second_end,
    ] = lines[..]
    else {
        panic!("{run:?}")
    };

    assert_eq!(with, "with WUNTRACED | WCONTINUED:");
    let child = child(stop);
    let signal = libc::SIGSTOP;
    let decoded = format!("stopped by signal {signal} (SIGSTOP)");
    let status = told(stop, "SIGSTOP", child, &decoded);
    assert!(libc::WIFSTOPPED(status) && libc::WSTOPSIG(status) == signal);
    let status = told(go_on, "SIGCONT", child, "continued");
    assert!(libc::WIFCONTINUED(status));
    it_is_killed(end, child);

    // Another child, and the same is done to it.
    assert_eq!(without, "without:");
    let second = self::child(no_stop);
    assert_ne!(second, child);
    for (line, sent) in [(no_stop, "SIGSTOP"), (no_go_on, "SIGCONT")] {
        assert_eq!(line, format!("    {sent} to {second}: nothing new"));
    }
    it_is_killed(second_end, second);
}

fn child(line: &str) -> pid_t {
    numbers(line)[0] as pid_t
}

fn it_is_killed(line: &str, child: pid_t) {
    let signal = libc::SIGTERM;
    let decoded = format!("killed by signal {signal} (SIGTERM)");
    let status = told(line, "SIGTERM", child, &decoded);
    assert!(libc::WIFSIGNALED(status) && libc::WTERMSIG(status) == signal);
}

/// The wait status in a line that must say this.
fn told(line: &str, sent: &str, child: pid_t, decoded: &str) -> c_int {
    let rest = line.strip_prefix(&format!("    {sent} to {child}: 0x"));
    let hex = rest.and_then(|rest| rest.strip_suffix(&format!(" {decoded}")));
    c_int::from_str_radix(hex.expect(line), 16).expect(line)
}
