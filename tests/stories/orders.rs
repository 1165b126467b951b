use super::{Program, numbers};

/// What the three rules of the chapter allow.
const POSSIBLE: [&str; 3] = ["axyb", "xayb", "xyab"];

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let mut sum = 0;
    let mut orders: Vec<&str> = Vec::new();
    for line in run.lines() {
        let (order, times) = line.split_once(": ").expect(line);
        assert!(POSSIBLE.contains(&order) && !orders.contains(&order), "{run:?}");
        assert_eq!(times, format!("{} times", numbers(times)[0]), "{run:?}");
        orders.push(order);
        sum += numbers(times)[0];
    }
    assert_eq!(sum, 1000, "{run:?}");
}
