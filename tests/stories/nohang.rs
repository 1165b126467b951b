pub use super::blocking::{a_killed_child_is_reported, a_strangers_child_does_not_count};
use super::{Program, blocking, numbers};

pub fn story(program: &Program) {
    loop {
        let run = program.run(&[]);
        let (asked, lines): (Vec<_>, Vec<_>) =
            run.lines().iter().partition(|line| **line == "do something else or just wait 1 sec");
        blocking::each_child_is_reported_once(&lines, 1);

        // It checks once a second: not less often, and not more often. So for a child that sleeps five
        // seconds it finds nobody about five times. One less is possible on a busy machine, one more
        // if the check came a moment too early; twice as many are too many even when children start
        // late.
        let announced = lines.iter().filter(|line| line.starts_with("In child "));
        let longest = announced.map(|line| numbers(line)[1]).max().unwrap_or(0);
        let checks = asked.len() as i64;
        assert!(checks + 1 >= longest && checks <= 2 * longest + 2, "{run:?}");
        // A short run cannot tell one second from three.
        if longest >= 4 {
            break;
        }
    }
}
