//! How do I write to a child, read its answer, and write again?
//!
//!     cargo run --example conversation
//!
//! prints, for example,
//!
//!     I write 10, and child 4162 answers: 10 so far
//!     I write 20, and child 4162 answers: 30 so far
//!     I write 12, and child 4162 answers: 42 so far
//!     I close my end, and child 4162 exited with 0
//!
//! Use two pipes, one for each direction. Write a line, flush it, and read the answer. The child
//! answers each line at once, and flushes too. To end the conversation, close your writing end.
//! Then the child sees the end of its input, and you wait for the child.

use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, PipeReader, PipeWriter, Write};
use std::process;

use fork_and_wait::{WaitStatus, fork, pid_t, waitpid};

fn main() -> io::Result<()> {
    // Each pipe has a reading end and a writing end, in this order.
    let (questions, ask) = io::pipe()?;
    let (answers, answer) = io::pipe()?;

    // Python  pid = os.fork()
    // C       pid = fork();
    // SAFETY: this program has one thread.
    let pid = unsafe { fork() }?;
    if pid == 0 {
        // Without this line the child never sees the end of the questions: it could still ask.
        drop(ask);
        drop(answers);
        // The child ends as main ends: if it failed, it prints why, and exits with 1.
        return child(questions, answer);
    }
    drop(questions);
    // If the child ends in the middle, the answers must end too. They do not while we could answer.
    drop(answer);

    let talked = talk(pid, &ask, answers);
    // Without this line the child waits for another question, and we wait for the child.
    drop(ask);

    let mut status = 0;
    // Python  pid, status = os.waitpid(pid, 0)
    // C       pid = waitpid(pid, &status, 0);
    // SAFETY: status exists until the call returns.
    unsafe { waitpid(pid, &mut status, 0) }?;
    match WaitStatus::from_raw(status) {
        WaitStatus::Exited { code: 0 } => talked?,
        WaitStatus::Exited { .. } => process::exit(1), // the child has said why
        ended => return Err(io::Error::other(format!("child {pid} {ended}"))),
    }
    writeln!(
        io::stdout(),
        "I close my end, and child {pid} exited with 0"
    )
}

fn talk(pid: pid_t, ask: &PipeWriter, answers: PipeReader) -> io::Result<()> {
    let mut ask = BufWriter::new(ask);
    let mut answers = BufReader::new(answers);
    for number in [10, 20, 12] {
        writeln!(ask, "{number}")?;
        // Without this line the question stays in our buffer, and both wait for ever.
        ask.flush()?;

        let mut line = String::new();
        if answers.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        write!(
            io::stdout(),
            "I write {number}, and child {pid} answers: {line}"
        )?;
    }
    Ok(())
}

fn child(questions: PipeReader, answer: PipeWriter) -> io::Result<()> {
    let mut answer = BufWriter::new(answer);
    let mut sum = 0;
    // The loop ends when the parent has closed its writing end.
    for line in BufReader::new(questions).lines() {
        sum += line?.parse::<i32>().map_err(io::Error::other)?;
        writeln!(answer, "{sum} so far")?;
        // Without this line the answer stays in the child's buffer, and both wait for ever.
        answer.flush()?;
    }
    Ok(())
}
