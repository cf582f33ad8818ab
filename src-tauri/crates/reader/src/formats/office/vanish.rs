//! Hidden text of Word: runs that are marked "vanish", themselves or by a style. The parser knows nothing of them, so
//! they are taken out before.

mod runs;
mod styles;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read as _, Write as _};

use encoding_rs::Encoding;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, ZipArchive};

use self::styles::Styles;
use crate::ReadFailure;
use crate::output::damaged;

/// The part that the styles are in.
const STYLES: &str = "word/styles.xml";

/// The parts that text is in, without the numbers that some of them have.
const TEXTS: [&str; 5] = ["document", "footnotes", "endnotes", "header", "footer"];

/// A document without its hidden runs, and these runs' texts.
///
/// # Errors
/// Where the archive can't be read or written anew.
pub(super) fn take_out(document: &[u8]) -> Result<(Cow<'_, [u8]>, Vec<String>), ReadFailure> {
    let bad = |_| damaged("a part of its archive can't be unpacked");
    let mut archive = ZipArchive::new(Cursor::new(document)).map_err(bad)?;
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(bad)?;
        names.extend(std::str::from_utf8(entry.name_raw()).ok().filter(|name| holds_text(name)).map(str::to_owned));
    }
    let styles = read(&mut archive, STYLES).map(|xml| Styles::of(&xml)).unwrap_or_default();
    let (mut anew, mut hidden) = (HashMap::new(), Vec::new());
    for name in names {
        let Some(xml) = read(&mut archive, &name) else { continue };
        let found = runs::hidden(&xml, &styles);
        if !found.is_empty() {
            anew.insert(name, runs::without(&xml, &found));
            hidden.extend(found.into_iter().map(|run| run.text));
        }
    }
    if anew.is_empty() {
        return Ok((Cow::Borrowed(document), hidden));
    }
    let mut whole = ZipWriter::new(Cursor::new(Vec::with_capacity(document.len())));
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(bad)?;
        let changed = std::str::from_utf8(entry.name_raw()).is_ok_and(|name| anew.contains_key(name));
        if !changed {
            whole.raw_copy_file(entry).map_err(bad)?;
        }
    }
    for (name, xml) in &anew {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        whole.start_file(name, options).map_err(bad)?;
        whole.write_all(xml.as_bytes()).map_err(|_| damaged("a part of its archive can't be unpacked"))?;
    }
    Ok((Cow::Owned(whole.finish().map_err(bad)?.into_inner()), hidden))
}

/// Whether text is in a part.
fn holds_text(name: &str) -> bool {
    let name = name.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml"));
    name.is_some_and(|name| TEXTS.contains(&name.trim_end_matches(|char: char| char.is_ascii_digit())))
}

/// The text of a part. One that is missing or no text has none; the parser says what that means.
fn read(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut bytes = Vec::new();
    archive.by_name(name).ok()?.read_to_end(&mut bytes).ok()?;
    let Some((encoding, mark)) = Encoding::for_bom(&bytes) else { return String::from_utf8(bytes).ok() };
    let (text, faulty) = encoding.decode_without_bom_handling(&bytes[mark..]);
    (!faulty).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_with_text_loses_its_hidden_runs() {
        let text = "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"H\"/></w:rPr><w:t>b</w:t></w:r></w:p>";
        let kept = "<w:p><w:r><w:t>a</w:t></w:r></w:p>";
        let styles = "<w:styles><w:style w:styleId=\"H\"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let parts = ["word/document.xml", "word/footnotes.xml", "word/header2.xml", "word/settings.xml"];
        for (name, xml) in parts.into_iter().map(|part| (part, text)).chain([(STYLES, styles)]) {
            zip.start_file(name, SimpleFileOptions::default()).expect("a good name");
            zip.write_all(xml.as_bytes()).expect("memory takes all");
        }
        let file = zip.finish().expect("memory takes all").into_inner();
        let (anew, hidden) = take_out(&file).expect("an archive");
        assert_eq!(hidden, ["b", "b", "b"]);
        let mut archive = ZipArchive::new(Cursor::new(&*anew)).expect("an archive");
        for (name, xml) in parts.into_iter().zip([kept, kept, kept, text]).chain([(STYLES, styles)]) {
            assert_eq!(read(&mut archive, name).as_deref(), Some(xml), "{name}");
        }
    }

    #[test]
    fn a_document_that_hides_nothing_stays_as_it_is() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("a good name");
        zip.write_all(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>").expect("memory takes all");
        let file = zip.finish().expect("memory takes all").into_inner();
        let (anew, hidden) = take_out(&file).expect("an archive");
        assert!(matches!(anew, Cow::Borrowed(_)) && hidden.is_empty());
    }
}
