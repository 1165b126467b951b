use super::{Program, numbers};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    assert_eq!(lines.len(), 6, "{run:?}");
    // For each child: its time and its peak, and the time of all children before and after the wait.
    let rows = [0, 2, 4].map(|row| {
        let [.., seconds, hundredths, peak] = numbers(lines[row])[..] else { panic!("{run:?}") };
        let [all, before, all_then, after] = numbers(lines[row + 1])[..] else { panic!("{run:?}") };
        (seconds * 100 + hundredths, peak, all * 100 + before, all_then * 100 + after)
    });
    for (row, what) in [" is busy", " touches 64 MiB", " sleeps"].into_iter().enumerate() {
        assert!(lines[2 * row].contains(&format!("{what}: CPU time ")), "{run:?}");
        // A child is counted when it was waited for, and with what wait4 says.
        let (time, _, before, after) = rows[row];
        assert!((after - before - time).abs() <= 1, "{run:?}");
    }
    // All three have ended before their wait, and nothing was counted at the end.
    let [(busy, first, _, then), (_, most, next, last), (sleeps, third, end, _)] = rows;
    assert_eq!([then, last], [next, end], "{run:?}");
    // Both last 0.2 seconds, and only one of them uses a processor.
    assert!(busy > sleeps, "{run:?}");
    // FreeBSD measures at clock ticks only, and illumos not at all.
    if cfg!(target_os = "linux") {
        let touched = 64 * 1024;
        assert!(most >= touched && first < touched && third < touched, "{run:?}");
    }
}
