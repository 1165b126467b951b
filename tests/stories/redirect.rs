use std::fs;

use super::{Folder, Program};

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
    let folder = Folder::new();
    program.under(&["env", &format!("TMPDIR={}", folder.0.display())]).run(&[]).lines();
    assert_eq!(fs::read_dir(&folder.0).expect("the folder is there").count(), 0);
}
