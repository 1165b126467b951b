use super::{Program, Run, compare, complains_of, numbers, send};

pub fn story(program: &Program) {
    the_children_count_what_one_process_counts(&program.run(&[]));
    // Around the first primes, and around the ends of the blocks in which the numbers are dealt out.
    for limit in ["0", "2", "3", "997", "998", "3000", "3002"] {
        the_children_count_what_one_process_counts(&program.run(&[limit]));
    }
    // Elsewhere a process cannot be bound to one core.
    if cfg!(target_os = "linux") {
        let run = program.under(&["taskset", "1"]).run(&["1000"]);
        assert_eq!(run.lines()[0], "primes below 1000, cores: 1");
        the_children_count_what_one_process_counts(&run);
    }
}

fn the_children_count_what_one_process_counts(run: &Run) {
    let lines = run.lines();
    let [limit, cores] = numbers(lines[0])[..] else { panic!("{run:?}") };
    let (children, rest) = lines[1..].split_at(2 * cores as usize);
    let total = primes_below(limit as usize);

    // The children print their lines themselves, in any order.
    let told = |what: &str| {
        let lines = children.iter().filter(|line| line.contains(what));
        let mut told: Vec<Vec<i64>> = lines.map(|line| numbers(line)).collect();
        told.sort();
        told
    };
    let (started, counted) = (told(" started"), told(" counted "));
    assert!(started.iter().eq(counted.iter().map(|told| &told[..1])), "{run:?}");
    assert_eq!(counted.iter().map(|told| told[1]).sum::<i64>(), total, "{run:?}");
    // The shares are about even. Somebody may have a block more than the others, which holds at most
    // 168 primes.
    let share = total / cores;
    let even = |told: &Vec<i64>| (told[1] - share).abs() <= share / 50 + 168;
    assert!(counted.iter().all(even), "{run:?}");

    let sums = format!(
        "together {total} primes <together> s
         alone {total} primes <alone> s
         speed-up <gain>"
    );
    let told = compare(&rest.join("\n"), &sums);
    let told = told.unwrap_or_else(|wrong| panic!("{wrong} in {run:?}"));
    // The speed-up is the quotient of the two times. Each of the three numbers is rounded.
    let least = (told["alone"] - 0.0006) / (told["together"] + 0.0006);
    let most = (told["alone"] + 0.0006) / (told["together"] - 0.0006).max(0.0);
    assert!(told["gain"] + 0.006 > least && told["gain"] - 0.006 < most, "{run:?}");
}

/// Not part of the story: in a PID namespace of its own, the PID that is printed is another one here.
pub fn a_killed_child_is_named(program: &Program) {
    for _ in 0..20 {
        let mut running = program.start(&[]);
        let [_limit, started] = [(); 2].map(|()| running.line().expect("a child is started"));
        let victim = numbers(&started)[0];
        send(libc::SIGKILL, victim as libc::pid_t);
        let run = running.finish();
        if run.code != Some(0) {
            let complaint = run.complaint(1);
            assert!(complaint.contains(&format!("child {victim} ")), "{run:?}");
            assert!(complaint.contains("killed by signal 9"), "{run:?}");
            return;
        }
        // On a busy machine the child may have counted to its end before.
        the_children_count_what_one_process_counts(&run);
    }
    panic!("in none of twenty runs a child could be killed");
}

pub fn a_bad_word_is_named(program: &Program) {
    complains_of(program, &["x", "1.5", ""], |word| format!("the limit {word}: "));
}

/// They would count for hours.
pub fn the_children_end_with_their_parent(program: &Program) {
    let mut running = program.start(&["4000000000"]);
    let line = running.line().expect("the limit is told");
    for _ in 0..numbers(&line)[1] {
        running.line().expect("a child is started");
    }
    send(libc::SIGKILL, running.pid());
    running.finish();
}

/// Another way to count them: the sieve of Eratosthenes.
fn primes_below(limit: usize) -> i64 {
    let mut is_prime = vec![true; limit];
    let mut primes = 0;
    for n in 2..limit {
        primes += i64::from(is_prime[n]);
        (n * n..limit).step_by(n).for_each(|multiple| is_prime[multiple] = false);
    }
    primes
}
