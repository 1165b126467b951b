use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();

    // One child stays outside, one gives the group its number, one joins it.
    let outside = numbers(lines[0])[0];
    let group = numbers(lines[1])[0];
    let second = numbers(lines[2])[0];
    let started = [
        format!("{outside} is in my group"),
        format!("{group} is in group {group}"),
        format!("{second} is in group {group}"),
        format!("SIGKILL to group {group}"),
    ];
    assert_eq!(lines[..4], started, "{run:?}");

    // One signal kills both, and the wait for the group reaps both, in whatever order they end.
    let mut ended = lines[4..6].to_vec();
    ended.sort_by_key(|line| numbers(line)[0] == second);
    let killed = [group, second].map(|pid| format!("{pid} killed by signal 9 (SIGKILL)"));
    assert_eq!(ended, killed, "{run:?}");

    // Then there is nobody to wait for, although the one outside is there, unhurt.
    let rest = [
        format!("waitpid(-{group}): ECHILD"),
        format!("{outside} is still running"),
        format!("{outside} exited with 0"),
    ];
    assert_eq!(lines[6..], rest, "{run:?}");
}
