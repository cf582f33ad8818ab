//! Text that nobody sees is left out, and said so.

use std::io::{Cursor, Read as _, Write as _};

use carat_reader::{Limits, Notice};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::support::{gold, read_bytes, read_gold};

/// A file of the gold set with a text in one of its parts replaced.
fn changed(name: &str, part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let file = std::fs::read(gold(name)).expect("it is part of the gold set");
    let mut archive = ZipArchive::new(Cursor::new(file)).expect("an archive");
    let mut anew = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("it can be unpacked");
        let name = entry.name().expect("a name").into_owned();
        if name == part {
            let before = String::from_utf8(bytes).expect("XML");
            let after = change(&before);
            assert_ne!(before, after, "{part} has what is changed");
            bytes = after.into_bytes();
        }
        anew.start_file(name, SimpleFileOptions::default()).expect("a part");
        anew.write_all(&bytes).expect("room for it");
    }
    anew.finish().expect("an archive").into_inner()
}

fn hidden(notices: &[Notice]) -> (u32, u32) {
    let found = notices.iter().find_map(|notice| match notice {
        Notice::Hidden { runs, characters } => Some((*runs, *characters)),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("hidden text is reported: {notices:?}"))
}

#[tokio::test]
async fn invisible_white_tiny_and_far_off_text_of_a_pdf_is_left_out() {
    let heard = read_gold("hidden.pdf").await;
    assert_eq!(heard.text(), "Everyone sees this sentence.\nWhite on blue is seen.\n");
    let (runs, characters) = hidden(&heard.notices);
    assert!(runs >= 3 && characters >= 50, "{runs} runs, {characters} characters");
}

#[tokio::test]
async fn elements_that_do_not_show_are_left_out_of_a_page() {
    let heard = read_gold("hidden.html").await;
    assert!(!heard.text().contains("Ignore") && !heard.text().contains("And this") && !heard.text().contains("var no"));
    assert!(heard.text().contains("harbour of Ostmark"));
    assert_eq!(hidden(&heard.notices).0, 2);
}

#[tokio::test]
async fn text_with_a_size_of_its_own_shows_within_what_has_none() {
    let page = "<html><body><div style=\"font-size:0\"><div style=\"font-size:13px\">Seen.</div>not seen</div>\
                <div style=\"visibility:hidden\">nor this<p style=\"visibility: visible\">Seen too.</p></div></body></html>";
    let heard = read_bytes(page.as_bytes(), "x.html", Limits::default()).await;
    assert_eq!(heard.text(), "Seen.\nSeen too.\n");
    assert_eq!(hidden(&heard.notices), (2, 14));
}

#[tokio::test]
async fn hidden_text_of_rtf_is_left_out() {
    let heard = read_bytes(br"{\rtf1 Seen{\v not seen} here\par}", "x.rtf", carat_reader::Limits::default()).await;
    assert_eq!(heard.text(), "Seen here\n");
    assert_eq!(hidden(&heard.notices), (1, 7));
}

#[tokio::test]
async fn hidden_runs_of_word_are_left_out() {
    let xml = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Seen.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Not seen.</w:t></w:r></w:p></w:body></w:document>"#;
    let heard = read_bytes(&crate::bombs::word(xml.as_bytes()), "x.docx", carat_reader::Limits::default()).await;
    assert_eq!(heard.text(), "Seen.\n", "{:?}", heard.failure);
    assert_eq!(hidden(&heard.notices), (1, 8));
}

#[tokio::test]
async fn hidden_rows_and_columns_of_a_sheet_are_left_out() {
    let seen = read_gold("en.xlsx").await;
    let row = |number: usize| seen.pieces[number - 1].text.clone();
    let file =
        changed("en.xlsx", "xl/worksheets/sheet1.xml", |xml| xml.replace("<row r=\"2\"", "<row hidden=\"1\" r=\"2\""));
    let heard = read_bytes(&file, "x.xlsx", Limits::default()).await;
    assert_eq!(heard.text(), format!("{}\n{}\n{}\n", row(1), row(3), row(4)), "{:?}", heard.failure);
    assert_eq!(heard.pieces[1].place.range.as_deref(), Some("A3:C3"), "the others keep their places");
    let counted = row(2).chars().filter(|char| !char.is_whitespace()).count();
    assert_eq!(hidden(&heard.notices), (1, u32::try_from(counted).expect("small")));

    let file = changed("en.xlsx", "xl/worksheets/sheet1.xml", |xml| {
        xml.replace("<sheetData>", "<cols><col min=\"2\" max=\"2\" hidden=\"true\"/></cols><sheetData>")
    });
    let heard = read_bytes(&file, "x.xlsx", Limits::default()).await;
    let cells: Vec<String> = row(1).split('\t').map(str::to_owned).collect();
    assert_eq!(heard.pieces[0].text, format!("{}\t\t{}", cells[0], cells[2]));
    assert_eq!(hidden(&heard.notices).0, 4);
}

#[tokio::test]
async fn hidden_rows_of_an_open_sheet_are_left_out() {
    let seen = read_gold("en.ods").await;
    let file = changed("en.ods", "content.xml", |xml| {
        xml.replacen("<table:table-row ", "<table:table-row table:visibility=\"filter\" ", 1)
    });
    let heard = read_bytes(&file, "x.ods", Limits::default()).await;
    let rest: String = seen.pieces[1..].iter().map(|piece| format!("{}\n", piece.text)).collect();
    assert_eq!(heard.text(), rest, "{:?}", heard.failure);
    assert_eq!(hidden(&heard.notices).0, 1);
}

#[tokio::test]
async fn slides_that_are_not_shown_are_left_out() {
    for (name, part, from, to) in [
        ("slides.pptx", "ppt/slides/slide2.xml", "<p:sld ", "<p:sld show=\"0\" "),
        (
            "slides.odp",
            "content.xml",
            "<office:automatic-styles>",
            "<office:automatic-styles><style:style style:name=\"unseen\" style:family=\"drawing-page\">\
             <style:drawing-page-properties presentation:visibility=\"hidden\"/></style:style>",
        ),
    ] {
        let seen = read_gold(name).await;
        let file = changed(name, part, |xml| {
            let xml = xml.replacen(from, to, 1);
            // The second page takes the style.
            let mut pages = 0;
            let parts: Vec<String> = xml.split("<draw:page ").map(str::to_owned).collect();
            let mut whole = parts[0].clone();
            for page in &parts[1..] {
                pages += 1;
                whole.push_str("<draw:page ");
                let unseen = if pages == 2 { with_style(page) } else { page.clone() };
                whole.push_str(&unseen);
            }
            whole
        });
        let heard = read_bytes(&file, name, Limits::default()).await;
        let rest: Vec<_> = seen.pieces.iter().filter(|piece| piece.place.slide != Some(2)).collect();
        assert!(rest.len() < seen.pieces.len(), "{name} has a second slide");
        let texts = |pieces: &[&carat_reader::Piece]| pieces.iter().map(|piece| piece.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&heard.pieces.iter().collect::<Vec<_>>()), texts(&rest), "{name} {:?}", heard.failure);
        assert!(hidden(&heard.notices).1 > 0);
    }
}

/// A page's attributes with another style.
fn with_style(page: &str) -> String {
    let (attributes, rest) = page.split_once('>').expect("a tag ends");
    let name = "draw:style-name=\"";
    let at = attributes.find(name).expect("a page has a style") + name.len();
    let end = at + attributes[at..].find('"').expect("a value ends");
    format!("{}unseen{}>{rest}", &attributes[..at], &attributes[end..])
}
