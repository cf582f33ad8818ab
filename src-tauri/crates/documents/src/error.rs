//! What can go wrong with documents.

use std::collections::BTreeMap;
use std::path::PathBuf;

use carat_reader::ReadFailure;
use carat_store::StoredError;

/// The result of calls here.
pub type Result<T, E = DocumentError> = std::result::Result<T, E>;

/// An error about documents. None of its words come from one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] carat_store::Error),
    /// The reader can't read it.
    #[error(transparent)]
    Unreadable(#[from] ReadFailure),
    /// The file can't be opened.
    #[error("Carat could not open {}: {detail}. Check that it is there and that you may read it.", path.display())]
    NotOpened {
        /// The file.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The path is neither a file nor a folder.
    #[error("{} is neither a file nor a folder, so there is nothing to read in it. Choose a document.", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// Far more files than a person means.
    #[error("That is more than {limit} files. Choose fewer, or one folder after another.")]
    TooManyFiles {
        /// The most files of one adding.
        limit: usize,
    },
    /// Adding was cancelled.
    #[error("Adding the document was cancelled. Nothing of it was kept.")]
    Cancelled,
    /// The encoder failed.
    #[error("The encoder could not turn text into numbers. {detail} Documents are searched by words until it can.")]
    Encoder {
        /// Why.
        detail: String,
    },
    /// A task of Carat's own ended early.
    #[error("A task of Carat's ended before it was done. Try again.")]
    Interrupted,
}

impl DocumentError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Unreadable(failure) => failure.code(),
            Self::NotOpened { .. } => "document_not_opened",
            Self::NotAFile { .. } => "document_not_a_file",
            Self::TooManyFiles { .. } => "document_too_many_files",
            Self::Cancelled => "document_cancelled",
            Self::Encoder { .. } => "document_encoder",
            Self::Interrupted => "document_interrupted",
        }
    }

    /// What fills the sentence, by the names of the fields.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        let pairs: Vec<(&str, String)> = match self {
            Self::Store(error) => return error.args(),
            Self::Unreadable(failure) => return failure_args(failure),
            Self::NotOpened { path, detail } => {
                vec![("path", path.display().to_string()), ("detail", detail.clone())]
            }
            Self::NotAFile { path } => vec![("path", path.display().to_string())],
            Self::TooManyFiles { limit } => vec![("limit", limit.to_string())],
            Self::Encoder { detail } => vec![("detail", detail.clone())],
            Self::Cancelled | Self::Interrupted => vec![],
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The error as it is kept with a document.
    #[must_use]
    pub fn stored(&self) -> StoredError {
        StoredError { code: self.code().to_owned(), message: self.to_string(), args: self.args() }
    }
}

/// The fields of a failure, by their names.
fn failure_args(failure: &ReadFailure) -> BTreeMap<String, String> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(failure) else { return BTreeMap::new() };
    fields
        .into_iter()
        .filter(|(name, _)| name != "code")
        .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_the_reader_keeps_its_code_and_fields() {
        let stored = DocumentError::from(ReadFailure::TooLarge { limit: 300 }).stored();
        assert_eq!((stored.code.as_str(), stored.args["limit"].as_str()), ("document_too_large", "300"));
        assert!(stored.message.contains("300 MB"));
    }
}
