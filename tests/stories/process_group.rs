use std::io::Error;

use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();

    // The first child gives the group its number, the second joins it, the third stays outside.
    let group = numbers(lines[0])[0];
    let second = numbers(lines[1])[0];
    let outside = numbers(lines[2])[0];
    let started = [
        format!("{group} is in group {group}"),
        format!("{second} is in group {group}"),
        format!("{outside} is in mine"),
        format!("SIGTERM to group {group}"),
    ];
    assert_eq!(lines[..4], started, "{run:?}");

    // One signal ends both, and the wait for the group reaps both, in whatever order they end.
    let mut ended = lines[4..6].to_vec();
    ended.sort_by_key(|line| numbers(line)[0] == second);
    for (line, pid) in ended.into_iter().zip([group, second]) {
        let killed = format!("{pid} killed by signal {}", libc::SIGTERM);
        assert_eq!(line.trim_end_matches(" (SIGTERM)"), killed, "{run:?}");
    }

    // Then there is nobody to wait for, although the one outside is there, unhurt.
    let echild = Error::from_raw_os_error(libc::ECHILD).to_string();
    let (echild, _os_error) = echild.split_once(" (").expect("Rust adds the number");
    assert!(lines[6].starts_with(&format!("waitpid(-{group}): ")));
    assert!(lines[6].contains(echild), "{run:?}");
    let rest = [
        format!("{outside} is still running"),
        format!("{outside} exited with 0"),
    ];
    assert_eq!(lines[7..], rest, "{run:?}");

    // Those in the group are not in the one that finish asked about.
    for pid in [group, second] {
        // SAFETY: signal 0 only asks whether there is such a process.
        let left = unsafe { libc::kill(pid as libc::pid_t, 0) } == 0;
        assert!(!left, "{pid} was left behind: {run:?}");
    }
}
