//! The text of a file that is read once and not kept.

use std::path::Path;

use carat_reader::{FromReader, ReadFailure};
use tokio_util::sync::CancellationToken;

use crate::adding::open_file;
use crate::{DocumentError, Documents, Result};

impl Documents {
    /// What a file says, without what is hidden in it; `None` where that is more than `most` characters. Nothing of it is
    /// kept anywhere.
    ///
    /// # Errors
    /// As for adding: it can't be opened, or the reader can't read it.
    pub async fn text_of(&self, path: &Path, most: usize) -> Result<Option<String>> {
        let (name, path) = (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path.to_owned());
        let opened = tokio::task::spawn_blocking(move || open_file(&path)).await;
        let file = opened.map_err(|_| DocumentError::Interrupted)??;
        // The reader is ended when nobody listens to it any more.
        let mut messages = self.source().read(file, &name, CancellationToken::new());
        let (mut text, mut characters) = (String::new(), 0);
        loop {
            match messages.recv().await {
                Some(FromReader::Piece(piece)) => {
                    characters += piece.text.chars().count() + 1;
                    if characters > most {
                        return Ok(None);
                    }
                    text.push_str(&piece.text);
                    text.push('\n');
                }
                Some(FromReader::Finished { .. }) if text.trim().is_empty() => return Err(ReadFailure::Empty.into()),
                Some(FromReader::Finished { .. }) => return Ok(Some(text)),
                Some(FromReader::Failed(failure)) => return Err(failure.into()),
                Some(_) => {}
                None => return Err(ReadFailure::Crashed.into()),
            }
        }
    }
}
