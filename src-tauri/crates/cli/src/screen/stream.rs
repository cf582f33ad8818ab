//! Screening a stream: standard input goes through the gate as an answer does, and what it lets out is printed piece by
//! piece.

use std::io::{self, Read, Write};

use carat_safety::{Gate, Judge, Piece, Screener, Segment, Speaker, Withheld, rounded};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::args::ScreenTier;
use crate::exit::{Exit, Failure};
use crate::output::printed;

/// Bytes that are read at once; the gate cuts the same segments whatever comes together.
const AT_ONCE: usize = 4096;

/// Lets standard input through the gate.
pub(super) async fn screen(screener: &Screener, speaker: Speaker, _: ScreenTier) -> Result<Exit, Failure> {
    let mut gate = Gate::new();
    let mut text = chunks();
    let mut open = true;
    while open {
        let segments = match text.recv().await {
            Some(chunk) => gate.push(&chunk?),
            None => {
                open = false;
                gate.finish()
            }
        };
        for segment in segments {
            if !let_out(screener, speaker, &mut gate, &segment).await? {
                return Ok(Exit::Withheld);
            }
        }
    }
    Ok(Exit::Answered)
}

/// Judges one segment and prints what comes out; false after a block.
async fn let_out(screener: &Screener, speaker: Speaker, gate: &mut Gate, segment: &Segment) -> Result<bool, Failure> {
    let verdict = screener.judge(speaker, segment).await;
    for piece in gate.verdict(segment.id, verdict) {
        let blocked = matches!(piece, Piece::Block(_));
        let line = match piece {
            Piece::Release(text) => json!({ "type": "release", "text": text.as_str() }),
            Piece::Note(withheld) => kept("note", &withheld),
            Piece::Withhold(withheld) => kept("withhold", &withheld),
            Piece::Block(withheld) => kept("block", &withheld),
        };
        let mut stdout = io::stdout().lock();
        printed(writeln!(stdout, "{line}").and_then(|()| stdout.flush()))?;
        if blocked {
            return Ok(false);
        }
    }
    Ok(true)
}

fn kept(kind: &str, withheld: &Withheld) -> Value {
    json!({
        "type": kind,
        "category": withheld.category,
        "reason": withheld.reason,
        "action": withheld.action,
        "tier": withheld.tier,
        "score": rounded(withheld.score),
        "length": withheld.length,
    })
}

/// Standard input as text, from a thread that waits for it. Characters that a read cuts in two come whole.
fn chunks() -> mpsc::Receiver<Result<String, Failure>> {
    let (sender, receiver) = mpsc::channel(4);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        let mut held: Vec<u8> = Vec::new();
        let mut buffer = [0; AT_ONCE];
        loop {
            let read = match input.read(&mut buffer) {
                Ok(read) => read,
                Err(error) => {
                    let message = format!("Standard input could not be read: {error}.");
                    let _ = sender.blocking_send(Err(Failure::new(Exit::Usage, "stdin", message)));
                    return;
                }
            };
            held.extend_from_slice(&buffer[..read]);
            let text = if read == 0 { lossy(&mut held) } else { whole(&mut held) };
            if (!text.is_empty() && sender.blocking_send(Ok(text)).is_err()) || read == 0 {
                return;
            }
        }
    });
    receiver
}

/// Takes the characters that are whole; what may still become one stays.
fn whole(held: &mut Vec<u8>) -> String {
    let end = match std::str::from_utf8(held) {
        Ok(_) => held.len(),
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        // Broken bytes become the mark for such, up to what may be the beginning of a character.
        Err(_) => held.len() - held.iter().rev().take(3).take_while(|byte| **byte >= 0x80).count(),
    };
    let mut taken: Vec<u8> = held.drain(..end).collect();
    lossy(&mut taken)
}

fn lossy(bytes: &mut Vec<u8>) -> String {
    String::from_utf8_lossy(&std::mem::take(bytes)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_are_cut_in_two_come_whole() {
        let mut held = Vec::new();
        let mut text = String::new();
        for byte in "a你é🎃b".bytes() {
            held.push(byte);
            text.push_str(&whole(&mut held));
        }
        assert_eq!((text.as_str(), held.len()), ("a你é🎃b", 0));
    }

    #[test]
    fn broken_bytes_do_not_stop_the_stream() {
        let mut held = b"ok \xff\xfe then".to_vec();
        let text = whole(&mut held);
        assert!(text.starts_with("ok ") && text.ends_with("then"), "{text}");
    }
}
