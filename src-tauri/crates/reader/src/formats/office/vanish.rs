//! Hidden text of Word: runs that are marked "vanish". The parser knows nothing of them, so they are taken out before.

use std::borrow::Cow;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, ZipArchive};

use crate::ReadFailure;
use crate::output::damaged;

/// The part that the text is in.
const PART: &str = "word/document.xml";

/// A document without its hidden runs, and these runs' texts.
///
/// # Errors
/// Where the archive can't be read or written anew.
pub(super) fn take_out(document: &[u8]) -> Result<(Cow<'_, [u8]>, Vec<String>), ReadFailure> {
    let bad = |_| damaged("a part of its archive can't be unpacked");
    let mut archive = ZipArchive::new(Cursor::new(document)).map_err(bad)?;
    let mut text = String::new();
    match archive.by_name(PART) {
        Ok(mut part) => {
            if part.read_to_string(&mut text).is_err() {
                return Ok((Cow::Borrowed(document), Vec::new()));
            }
        }
        Err(_) => return Ok((Cow::Borrowed(document), Vec::new())),
    }
    let (text, hidden) = blank(&text);
    if hidden.is_empty() {
        return Ok((Cow::Borrowed(document), hidden));
    }
    let mut anew = ZipWriter::new(Cursor::new(Vec::with_capacity(document.len())));
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(bad)?;
        if entry.name_raw() != PART.as_bytes() {
            anew.raw_copy_file(entry).map_err(bad)?;
        }
    }
    anew.start_file(PART, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).map_err(bad)?;
    anew.write_all(text.as_bytes()).map_err(|_| damaged("a part of its archive can't be unpacked"))?;
    Ok((Cow::Owned(anew.finish().map_err(bad)?.into_inner()), hidden))
}

/// The XML with the texts of hidden runs taken out, and these.
fn blank(xml: &str) -> (String, Vec<String>) {
    let (mut kept, mut hidden) = (String::new(), Vec::new());
    let mut rest = xml;
    while let Some(at) = rest.find("<w:vanish") {
        // The mark stands in a run's properties, or in those of a paragraph's end, a style or a list.
        let end = rest[at..].find("</w:r>").map(|end| at + end);
        let start = rest[..at].rfind("<w:r>").max(rest[..at].rfind("<w:r "));
        let after = at + "<w:vanish".len();
        let (Some(start), Some(end)) = (start, end) else {
            kept.push_str(&rest[..after]);
            rest = &rest[after..];
            continue;
        };
        let own = !rest[start..at].contains("</w:r>")
            && !rest[start..at].contains("<w:p>")
            && !rest[start..at].contains("<w:p ");
        let off = ["w:val=\"0\"", "w:val=\"false\"", "w:val=\"off\""]
            .iter()
            .any(|off| rest[at..].find('>').is_some_and(|close| rest[at..at + close].contains(off)));
        if !own || off {
            kept.push_str(&rest[..after]);
            rest = &rest[after..];
            continue;
        }
        kept.push_str(&rest[..start]);
        hidden.push(texts(&rest[start..end]));
        rest = &rest[end + "</w:r>".len()..];
    }
    kept.push_str(rest);
    (kept, hidden)
}

/// The texts of a run.
fn texts(run: &str) -> String {
    let mut texts = String::new();
    for part in run.split("<w:t").skip(1) {
        let inner = part.split_once('>').map_or("", |(_, inner)| inner);
        texts.push_str(inner.split("</w:t>").next().unwrap_or_default());
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_runs_are_taken_out_and_others_stay() {
        let xml = "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r>\
                   <w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space=\"preserve\">b</w:t></w:r>\
                   <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>c</w:t></w:r></w:p>";
        let (kept, hidden) = blank(xml);
        assert_eq!(hidden, ["b"]);
        assert!(kept.contains("<w:t>a</w:t>") && kept.contains("<w:t>c</w:t>") && !kept.contains(">b<"), "{kept}");
    }
}
