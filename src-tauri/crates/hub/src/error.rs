//! What can go wrong with models on disk: one sentence each, with the file, the cause and what to do.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The result of hub calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A hub's error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No model has this id.
    #[error("There is no model called \"{id}\" on this machine. Choose another one, or add its file again.")]
    ModelUnknown {
        /// The id.
        id: String,
    },
    /// A model's file is no longer there.
    #[error("The model file {} is not there any more. Put it back, or choose another model.", path.display())]
    ModelGone {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder can't be read.
    #[error("Carat could not read {}: {detail}. Check that it exists and that you may read it.", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The system does not say where the program lies.
    #[error("Carat could not find its own folder: {detail}. Start it by its full path.")]
    NoProgramFolder {
        /// What the system said.
        detail: String,
    },
}

impl Error {
    /// The stable name of the variant, for the table that turns errors into sentences of the person's language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ModelUnknown { .. } => "model_unknown",
            Self::ModelGone { .. } => "model_gone",
            Self::Unreadable { .. } => "unreadable",
            Self::NoProgramFolder { .. } => "no_program_folder",
        }
    }

    /// What fills the sentence, by the names of the variant's fields.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        let pairs = match self {
            Self::ModelUnknown { id } => vec![("id", id.clone())],
            Self::ModelGone { path } => vec![("path", path.display().to_string())],
            Self::Unreadable { path, detail } => vec![("path", path.display().to_string()), ("detail", detail.clone())],
            Self::NoProgramFolder { detail } => vec![("detail", detail.clone())],
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), detail: error.to_string() }
    }
}
