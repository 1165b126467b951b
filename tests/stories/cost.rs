use std::os::unix::fs::PermissionsExt;
use std::{env, fs};

use super::{Program, new_folder};

pub fn story(program: &Program) {
    // The machine may have other things to do, and do them while the first row is measured. So out
    // of five runs, one has to show it.
    assert!((0..5).any(|_| a_fork_grows_with_the_memory(program)));
}

fn a_fork_grows_with_the_memory(program: &Program) -> bool {
    let told = program.prepared(small_pages).run(&[]).tells(
        "MiB fork, _exit, wait spawn true, wait
         0 <fork> ms <spawn> ms
         16 <fork with 16> ms <spawn with 16> ms
         64 <fork with 64> ms <spawn with 64> ms
         256 <fork with 256> ms <spawn with 256> ms",
    );
    assert!(told.values().all(|time| *time > 0.0), "{told:?}");
    let [forks, spawns] =
        ["fork", "spawn"].map(|what| told[&format!("{what} with 256")] - told[what]);
    // Where std can leave it to posix_spawn. Elsewhere it forks, and a spawn grows as a fork does.
    let flat = ["linux", "macos", "freebsd", "illumos"].contains(&env::consts::OS);
    forks > told["fork"] && (!flat || spawns < forks / 4.0)
}

/// Where Linux gives out huge pages unasked, the tables for 256 MiB have 128 entries, and to copy
/// them may take too little time to be seen.
fn small_pages() {
    // SAFETY: this prctl takes only numbers.
    #[cfg(target_os = "linux")]
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, 1, 0, 0, 0)
    };
}

/// There is a `true` in PATH that fails.
pub fn a_command_that_failed_is_no_measurement(program: &Program) {
    let folder = new_folder();
    let command = format!("{folder}/true");
    fs::write(&command, "#!/bin/sh\nexit 3\n").expect("a script");
    fs::set_permissions(&command, PermissionsExt::from_mode(0o755)).expect("it can be run");
    let path = format!("PATH={folder}:{}", env::var("PATH").unwrap_or_default());
    let run = program.under(&["env", &path]).run(&[]);
    assert!(run.complaint(1).contains("true: "), "{run:?}");
    assert!(!run.stdout.contains("ms"), "{run:?}");
}
