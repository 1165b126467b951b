use std::fs;

use super::{Program, new_folder};

pub fn story(program: &Program) {
    program.run(&[]).tells_as_shown("redirect");
}

/// The list is a file in the folder for temporary files.
pub fn it_leaves_no_file_behind(program: &Program) {
    let folder = new_folder();
    program.under(&["env", &format!("TMPDIR={folder}")]).run(&[]).lines();
    assert_eq!(fs::read_dir(&folder).expect("the folder is there").count(), 0);
}
