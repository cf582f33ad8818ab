//! Libraries on the wire, and what came of adding files.

use carat_store as store;
use serde::Serialize;
use ts_rs::TS;

use super::StoredDocument;

/// A file that is there already, under this or another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Duplicate {
    /// The name of the file that was not added.
    pub(crate) name: String,
    /// The document that it is.
    pub(crate) document: StoredDocument,
}

/// What came of adding files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Added {
    /// Those that are read now.
    pub(crate) documents: Vec<StoredDocument>,
    /// Those that were there before.
    pub(crate) duplicates: Vec<Duplicate>,
    /// Files of a folder that are no documents, and were passed over.
    pub(crate) passed_over: u32,
}

/// A set of documents that can be asked again later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Library {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// How many documents it has.
    pub(crate) documents: u32,
    /// Size of its files.
    pub(crate) bytes: u64,
    /// When something was last added to it, in milliseconds since 1970.
    pub(crate) updated: i64,
}

impl Library {
    /// A library with those of its documents that are shown.
    pub(crate) fn new(value: &store::Library, documents: &[store::Document]) -> Self {
        Self {
            id: value.id.to_string(),
            name: value.name.clone(),
            documents: u32::try_from(documents.len()).unwrap_or(u32::MAX),
            bytes: documents.iter().map(|document| document.bytes).sum(),
            updated: documents.iter().map(|document| document.added).fold(value.created, i64::max),
        }
    }
}
