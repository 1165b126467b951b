use std::env;

use super::Program;

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let at = run.stdout.split_whitespace().find(|word| word.starts_with("0x")).expect("an address");
    let directory = env::current_dir().expect("the program starts where the test is");
    let directory = directory.display();
    // The number and the directory are copied. The file goes on, whoever reads it.
    run.tells(&format!(
        "number at file position directory
         before 1 {at} 100 {directory}
         child 2 {at} 200 /
         after 1 {at} 300 {directory}"
    ));
}
