//! A held text is what the filter kept back of a message and the person may see when they ask for it.
//!
//! It lies beside the message and not in its parts, so that nothing that reads messages (a window, an export, an archive,
//! the search, a model) comes upon it.

use rusqlite::{OptionalExtension, params};

use crate::{Error, MessageId, Result, Store};

/// `place` counts the parts of the message.
pub(crate) const V3: &str = "
CREATE TABLE held_texts (
    message TEXT NOT NULL,
    place INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (message, place)
) STRICT;
";

impl Store {
    /// Keeps the text that was held back at a place among a message's parts.
    ///
    /// # Errors
    /// Those of the database.
    pub fn hold_text(&self, message: MessageId, place: u32, text: &str) -> Result<()> {
        self.write(|transaction| {
            transaction
                .prepare_cached(
                    "INSERT INTO held_texts (message, place, text) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET text = ?3",
                )?
                .execute(params![message, place, text])?;
            Ok(())
        })
    }

    /// The text that was held back there.
    ///
    /// # Errors
    /// [`Error::TextNotKept`] where there is none: its policy does not let it be shown, or it came with an archive.
    pub fn held_text(&self, message: MessageId, place: u32) -> Result<String> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT text FROM held_texts WHERE message = ?1 AND place = ?2")?
                .query_row(params![message, place], |row| row.get(0))
                .optional()?
                .ok_or(Error::TextNotKept)
        })
    }
}
