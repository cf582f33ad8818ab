//! What can go wrong with models on disk: one sentence each, with the file, the cause and what to do.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The result of hub calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A hub's error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
    /// The folder of the person's models is not there.
    #[error("The folder of models {} is not there. Connect the disk it is on, or choose another model.", path.display())]
    FolderGone {
        /// The folder.
        path: PathBuf,
    },
    /// A model's bytes are not those that they should be.
    #[error("{} is not the file that it should be: it was changed or is damaged. Download it again, or choose another model.", path.display())]
    ModelDiffers {
        /// The file.
        path: PathBuf,
    },
    /// A model is not Carat's to delete.
    #[error("{} is not Carat's own file, so Carat does not delete it. Delete it in the program it belongs to.", path.display())]
    ModelNotOwned {
        /// The file.
        path: PathBuf,
    },
    /// A file can't be deleted.
    #[error("Carat could not delete {}: {detail}. Close what uses it and try again.", path.display())]
    Undeletable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// A file can't be written.
    #[error("Carat could not write {}: {detail}. Check that there is room and that you may write there.", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The models can't be moved there.
    #[error("The models can not be moved to {}: {detail}. Choose another folder; nothing was moved.", path.display())]
    MoveRefused {
        /// The new folder.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// A copy is not what was copied.
    #[error("The copy {} differs from its original: the disk may be faulty. The models stay where they were.", path.display())]
    CopyDiffers {
        /// The copy.
        path: PathBuf,
    },
    /// The person's catalogue file can't be used.
    #[error("The catalogue {} can not be used: {detail}. Correct it; the built-in catalogue is used meanwhile.", path.display())]
    CatalogueFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// An entry of the person's catalogue file can't be used.
    #[error("The entry \"{entry}\" of the catalogue {} can not be used: {field}: {detail}. Correct it; the other entries are used.", path.display())]
    CatalogueEntry {
        /// The file.
        path: PathBuf,
        /// The entry's id, or its number.
        entry: String,
        /// The field.
        field: String,
        /// What is wrong with it.
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
            Self::FolderGone { .. } => "folder_gone",
            Self::ModelDiffers { .. } => "model_differs",
            Self::ModelNotOwned { .. } => "model_not_owned",
            Self::Undeletable { .. } => "undeletable",
            Self::Unwritable { .. } => "unwritable",
            Self::MoveRefused { .. } => "move_refused",
            Self::CopyDiffers { .. } => "copy_differs",
            Self::CatalogueFile { .. } => "catalogue_file",
            Self::CatalogueEntry { .. } => "catalogue_entry",
            Self::NoProgramFolder { .. } => "no_program_folder",
        }
    }

    /// What fills the sentence, by the names of the variant's fields.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        let pairs = match self {
            Self::ModelUnknown { id } => vec![("id", id.clone())],
            Self::ModelGone { path }
            | Self::FolderGone { path }
            | Self::ModelDiffers { path }
            | Self::ModelNotOwned { path }
            | Self::CopyDiffers { path } => vec![("path", path.display().to_string())],
            Self::Unreadable { path, detail }
            | Self::Undeletable { path, detail }
            | Self::Unwritable { path, detail }
            | Self::MoveRefused { path, detail }
            | Self::CatalogueFile { path, detail } => {
                vec![("path", path.display().to_string()), ("detail", detail.clone())]
            }
            Self::CatalogueEntry { path, entry, field, detail } => vec![
                ("path", path.display().to_string()),
                ("entry", entry.clone()),
                ("field", field.clone()),
                ("detail", detail.clone()),
            ],
            Self::NoProgramFolder { detail } => vec![("detail", detail.clone())],
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    pub(crate) fn undeletable(path: &Path, error: &io::Error) -> Self {
        Self::Undeletable { path: path.to_owned(), detail: error.to_string() }
    }

    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Self {
        Self::Unwritable { path: path.to_owned(), detail: error.to_string() }
    }

    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), detail: error.to_string() }
    }
}
