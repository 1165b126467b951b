use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let lines = run.lines();
    let rows: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(rows.len(), 4, "a heading and three calls: {lines:#?}");

    // libc's wait, with nothing said about restarting: it gives up at the first signal.
    let [raw, "0", "-1,", "EINTR", ran] = rows[1][..] else {
        panic!("{lines:#?}")
    };
    assert!(number(ran) >= 1, "{lines:#?}");

    // The same call with SA_RESTART, and the one that calls again, without: both return the child
    // although the handler has run. Of three signals, those that come together count as one.
    let [restarted, "SA_RESTART", pid, ran] = rows[2][..] else {
        panic!("{lines:#?}")
    };
    assert_eq!(restarted, raw, "only the flag differs");
    assert!(number(pid) > 0, "{lines:#?}");
    assert!((1..=3).contains(&number(ran)), "{lines:#?}");

    let [again, "0", pid, ran] = rows[3][..] else {
        panic!("{lines:#?}")
    };
    assert_ne!(again, raw, "only the call differs");
    assert!(number(pid) > 0, "{lines:#?}");
    assert!((1..=3).contains(&number(ran)), "{lines:#?}");
}

fn number(word: &str) -> u32 {
    word.parse()
        .unwrap_or_else(|_| panic!("{word:?} is no number"))
}
