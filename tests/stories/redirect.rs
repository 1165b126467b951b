use std::fs;

use super::{Program, as_shown, new_folder};

pub fn story(program: &Program) {
    assert_eq!(program.run(&[]).lines().join("\n"), as_shown("redirect").trim_end());
}

/// The list is a file in the folder for temporary files.
pub fn it_leaves_no_file_behind(program: &Program) {
    let folder = new_folder();
    program.under(&["env", &format!("TMPDIR={folder}")]).run(&[]).lines();
    assert_eq!(fs::read_dir(&folder).expect("the folder is there").count(), 0);
}
