//! An export is one conversation as text for people and other programs.

mod markdown;

use serde::Serialize;

use crate::archive::record::ConversationRecord;
use crate::{ConversationId, Error, Result, Store, table, tree};

pub use markdown::Labels;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// The thread that is shown, to be read.
    Markdown,
    /// The whole tree with everything that is known of it.
    Json,
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    conversation: ConversationRecord,
}

impl Store {
    /// One conversation as a text. The Markdown has English labels; [`Store::export_markdown`] takes others.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`].
    pub fn export_conversation(&self, id: ConversationId, format: ExportFormat) -> Result<String> {
        match format {
            ExportFormat::Markdown => self.export_markdown(id, &Labels::default()),
            ExportFormat::Json => {
                let conversation = self.read(|connection| ConversationRecord::load(connection, id))?;
                let document = Document { format: "carat-conversation", version: 1, conversation };
                serde_json::to_string_pretty(&document)
                    .map_err(|error| Error::Database { detail: crate::error::json_fault(&error) })
            }
        }
    }

    /// The thread that is shown as Markdown, with labels of the person's language and times of this machine's zone.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`].
    pub fn export_markdown(&self, id: ConversationId, labels: &Labels) -> Result<String> {
        let (conversation, thread) =
            self.read(|connection| Ok((table::conversations::find(connection, id)?, tree::thread(connection, id)?)))?;
        Ok(markdown::render(&conversation, &thread, labels, &jiff::tz::TimeZone::system()))
    }
}
