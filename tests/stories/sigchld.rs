use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    let words: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| line.split_whitespace().collect())
        .collect();

    let mut pids = Vec::new();
    let mut delays = Vec::new();
    let mut latest = 1;
    for line in &words[..words.len() - 1] {
        let [
            "signal",
            signal,
            pid,
            "was",
            "reaped",
            delay,
            "ms",
            "after",
            "its",
            "end",
        ] = line[..]
        else {
            panic!("{lines:#?}")
        };
        let signal = number(signal) as u32;
        assert!(signal >= latest, "signals come one by one: {lines:#?}");
        latest = signal;
        pids.push(pid);
        // How late is a matter of the machine, but nobody can be reaped before the end.
        assert!(number(delay) >= 0.0, "{lines:#?}");
        delays.push((number(delay), delay));
    }

    // However many signals came: every child was reaped, and once.
    pids.sort();
    pids.dedup();
    assert_eq!(pids.len(), 5, "{lines:#?}");
    assert_eq!(delays.len(), 5, "{lines:#?}");

    delays.sort_by(|a, b| a.0.total_cmp(&b.0));
    let said = format!("children: 5, signals: {latest}, median: {} ms", delays[2].1);
    assert_eq!(lines.last(), Some(&said.as_str()), "{lines:#?}");
    assert!(
        latest <= 5,
        "five ends are five signals at most: {lines:#?}"
    );
}

fn number(word: &str) -> f64 {
    word.trim_end_matches(':')
        .parse()
        .unwrap_or_else(|_| panic!("{word:?} is no number"))
}
