//! What `carat-reader` writes: one frame a message, four bytes of little-endian length and that much JSON.

use serde::{Deserialize, Serialize};

use crate::Piece;

/// The version of the frames.
pub const PROTOCOL: u32 = 1;

/// A message of the reader. `Started` comes first, `Finished` or `Failed` last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum FromReader {
    /// The format is known, by the content.
    Started {
        /// [`PROTOCOL`].
        protocol: u32,
        /// What it is.
        format: Format,
        /// Pages, slides, sheets or chapters, where they are known beforehand.
        parts: Option<u32>,
    },
    /// The next piece.
    Piece(Piece),
    /// So many parts are read.
    Progress {
        /// Read.
        done: u32,
        /// Of these.
        total: u32,
    },
    /// Something that a person should know.
    Notice(Notice),
    /// The whole document is read.
    Finished {
        /// Characters of all pieces.
        characters: u64,
    },
    /// It can't be read; pieces sent before are to be forgotten.
    Failed(ReadFailure),
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// Word, Office Open XML or before.
    Word,
    /// PowerPoint, Office Open XML or before.
    Slides,
    /// Excel or OpenDocument spreadsheet.
    Sheet,
    /// Values parted by commas, semicolons or tabs.
    Csv,
    /// OpenDocument text.
    Odt,
    /// EPUB.
    Epub,
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
    /// Rich Text Format.
    Rtf,
    /// An e-mail message.
    Email,
    /// Source code.
    Code,
    /// Any other text.
    Text,
}

/// Something that a person should know about a document that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "about")]
pub enum Notice {
    /// Pages without a text layer, so most likely pictures.
    NoText {
        /// Their numbers, from 1.
        pages: Vec<u32>,
    },
    /// Text that no reader would see was left out.
    Hidden {
        /// How many runs of it.
        runs: u32,
        /// Their characters.
        characters: u32,
    },
    /// A part could not be read and was left out.
    Skipped {
        /// Its name or number.
        part: String,
    },
    /// Passages read like orders to an assistant. Whoever takes the document in finds that; the reader judges no text.
    Orders {
        /// How many of them.
        passages: u32,
    },
}

/// Why a document can't be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum ReadFailure {
    /// It has a password.
    #[error("The document is protected by a password. Save a copy without one and add that.")]
    Encrypted,
    /// It is not whole, or not what it says it is.
    #[error("The document is damaged ({detail}). Open it in its own program and save it anew.")]
    Damaged {
        /// What is wrong, without the document's text.
        detail: String,
    },
    /// There is nothing in it.
    #[error("The document is empty.")]
    Empty,
    /// No reader for it.
    #[error("Carat can't read this kind of file ({kind}). Save it as PDF or text and add that.")]
    Unknown {
        /// What its content looks like.
        kind: String,
    },
    /// It is larger than the limit, as it lies or unpacked.
    #[error("The document is too large: more than {limit} MB once unpacked. Add a part of it.")]
    TooLarge {
        /// The limit, in megabytes.
        limit: u64,
    },
    /// Archives in archives, or more entries than any document has.
    #[error(
        "The document holds archives within archives or far too many entries, as no real document does. It was not opened."
    )]
    Bomb,
    /// Its text needs more than the time limit.
    #[error("Reading the document took longer than {seconds} seconds and was ended. Add a part of it.")]
    TooSlow {
        /// The limit.
        seconds: u64,
    },
    /// Reading it needs more than the memory limit.
    #[error("Reading the document needs more than {megabytes} MB of memory and was ended. Add a part of it.")]
    TooMuchMemory {
        /// The limit.
        megabytes: u64,
    },
    /// The reader's process ended.
    #[error("The reader stopped at this document. Carat itself is unharmed; the document can't be read.")]
    Crashed,
}

impl ReadFailure {
    /// The code that the UI knows it by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Encrypted => "document_encrypted",
            Self::Damaged { .. } => "document_damaged",
            Self::Empty => "document_empty",
            Self::Unknown { .. } => "document_unknown",
            Self::TooLarge { .. } => "document_too_large",
            Self::Bomb => "document_bomb",
            Self::TooSlow { .. } => "document_too_slow",
            Self::TooMuchMemory { .. } => "document_too_much_memory",
            Self::Crashed => "document_crashed",
        }
    }
}
