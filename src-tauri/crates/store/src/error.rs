//! What can go wrong with what is stored: one sentence each, with the file or field, the cause and what to do.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::{ConversationId, DocumentId, EntryId, LibraryId, MessageId};

/// The result of store calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A store's error. None of its words come from a conversation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system names no home folder.
    #[error("Carat found no home folder for this user. Set CARAT_HOME to a folder that Carat may write to.")]
    NoHome,
    /// A file or folder could not be read or written.
    #[error("Carat could not {action} {}: {detail}. Check that the place exists, that you may use it and that the disk is not full.", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The database comes from a later Carat.
    #[error("{} was written by a newer Carat: its format is {found}, this version knows {known}. Nothing was changed. Update Carat, or set CARAT_HOME to another folder.", path.display())]
    NewerDatabase {
        /// The database.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format this version knows.
        known: i64,
    },
    /// The database is damaged, and another process still has it open.
    #[error("{} is damaged ({detail}) and another Carat has it open. Close every Carat and start it again: it then keeps the damaged file aside and begins a new one.", path.display())]
    DamagedInUse {
        /// The database.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The database has to be brought to a new format, and another process still uses the old one.
    #[error("{} has to be brought to this version's format and another, earlier Carat has it open. Close that Carat and try again.", path.display())]
    OlderInUse {
        /// The database.
        path: PathBuf,
    },
    /// The database turned out to be damaged while it was in use.
    #[error(
        "Carat's database is damaged ({detail}). Start Carat again: it keeps the damaged file aside and begins a new one."
    )]
    Damaged {
        /// What SQLite said.
        detail: String,
    },
    /// Another process holds the database.
    #[error("Another Carat is busy with the database. Try again in a moment; if it goes on, close the other Carat.")]
    Busy,
    /// The disk is full.
    #[error("The disk is full, so Carat could not save. Free some space and try again; what was saved before is kept.")]
    DiskFull,
    /// The database may not be written.
    #[error("Carat may not write its database ({detail}). Check the permissions of its folder and files.")]
    NotWritable {
        /// What SQLite said.
        detail: String,
    },
    /// SQLite failed in another way.
    #[error("Carat's database could not be used: {detail}. Try again; if it goes on, start Carat again.")]
    Database {
        /// What SQLite said.
        detail: String,
    },
    /// A stored value can't be read.
    #[error("A stored value can't be read: {detail}. Export what you can and report this.")]
    Row {
        /// Which and why, without the value.
        detail: String,
    },
    /// There is no such conversation.
    #[error("The conversation {id} is not there or was deleted. Choose another one.")]
    ConversationMissing {
        /// The conversation.
        id: ConversationId,
    },
    /// There is no such message.
    #[error("The message {id} is not there or was deleted. Open the conversation again.")]
    MessageMissing {
        /// The message.
        id: MessageId,
    },
    /// There is no such entry in the safety log.
    #[error("The entry {id} is no longer in the safety log. Open the log again.")]
    EntryMissing {
        /// The entry.
        id: EntryId,
    },
    /// There is no such document.
    #[error("The document {id} is not there or was removed. Choose another one.")]
    DocumentMissing {
        /// The document.
        id: DocumentId,
    },
    /// A document has more passages than can be numbered.
    #[error("The document is too long: more than {limit} passages. Add a part of it.")]
    DocumentTooLong {
        /// The most passages.
        limit: u32,
    },
    /// There is no such library.
    #[error("The library {id} is not there or was deleted. Choose another one.")]
    LibraryMissing {
        /// The library.
        id: LibraryId,
    },
    /// Another library has this name.
    #[error("There is a library named {name} already. Choose another name.")]
    LibraryNameTaken {
        /// The name.
        name: String,
    },
    /// Text that was held back was not kept.
    #[error("This text was not kept, so it can't be shown. Ask the question again.")]
    TextNotKept,
    /// A message was to follow one of another conversation.
    #[error("The message {parent} belongs to another conversation than {conversation}. Open the conversation again.")]
    ParentElsewhere {
        /// The message to be followed.
        parent: MessageId,
        /// The conversation of the new one.
        conversation: ConversationId,
    },
    /// A title has nothing in it.
    #[error("A title needs at least one visible character. The old title was kept.")]
    TitleEmpty,
    /// A title is too long.
    #[error("The title has {length} characters and may have {limit}. The old title was kept.")]
    TitleTooLong {
        /// Its length.
        length: usize,
        /// The limit.
        limit: usize,
    },
    /// A setting of the sampling is infinite or not a number.
    #[error("The setting {field} is not a number. Give it one.")]
    NotANumber {
        /// The field.
        field: &'static str,
    },
    /// A setting's stored value has another form than the caller expects.
    #[error("The setting {key} can't be read or saved: {detail}. Set it again, or reset the settings.")]
    Setting {
        /// Its name.
        key: String,
        /// Why, without the value.
        detail: String,
    },
    /// The file is no archive of Carat's.
    #[error("{} is not a Carat archive: {detail}. Nothing was imported. Choose a file made by \"Export everything\".", path.display())]
    NotAnArchive {
        /// The file.
        path: PathBuf,
        /// What is missing.
        detail: String,
    },
    /// The archive comes from a later Carat.
    #[error("{} was made by a newer Carat: its format is {found}, this version knows {known}. Nothing was imported. Update Carat and import it again.", path.display())]
    NewerArchive {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format this version knows.
        known: u32,
    },
    /// The archive unpacks to more than any real one.
    #[error("{} unpacks to more than Carat accepts ({what}). Nothing was imported. Choose a file made by \"Export everything\".", path.display())]
    ArchiveTooLarge {
        /// The file.
        path: PathBuf,
        /// Which limit it passes.
        what: String,
    },
    /// The archive is broken.
    #[error("{} is damaged: {detail}. Nothing was imported. Get the file again.", path.display())]
    ArchiveDamaged {
        /// The file.
        path: PathBuf,
        /// Where and why.
        detail: String,
    },
}

impl Error {
    /// The stable name of the variant, for the table that turns errors into sentences of the person's language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoHome => "no_home",
            Self::File { .. } => "file",
            Self::NewerDatabase { .. } => "newer_database",
            Self::DamagedInUse { .. } => "damaged_in_use",
            Self::OlderInUse { .. } => "older_in_use",
            Self::Damaged { .. } => "damaged",
            Self::Busy => "busy",
            Self::DiskFull => "disk_full",
            Self::NotWritable { .. } => "not_writable",
            Self::Database { .. } => "database",
            Self::Row { .. } => "row",
            Self::ConversationMissing { .. } => "conversation_missing",
            Self::MessageMissing { .. } => "message_missing",
            Self::EntryMissing { .. } => "entry_missing",
            Self::DocumentMissing { .. } => "document_missing",
            Self::DocumentTooLong { .. } => "document_too_long",
            Self::LibraryMissing { .. } => "library_missing",
            Self::LibraryNameTaken { .. } => "library_name_taken",
            Self::TextNotKept => "text_not_kept",
            Self::ParentElsewhere { .. } => "parent_elsewhere",
            Self::TitleEmpty => "title_empty",
            Self::TitleTooLong { .. } => "title_too_long",
            Self::NotANumber { .. } => "not_a_number",
            Self::Setting { .. } => "setting",
            Self::NotAnArchive { .. } => "not_an_archive",
            Self::NewerArchive { .. } => "newer_archive",
            Self::ArchiveTooLarge { .. } => "archive_too_large",
            Self::ArchiveDamaged { .. } => "archive_damaged",
        }
    }

    /// What fills the sentence, by the names of the variant's fields.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        let shown = |path: &Path| path.display().to_string();
        let pairs: Vec<(&str, String)> = match self {
            Self::NoHome | Self::Busy | Self::DiskFull | Self::TitleEmpty | Self::TextNotKept => vec![],
            Self::File { action, path, detail } => {
                vec![("action", (*action).to_owned()), ("path", shown(path)), ("detail", detail.clone())]
            }
            Self::NewerDatabase { path, found, known } => {
                vec![("path", shown(path)), ("found", found.to_string()), ("known", known.to_string())]
            }
            Self::NewerArchive { path, found, known } => {
                vec![("path", shown(path)), ("found", found.to_string()), ("known", known.to_string())]
            }
            Self::DamagedInUse { path, detail }
            | Self::NotAnArchive { path, detail }
            | Self::ArchiveDamaged { path, detail } => {
                vec![("path", shown(path)), ("detail", detail.clone())]
            }
            Self::OlderInUse { path } => vec![("path", shown(path))],
            Self::Damaged { detail }
            | Self::NotWritable { detail }
            | Self::Database { detail }
            | Self::Row { detail } => {
                vec![("detail", detail.clone())]
            }
            Self::ConversationMissing { id } => vec![("id", id.to_string())],
            Self::MessageMissing { id } => vec![("id", id.to_string())],
            Self::EntryMissing { id } => vec![("id", id.to_string())],
            Self::DocumentMissing { id } => vec![("id", id.to_string())],
            Self::DocumentTooLong { limit } => vec![("limit", limit.to_string())],
            Self::LibraryMissing { id } => vec![("id", id.to_string())],
            Self::LibraryNameTaken { name } => vec![("name", name.clone())],
            Self::ParentElsewhere { parent, conversation } => {
                vec![("parent", parent.to_string()), ("conversation", conversation.to_string())]
            }
            Self::TitleTooLong { length, limit } => vec![("length", length.to_string()), ("limit", limit.to_string())],
            Self::NotANumber { field } => vec![("field", (*field).to_owned())],
            Self::Setting { key, detail } => vec![("key", key.clone()), ("detail", detail.clone())],
            Self::ArchiveTooLarge { path, what } => vec![("path", shown(path)), ("what", what.clone())],
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    pub(crate) fn file(action: &'static str, path: &Path, error: &io::Error) -> Self {
        Self::File { action, path: path.to_owned(), detail: error.to_string() }
    }
}

/// Says what is wrong with JSON by its place alone: serde's own words quote the value, which may be a person's text.
pub(crate) fn json_fault(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Io => "it can't be read",
        serde_json::error::Category::Syntax => "it is not valid JSON",
        serde_json::error::Category::Data => "a field is missing or has another form",
        serde_json::error::Category::Eof => "it ends too early",
    };
    format!("{kind} (line {}, column {})", error.line(), error.column())
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error_code();
        let detail = match &error {
            rusqlite::Error::FromSqlConversionFailure(column, _, inner) => {
                return Self::Row { detail: format!("column {column}, {inner}") };
            }
            rusqlite::Error::InvalidColumnType(column, name, kind) => {
                return Self::Row { detail: format!("column {column} ({name}) is {kind}") };
            }
            rusqlite::Error::IntegralValueOutOfRange(column, _) => {
                return Self::Row { detail: format!("column {column} holds a number out of range") };
            }
            other => other.to_string(),
        };
        match code {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { detail },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::NotWritable { detail }
            }
            _ => Self::Database { detail },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_in_json_never_quotes_the_value() {
        let error = serde_json::from_str::<u32>("\"my secret\"").expect_err("a string is no number");
        assert!(error.to_string().contains("my secret"), "serde quotes, which is why its words are not used");
        assert!(!json_fault(&error).contains("secret"));
    }

    #[test]
    fn sentences_name_the_file_and_the_next_step() {
        let error = Error::NewerDatabase { path: "/home/a/carat.db".into(), found: 9, known: 2 };
        let sentence = error.to_string();
        assert!(sentence.contains("/home/a/carat.db") && sentence.contains("Update Carat"), "{sentence}");
        assert_eq!(error.args()["found"], "9");
        assert_eq!(error.code(), "newer_database");
    }
}
