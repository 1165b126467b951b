//! What every example and its Python twin must show.
//!
//! In the file of a lesson, `story` is what every run of the program must tell: the run that the header
//! of the example shows, but for PIDs, times, and the order in which children run. What the program
//! promises beyond that are functions named in the table below.

pub use crate::program::*;

/// Every lesson, with the promises of its programs. One macro makes a module of each line, another
/// one a test, a third one a list.
macro_rules! every_lesson {
    ($macro:ident) => {
        $macro! {
            blocking a_killed_child_is_reported a_strangers_child_does_not_count;
            nohang a_killed_child_is_reported a_strangers_child_does_not_count;
            exit_status;
            unixes;
            copied_or_shared;
            how_many a_number_that_is_not_from_0_to_6_is_an_error;
            orders;
            zombie;
            orphan started_as_a_subreaper_it_tells_the_same_story;
            die_together;
            job_control a_stopped_child_ends_with_its_parent;
            interrupted;
            turns;
            printed_twice;
            full_pipe;
            same_dice;
            threads;
            too_many;
            careful it_does_its_job_whatever_happens;
            sigchld however_it_was_started_it_reaps_its_five_children;
            timeout;
            event_loop an_end_between_two_letters_is_noticed_between_them;
            process_group;
            shutdown it_ends_by_the_signal_that_told_it only_the_child_that_ignores_sigterm_gets_sigkill;
            usage;
            exec it_ends_as_the_command_does it_ends_as_the_table_says
                a_blocked_sigpipe_kills_the_command_all_the_same;
            redirect it_leaves_no_file_behind;
            pipeline a_blocked_sigpipe_kills_yes_all_the_same it_names_the_command_that_is_not_there;
            inherited;
            environment;
            daemon the_daemon_does_not_wait_for_a_first_process_that_was_killed;
            process_1 process_1_does_not_wait_for_a_parent_that_was_killed;
            shared_memory;
            conversation;
            pool a_killed_job_counts_as_failed a_strangers_child_takes_no_place;
            restart;
            parallel a_killed_child_is_named a_bad_word_is_named the_children_end_with_their_parent;
            server a_strangers_child_that_fails_does_no_harm;
            cost a_command_that_failed_is_no_measurement;
        }
    };
}

macro_rules! modules {
    ($($lesson:ident $($promise:ident)*;)*) => { $(pub mod $lesson;)* };
}
every_lesson!(modules);

pub type Check = fn(&Program);

macro_rules! list {
    ($($lesson:ident $($promise:ident)*;)*) => {
        &[$((stringify!($lesson), $lesson::story, &[$($lesson::$promise),*])),*]
    };
}

/// Every lesson: its name, its story, its promises.
pub const LESSONS: &[(&str, Check, &[Check])] = every_lesson!(list);

/// Tells the story of a lesson. When a program ends, so have its children, but for four lessons in
/// which a process outlives its parent.
pub fn tell(lesson: &str, program: &Program) {
    let (_, story, _) = LESSONS.iter().find(|(name, ..)| *name == lesson).expect("a lesson");
    story(program);
    if !["daemon", "die_together", "orphan", "too_many"].contains(&lesson) {
        for run in program.runs() {
            assert!(run.orphans.is_empty(), "they outlived {lesson}: {run:?}");
        }
    }
}
