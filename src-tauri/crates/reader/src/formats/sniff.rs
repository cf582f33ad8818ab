//! The sniffer tells what a document is by its bytes. Names lie, and files that were mailed around have none.

use super::encoding;

/// What the bytes look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing, or white space.
    Empty,
    /// Portable Document Format.
    Pdf,
    /// A zip archive: Office Open XML, OpenDocument, EPUB, or none of these.
    Zip,
    /// A compound file: Office before 2007, or an encrypted newer one.
    Ole(Compound),
    /// Rich Text Format.
    Rtf,
    /// HTML.
    Html,
    /// A message with its headers.
    Email,
    /// Any other text.
    Text,
    /// Nothing that holds text for people, in a word.
    Other(&'static str),
}

/// What a compound file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compound {
    /// Word.
    Word,
    /// Excel.
    Excel,
    /// PowerPoint.
    PowerPoint,
    /// A newer document behind a password.
    Encrypted,
    /// Anything else.
    Other,
}

/// The first bytes of what is no text.
const SIGNATURES: [(&[u8], &str); 22] = [
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM\x00\x00", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"8BPS", "picture"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"SQLite format 3", "database"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"ID3", "sound"),
    (b"\x1aE\xdf\xa3", "film"),
];

/// How far into a file a PDF may begin.
const PDF_WITHIN: usize = 1024;

/// What a document is.
pub(super) fn content(bytes: &[u8]) -> Content {
    let head = &bytes[..bytes.len().min(4096)];
    if find(&head[..head.len().min(PDF_WITHIN)], b"%PDF-").is_some() {
        return Content::Pdf;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Content::Zip;
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Content::Ole(compound(bytes));
    }
    if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Content::Other(kind);
    }
    if bytes.starts_with(b"RIFF") || bytes.get(4..8) == Some(b"ftyp") {
        return Content::Other(if head.get(8..12) == Some(b"WEBP") { "picture" } else { "film or sound" });
    }
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(head.len());
    if head[start..].starts_with(b"{\\rtf") {
        return Content::Rtf;
    }
    let Some(text) = encoding::decode(head, true) else {
        return Content::Other(if encoding::decode(bytes, true).is_some() { "text" } else { "binary data" });
    };
    let text = text.text.trim_start();
    if text.is_empty() && bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Content::Empty;
    }
    if is_html(text) {
        Content::Html
    } else if is_email(text) {
        Content::Email
    } else {
        Content::Text
    }
}

/// Which program made a compound file. Its directory names streams in UTF-16, somewhere in the file.
fn compound(bytes: &[u8]) -> Compound {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        // A directory entry is 128 bytes and begins with its name.
        bytes
            .chunks(128)
            .any(|entry| entry.starts_with(&name) && matches!(entry.get(name.len()..name.len() + 2), Some([0, 0])))
    };
    if has("EncryptedPackage") {
        Compound::Encrypted
    } else if has("WordDocument") {
        Compound::Word
    } else if has("PowerPoint Document") {
        Compound::PowerPoint
    } else if has("Workbook") || has("Book") {
        Compound::Excel
    } else {
        Compound::Other
    }
}

/// Whether a text begins as HTML does.
fn is_html(text: &str) -> bool {
    let mut rest = text;
    // An XML declaration and comments may stand before it.
    while let Some(end) = match rest {
        _ if rest.starts_with("<?xml") => rest.find("?>").map(|end| end + 2),
        _ if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
        _ => None,
    } {
        rest = rest[end..].trim_start();
    }
    let start: String = rest.chars().take(15).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head>", "<head ", "<body", "<meta ", "<title>"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

/// Headers that a message has and other text does not begin with.
const HEADERS: [&str; 13] = [
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "received",
    "message-id",
    "mime-version",
    "return-path",
    "delivered-to",
    "reply-to",
    "content-type",
    "dkim-signature",
];

/// Whether a text begins with the headers of a message: nothing but headers to the first empty line, two of them known
/// and one of these its sender.
fn is_email(text: &str) -> bool {
    let mut known = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) || (number == 0 && line.starts_with("From ")) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        let name = name.to_ascii_lowercase();
        if HEADERS.contains(&name.as_str()) && !known.contains(&name) {
            known.push(name);
        }
    }
    known.len() >= 3 && known.iter().any(|name| matches!(name.as_str(), "from" | "received" | "return-path"))
}

/// Where some bytes first stand in others.
pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_what_a_document_is() {
        for (bytes, expected) in [
            (&b""[..], Content::Empty),
            (b" \n\n", Content::Empty),
            (b"junk\n%PDF-1.7", Content::Pdf),
            (b"PK\x03\x04....", Content::Zip),
            (b"{\\rtf1 x}", Content::Rtf),
            (b"\n<!DOCTYPE HTML>\n<p>x", Content::Html),
            (b"<?xml version='1.0'?>\n<!-- x --><html>", Content::Html),
            (b"<?xml version='1.0'?><feed>", Content::Text),
            (b"From: a@b.c\nTo: d@e.f\nSubject: x\n\nText: no", Content::Email),
            (b"Subject: a title\n\nFrom here on", Content::Text),
            (b"\x89PNG\r\n\x1a\n", Content::Other("picture")),
            (b"\x00\x01\x02\x03\x00\x05\x06", Content::Other("binary data")),
            ("日本語".as_bytes(), Content::Text),
        ] {
            assert_eq!(content(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
