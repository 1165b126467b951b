use std::fs;

use super::{Program, new_folder};

pub fn story(program: &Program) {
    let run = program.run(&[]);
    let told = [
        "command > list 2>&1",
        r#"    the list holds "out\nerr\n""#,
        // stderr became what stdout was before: ours, and not the list.
        "command 2>&1 > list",
        "err",
        r#"    the list holds "out\n""#,
        // >> keeps what was there.
        "command >> list 2>&1",
        r#"    the list holds "out\nout\nerr\n""#,
    ];
    assert_eq!(run.lines(), told);
}

/// The list is a file in the folder for temporary files.
pub fn it_leaves_no_file_behind(program: &Program) {
    let folder = new_folder();
    program.under(&["env", &format!("TMPDIR={folder}")]).run(&[]).lines();
    assert_eq!(fs::read_dir(&folder).expect("the folder is there").count(), 0);
}
