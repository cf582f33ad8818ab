//! The formats: what a document is, by its content, and the parser of each.

mod archive;
mod csv;
mod email;
mod encoding;
mod epub;
mod html;
mod markdown;
mod office;
mod open_document;
mod plain;
mod rtf;
mod sheet;
mod sniff;
mod unseen;
mod xml;

use self::archive::Archive;
use self::sniff::Content;
use crate::output::{Output, Result};
use crate::{Format, ReadFailure};

pub use self::rtf::text as rtf_text;

/// Reads a whole document. `hint` is its name: it tells Markdown, CSV and source code from other text.
///
/// # Errors
/// The failure, or that nobody takes the output.
pub fn parse(document: Vec<u8>, hint: &str, output: &mut Output) -> Result<()> {
    match sniff::content(&document) {
        Content::Empty => Err(ReadFailure::Empty.into()),
        Content::Pdf => crate::pdf::read(document, output),
        Content::Zip => packed(document, output),
        Content::Ole(inside) => office::read_old(&document, inside, output),
        Content::Rtf => rtf::read(&document, output),
        Content::Html => html::read(&document, output),
        Content::Email => email::read(&document, output),
        Content::Text => plain::read(&document, hint, output),
        Content::Other(kind) => Err(ReadFailure::Unknown { kind: kind.to_owned() }.into()),
    }
}

/// Reads one of the formats that are archives.
fn packed(document: Vec<u8>, output: &mut Output) -> Result<()> {
    let mut archive = Archive::open(&document, output.limits())?;
    let mimetype = archive.text("mimetype")?.unwrap_or_default();
    match mimetype.trim() {
        "application/epub+zip" => return epub::read(archive, output),
        kind if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") => {
            open_document::refuse_encrypted(&mut archive)?;
            return sheet::read(&document, output);
        }
        kind if kind.starts_with("application/vnd.oasis.opendocument.text") => {
            return open_document::read(archive, Format::Odt, output);
        }
        kind if kind.starts_with("application/vnd.oasis.opendocument.presentation") => {
            return open_document::read(archive, Format::Slides, output);
        }
        _ => {}
    }
    if archive.has("[Content_Types].xml") {
        if archive.has_folder("word/") {
            return office::read_new(&document, Format::Word, output);
        }
        if archive.has_folder("ppt/") {
            return office::read_new(&document, Format::Slides, output);
        }
        if archive.has_folder("xl/") {
            return sheet::read(&document, output);
        }
    }
    if archive.has("META-INF/container.xml") {
        return epub::read(archive, output);
    }
    // An archive is no document, and one full of archives is most likely made to do harm.
    if archive.holds_archives() {
        return Err(ReadFailure::Bomb.into());
    }
    Err(ReadFailure::Unknown { kind: "archive".to_owned() }.into())
}

/// What a document's content looks like, in a word. For fuzzing.
pub fn sniff_format(document: &[u8]) -> &'static str {
    match sniff::content(document) {
        Content::Empty => "empty",
        Content::Pdf => "pdf",
        Content::Zip => "zip",
        Content::Ole(_) => "ole",
        Content::Rtf => "rtf",
        Content::Html => "html",
        Content::Email => "email",
        Content::Text => "text",
        Content::Other(kind) => kind,
    }
}
