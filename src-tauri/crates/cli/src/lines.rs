//! Lines of standard input, read by a thread of their own, since nothing can interrupt a wait for standard input.

use std::io::{self, BufRead, Write};

use futures_util::{Stream, StreamExt, stream};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::exit::{Exit, Failure};
use crate::output::{printed, say};

/// Lines that are read ahead.
pub(crate) const AHEAD: usize = 16;

/// The longest line. A text that long is a document.
pub(crate) const LONGEST: usize = 16 * 1024 * 1024;

/// The lines of standard input with their numbers, from a thread that waits for them.
pub(crate) fn lines() -> impl Stream<Item = (usize, io::Result<Vec<u8>>)> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        for number in 1.. {
            let line = read(&mut input).transpose();
            let Some(line) = line else { break };
            let failed = line.is_err();
            if sender.blocking_send((number, line)).is_err() || failed {
                break;
            }
        }
    });
    stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|line| (line, receiver)) })
}

/// Prints the answers to lines as they come; one that has an `error` is counted.
pub(crate) async fn answer_lines(answers: impl Stream<Item = Result<Value, Failure>>) -> Result<Exit, Failure> {
    let mut answers = std::pin::pin!(answers);
    let mut wrong = 0_usize;
    while let Some(answer) = answers.next().await {
        let answer = answer?;
        wrong += usize::from(answer.get("error").is_some());
        let mut stdout = io::stdout().lock();
        printed(writeln!(stdout, "{answer}").and_then(|()| stdout.flush()))?;
    }
    if wrong == 0 {
        return Ok(Exit::Answered);
    }
    say(&format!("{wrong} of the lines could not be read; their answers say why"));
    Ok(Exit::Usage)
}

/// The next line without its end; `None` after the last. One that is too long is read to its end and comes cut.
fn read(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    loop {
        let piece = input.fill_buf()?;
        if piece.is_empty() {
            return Ok((!line.is_empty()).then_some(line));
        }
        let end = piece.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(piece.len());
        let room = (LONGEST + 1).saturating_sub(line.len());
        line.extend_from_slice(&piece[..taken.min(room)]);
        let used = taken + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            return Ok(Some(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_whole_and_the_last_needs_no_end() {
        let mut input = &b"one\n\ntwo"[..];
        let mut lines = Vec::new();
        while let Some(line) = read(&mut input).expect("it reads") {
            lines.push(String::from_utf8(line).expect("text"));
        }
        assert_eq!(lines, ["one", "", "two"]);
    }
}
