//! Files that are made to do harm.

use std::io::{Cursor, Write as _};

use carat_reader::{Limits, ReadFailure};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::support::read_bytes;

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a good name");
        zip.write_all(content).expect("memory takes all");
    }
    zip.finish().expect("memory takes all").into_inner()
}

pub(crate) fn word(document: &[u8]) -> Vec<u8> {
    let types = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let links = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    archive(&[("[Content_Types].xml", types), ("_rels/.rels", links), ("word/document.xml", document)])
}

#[tokio::test]
async fn a_zip_bomb_is_not_unpacked() {
    let bomb = word(&vec![b' '; 300 * 1024 * 1024]);
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(read_bytes(&bomb, "x.docx", Limits::default()).await.failure, Some(ReadFailure::Bomb));
}

#[tokio::test]
async fn archives_within_archives_are_not_opened() {
    let inner = archive(&[("a.txt", b"text")]);
    let outer = archive(&[("a.zip", &inner), ("b.zip", &inner)]);
    assert_eq!(read_bytes(&outer, "x.zip", Limits::default()).await.failure, Some(ReadFailure::Bomb));
    let plain = read_bytes(&inner, "x.zip", Limits::default()).await.failure;
    assert_eq!(plain, Some(ReadFailure::Unknown { kind: "archive".to_owned() }));
}

#[tokio::test]
async fn entities_never_grow() {
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a0 \"ha\">");
    for level in 1..30 {
        laughs.push_str(&format!("<!ENTITY a{level} \"&a{0};&a{0};&a{0};&a{0};\">", level - 1));
    }
    let document = format!(
        "{laughs}]><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>before &a29; after</w:t></w:r></w:p></w:body></w:document>"
    );
    let heard = read_bytes(&word(document.as_bytes()), "x.docx", Limits::default()).await;
    assert!(heard.text().len() < 1000 && !matches!(heard.failure, Some(ReadFailure::Crashed)), "{:?}", heard.failure);
    let text = format!(
        "{laughs}]><office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><text:p>before &a29; after</text:p></office:document-content>"
    );
    let open = archive(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", text.as_bytes())]);
    let heard = read_bytes(&open, "x.odt", Limits::default()).await;
    assert_eq!(heard.text(), "before after\n");
}

#[tokio::test]
async fn what_nests_without_end_ends() {
    for (start, hint) in [("<div>", "x.html"), ("{\\rtf1{", "x.rtf"), ("> ", "x.md"), ("[", "x.md")] {
        let head = if hint == "x.html" { "<html>" } else { "" };
        let heard =
            read_bytes(format!("{head}{}text", start.repeat(100_000)).as_bytes(), hint, Limits::default()).await;
        assert!(!matches!(heard.failure, Some(ReadFailure::Crashed)), "{start}: {:?}", heard.failure);
    }
}

#[tokio::test]
async fn pages_that_name_each_other_end() {
    let pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1000000000>>endobj\n3 0 obj<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 9>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF";
    let limits = Limits { silence: std::time::Duration::from_secs(5), ..Limits::default() };
    let heard = read_bytes(pdf, "x.pdf", limits).await;
    assert!(heard.pieces.is_empty(), "{:?}", heard.failure);
    assert!(heard.failure.is_some());
}
