use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    assert_eq!(lines.len(), 6, "{run:?}");
    let rows: Vec<Row> = lines.chunks(2).map(|pair| row(pair[0], pair[1])).collect();
    let whats = ["is busy", "touches 64 MiB", "sleeps"];
    for ((row, what), line) in rows.iter().zip(whats).zip(lines.iter().step_by(2)) {
        assert!(line.contains(&format!(" {what} and exited with 0: ")), "{line}");
        // A child is counted when it was waited for, and with what wait4 says.
        let difference = row.after - row.before - row.seconds;
        assert!(difference.abs() < 0.02, "{run:?}");
    }
    // All three have ended before their wait, and nothing was counted at the end.
    for pair in rows.windows(2) {
        assert_eq!(pair[0].after, pair[1].before, "{run:?}");
    }

    let [busy, touches, sleeps] = &rows[..] else { panic!("{run:?}") };
    assert!(busy.seconds >= 0.2, "{run:?}");
    assert!(sleeps.seconds < busy.seconds, "{run:?}");
    // FreeBSD measures at clock ticks only, and illumos not at all.
    if cfg!(target_os = "linux") {
        let most = 64 * 1024;
        assert!(touches.peak >= most, "{run:?}");
        assert!(busy.peak.max(sleeps.peak) < most, "{run:?}");
    }
}

struct Row {
    seconds: f64,
    peak: i64,
    before: f64,
    after: f64,
}

fn row(first: &str, second: &str) -> Row {
    let seconds = |text: &str, start: &str| -> f64 {
        let (_, rest) = text.split_once(start).expect(text);
        let (number, _) = rest.split_once(" s").expect(text);
        number.parse().expect(text)
    };
    Row {
        seconds: seconds(first, " with 0: "),
        peak: *numbers(first).last().expect(first),
        before: seconds(second, "RUSAGE_CHILDREN: "),
        after: seconds(second, "before, "),
    }
}
