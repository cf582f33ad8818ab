//! The reader starts `carat-reader` on a document, passes on what it says, and ends it where it passes a limit.

mod ending;
#[cfg(windows)]
mod job;
mod memory;
mod process;
mod watch;

use std::fs::File;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::process::Process;
use self::watch::Clock;
use crate::{FromReader, Limits, Piece, ReadFailure};

/// Messages read ahead of whoever listens; the program waits once they are full.
const AHEAD: usize = 64;

/// Reads documents, each in a process of its own.
#[derive(Debug, Clone)]
pub struct Reader {
    program: PathBuf,
    limits: Limits,
}

impl Reader {
    /// A reader that starts `program`, which lies beside Carat's own, under `limits`.
    pub fn new(program: impl Into<PathBuf>, limits: Limits) -> Self {
        Self { program: program.into(), limits }
    }

    /// The program that is started.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Reads an open document. `hint` is its name, of which the part after the last dot tells Markdown, CSV and source
    /// code from other text; all else is known by the content.
    ///
    /// The last message is [`FromReader::Finished`] or [`FromReader::Failed`], however the process ends. After
    /// `cancel`, or once the receiver is dropped, the process is ended and there is no such message. Call it within
    /// a runtime of tokio.
    pub fn read(&self, document: File, hint: &str, cancel: CancellationToken) -> mpsc::Receiver<FromReader> {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let (program, limits) = (self.program.clone(), self.limits.clone());
        // Only the end of the name is told: a name is a person's own.
        let hint = hint.rsplit_once('.').map_or_else(String::new, |(_, end)| format!("document.{end}"));
        tokio::spawn(async move {
            let Some(last) = read(&program, &limits, document, &hint, &cancel, &sender).await else { return };
            tokio::select! {
                () = cancel.cancelled() => {}
                _ = sender.send(last) => {}
            }
        });
        receiver
    }
}

/// Reads and passes on all messages but the last, which is returned; `None` where nobody waits for it.
async fn read(
    program: &Path,
    limits: &Limits,
    document: File,
    hint: &str,
    cancel: &CancellationToken,
    listener: &mpsc::Sender<FromReader>,
) -> Option<FromReader> {
    let mut process = match Process::start(program, limits, document, hint).await {
        Ok(process) => process,
        Err(error) => {
            tracing::error!("carat-reader could not be started: {error}");
            return Some(FromReader::Failed(ReadFailure::Crashed));
        }
    };
    let clock = Clock::new();
    let heard = tokio::select! {
        biased;
        () = cancel.cancelled() => None,
        () = listener.closed() => None,
        failure = watch::passed(process.id(), limits, &clock) => Some(Some(FromReader::Failed(failure))),
        last = pass_on(&mut process, &clock, listener) => Some(last),
    };
    match heard {
        // It has ended by itself, or wrote what is no message.
        Some(None) => Some(FromReader::Failed(process.ending(limits).await)),
        Some(last) => {
            process.kill().await;
            last
        }
        None => {
            process.kill().await;
            None
        }
    }
}

/// Passes on messages until the last, which is returned; `None` where the program ends without one.
async fn pass_on(process: &mut Process, clock: &Clock, listener: &mpsc::Sender<FromReader>) -> Option<FromReader> {
    loop {
        let message = crate::read_frame(&mut process.frames).await;
        clock.stop();
        let message = match message {
            Ok(Some(last @ (FromReader::Finished { .. } | FromReader::Failed(_)))) => return Some(last),
            Ok(Some(FromReader::Piece(piece))) => FromReader::Piece(sound(piece)),
            Ok(Some(message)) => message,
            Ok(None) => return None,
            Err(error) => {
                tracing::warn!("carat-reader wrote what is no frame: {error}");
                return None;
            }
        };
        listener.send(message).await.ok()?;
        clock.start();
    }
}

/// A piece whose words lie in its text: a document that took over the reader must not be able to stop who cuts by them.
fn sound(mut piece: Piece) -> Piece {
    let text = &piece.text;
    piece.words.retain(|word| {
        text.get(word.start as usize..word.end as usize).is_some() && word.area.iter().all(|side| side.is_finite())
    });
    piece
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PieceKind, Place, Word};

    #[test]
    fn words_that_do_not_lie_in_the_text_are_dropped() {
        let word = |start, end| Word { start, end, page: 1, area: [0.0; 4] };
        let words = vec![word(0, 3), word(1, 3), word(3, 2), word(3, 99), word(3, 6)];
        let piece = Piece { kind: PieceKind::Paragraph, text: "東京".to_owned(), place: Place::default(), words };
        let kept: Vec<_> = sound(piece).words.iter().map(|word| (word.start, word.end)).collect();
        assert_eq!(kept, [(0, 3), (3, 6)]);
    }
}
