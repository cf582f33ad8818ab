//! Passages of documents on the wire: where each stands, how it was found, and what an answer cites.

use carat_documents as documents;
use carat_reader as reader;
use carat_store as store;
use serde::Serialize;
use ts_rs::TS;

use super::{DocumentUnit, Snippet, StoredDocument};

/// Where a piece or a passage stands in its document; a field is there where the format has such a thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Place {
    /// The page, from 1.
    pub(crate) page: Option<u32>,
    /// The slide, from 1.
    pub(crate) slide: Option<u32>,
    /// The sheet's name.
    pub(crate) sheet: Option<String>,
    /// The cells, such as `A1:D20`.
    pub(crate) range: Option<String>,
    /// The headings above, the highest first.
    pub(crate) headings: Vec<String>,
    /// First and last line, from 1.
    pub(crate) lines: Option<(u32, u32)>,
}

impl From<&reader::Place> for Place {
    fn from(value: &reader::Place) -> Self {
        Self {
            page: value.page,
            slide: value.slide,
            sheet: value.sheet.clone(),
            range: value.range.clone(),
            headings: value.headings.clone(),
            lines: value.lines,
        }
    }
}

/// A box on a page: left, top, right and bottom in points of 1/72 inch, from the page's upper left corner as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub(crate) struct PageBox {
    /// The page, from 1.
    pub(crate) page: u32,
    /// Left, top, right, bottom.
    pub(crate) area: [f32; 4],
}

impl From<&documents::LineBox> for PageBox {
    fn from(value: &documents::LineBox) -> Self {
        Self { page: value.page(), area: value.area() }
    }
}

/// A passage that an answer may cite. `[n]` in the answer's text stands for it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Citation {
    /// Its number, from 1.
    pub(crate) n: u32,
    /// The document's id; the document may be gone by now.
    pub(crate) document: String,
    /// The document's name.
    pub(crate) source: String,
    /// Where it stands.
    pub(crate) place: Place,
    /// Its boxes; empty where the format has no fixed pages.
    pub(crate) boxes: Vec<PageBox>,
    /// Its first piece and the one after its last.
    pub(crate) pieces: (u32, u32),
    /// Its text.
    pub(crate) text: String,
    /// Whether it says what the sentence says that cites it; else it only comes near.
    pub(crate) strong: bool,
}

impl Citation {
    /// A passage that a search found, by its rank from 1.
    pub(crate) fn of_hit(n: u32, hit: &documents::Hit) -> Self {
        let piece = hit.chunk.ordinal();
        Self {
            n,
            document: hit.document.to_string(),
            source: hit.name.clone(),
            place: (&hit.spot.place).into(),
            boxes: hit.spot.boxes.iter().map(Into::into).collect(),
            pieces: (piece, piece + 1),
            text: hit.text.trim_end().to_owned(),
            strong: true,
        }
    }
}

impl From<&store::Passage> for Citation {
    fn from(value: &store::Passage) -> Self {
        let spot: documents::Spot = serde_json::from_value(value.place.clone()).unwrap_or_default();
        let mut place = Place::from(&spot.place);
        place.page = place.page.or(value.page);
        Self {
            n: value.n,
            document: value.document.clone(),
            source: value.source.clone(),
            place,
            boxes: value.boxes.iter().map(|line| PageBox { page: line.page, area: line.area }).collect(),
            pieces: value.pieces,
            text: value.text.clone(),
            strong: value.strong,
        }
    }
}

/// How passages were looked for. `encoder` names the model that compares meaning; null where words alone were compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct SearchUsed {
    /// The encoder's name for people.
    pub(crate) encoder: Option<String>,
    /// Whether the encoder was made for the question's language.
    pub(crate) covers_language: bool,
}

impl From<&store::SearchUsed> for SearchUsed {
    fn from(value: &store::SearchUsed) -> Self {
        Self { encoder: value.encoder.clone(), covers_language: value.covers_language }
    }
}

/// One result of a search in documents.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DocumentHit {
    /// The passage; its `n` is its rank.
    pub(crate) passage: Citation,
    /// What surrounds the words that were found.
    pub(crate) snippet: Vec<Snippet>,
}

/// What a search in documents found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DocumentSearch {
    /// The best first.
    pub(crate) hits: Vec<DocumentHit>,
    /// How it was looked for.
    pub(crate) search: SearchUsed,
}

/// How far reading everything is: `done` of `total` pages or the like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct ReadSoFar {
    /// Read.
    pub(crate) done: u32,
    /// Of these.
    pub(crate) total: u32,
    /// What they are.
    pub(crate) unit: DocumentUnit,
}

/// What the passages of an answer are.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Found {
    /// All that the model was given, or that the answer was compared with.
    pub(crate) passages: Vec<Citation>,
    /// How they were looked for; null where everything was read.
    pub(crate) search: Option<SearchUsed>,
}

/// What a piece of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(crate) enum PieceKind {
    /// A heading; 1 is the highest.
    Heading { level: u8 },
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A row of a table.
    Row,
    /// Text whose lines and spaces carry meaning.
    Code,
}

impl From<reader::PieceKind> for PieceKind {
    fn from(value: reader::PieceKind) -> Self {
        match value {
            reader::PieceKind::Heading { level } => Self::Heading { level },
            reader::PieceKind::Paragraph => Self::Paragraph,
            reader::PieceKind::ListItem => Self::ListItem,
            reader::PieceKind::Row => Self::Row,
            reader::PieceKind::Code => Self::Code,
        }
    }
}

/// A piece of a document, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Piece {
    /// What it is.
    pub(crate) kind: PieceKind,
    /// Its text; the cells of a row are parted by tabs.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) place: Place,
}

/// A stretch of a document's pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct DocumentContent {
    /// The document itself.
    pub(crate) document: StoredDocument,
    /// The number of the first of them, from 0.
    pub(crate) from: u32,
    /// The pieces.
    pub(crate) pieces: Vec<Piece>,
    /// How many the document has.
    pub(crate) total: u32,
}
