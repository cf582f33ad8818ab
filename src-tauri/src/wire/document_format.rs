//! What a document is, and what its parts are called.

use carat_reader as reader;
use carat_store as store;
use serde::Serialize;
use ts_rs::TS;

/// What a document is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DocumentFormat {
    /// Portable Document Format.
    Pdf,
    /// Word.
    Word,
    /// PowerPoint.
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

impl From<reader::Format> for DocumentFormat {
    fn from(value: reader::Format) -> Self {
        match value {
            reader::Format::Pdf => Self::Pdf,
            reader::Format::Word => Self::Word,
            reader::Format::Slides => Self::Slides,
            reader::Format::Sheet => Self::Sheet,
            reader::Format::Csv => Self::Csv,
            reader::Format::Odt => Self::Odt,
            reader::Format::Epub => Self::Epub,
            reader::Format::Html => Self::Html,
            reader::Format::Markdown => Self::Markdown,
            reader::Format::Rtf => Self::Rtf,
            reader::Format::Email => Self::Email,
            reader::Format::Code => Self::Code,
            reader::Format::Text => Self::Text,
        }
    }
}

/// What the parts of a document are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DocumentUnit {
    /// Pages.
    Pages,
    /// Slides.
    Slides,
    /// Sheets.
    Sheets,
    /// Chapters.
    Chapters,
    /// Anything else.
    Parts,
}

impl From<Option<DocumentFormat>> for DocumentUnit {
    fn from(format: Option<DocumentFormat>) -> Self {
        match format {
            Some(DocumentFormat::Pdf) => Self::Pages,
            Some(DocumentFormat::Slides) => Self::Slides,
            Some(DocumentFormat::Sheet) => Self::Sheets,
            Some(DocumentFormat::Epub) => Self::Chapters,
            _ => Self::Parts,
        }
    }
}

/// What a document is, where this Carat knows the format.
pub(crate) fn format_of(value: &store::Document) -> Option<DocumentFormat> {
    let name = value.format.clone()?;
    serde_json::from_value::<reader::Format>(name.into()).ok().map(Into::into)
}
