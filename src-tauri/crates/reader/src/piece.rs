//! A piece of a document: a paragraph, heading, row or block of code, with the place it was found at.

use serde::{Deserialize, Serialize};

/// A piece of a document, in reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Its text, without the markup of its format; lines inside it are kept where they carry meaning.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// Its words with their boxes; empty where the format has no fixed pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Word>,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum PieceKind {
    /// A heading.
    Heading {
        /// 1 is the highest.
        level: u8,
    },
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A row of a table or sheet; cells are parted by tabs.
    Row,
    /// Preformatted text.
    Code,
}

/// Where a piece stands in its document; a field is there where the format has such a thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The slide, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slide: Option<u32>,
    /// The sheet's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The cells, such as `A1:D20`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// The headings above, the highest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
    /// First and last line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<(u32, u32)>,
    /// First byte and the byte after the last one, in the file as it lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<(u64, u64)>,
}

/// A word and its box on the page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Its first byte in the piece's text.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
    /// Its page, from 1, since a paragraph may go on overleaf.
    pub page: u32,
    /// Left, top, right and bottom in points of 1/72 inch, from the page's upper left corner as it is shown.
    pub area: [f32; 4],
}
