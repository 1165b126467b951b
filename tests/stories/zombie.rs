use super::{Program, numbers};

pub fn story(program: &Program) {
    let running = program.start(&[]);
    let parent = i64::from(running.pid());
    let run = running.finish_with_orphans();
    let lines = run.lines();
    assert_eq!(lines.len(), 8, "{run:?}");
    let (child, grandchild) = (numbers(lines[0])[0], numbers(lines[1])[0]);

    let alive = state(lines[0], &format!("child {child} lives: "));
    assert!(!alive.is_empty() && !alive.starts_with('Z'), "{run:?}");
    assert!(lines[0].ends_with(", kill works"), "{run:?}");

    // The zombie is there, and kill does not mind.
    let ended = state(lines[2], &format!("child {child} has ended: "));
    assert!(ended.starts_with('Z'), "{run:?}");
    assert!(lines[2].ends_with(", kill works"), "{run:?}");

    // One wait takes it away, with what it had kept.
    assert_eq!(lines[4], "waitpid: exited with 7");
    let reaped = state(lines[5], &format!("child {child} is reaped: "));
    assert_eq!(reaped, "", "{run:?}");
    assert!(lines[5].contains(", kill: No such process"), "{run:?}");
    assert!(
        lines[6].starts_with("waitpid: No child processes"),
        "{run:?}"
    );

    // The orphan's new parent is whoever the system chooses, but not the grandparent.
    let told = format!("grandchild {grandchild} has the parent ");
    let [before, after] = [lines[1], lines[3]].map(|line| {
        let parent = line.strip_prefix(told.as_str()).expect(line);
        parent.parse::<i64>().expect(line)
    });
    assert_eq!(before, child);
    assert!(after != child && after != parent, "{run:?}");
    // Process 1 may be a program that never waits.
    let fate = lines[7].strip_prefix(&format!("grandchild {grandchild} is "));
    assert!(matches!(fate, Some("gone" | "a zombie")), "{run:?}");
}

/// What ps said, between the quotes.
fn state<'a>(line: &'a str, beginning: &str) -> &'a str {
    let rest = line.strip_prefix(beginning).expect(line);
    let rest = rest.strip_prefix("ps \"").expect(line);
    rest.split_once('"').expect(line).0
}
