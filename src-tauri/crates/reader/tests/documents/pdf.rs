//! PDF: words in order, boxes, pages, columns, turns.

use carat_reader::{Format, Limits, Notice, PieceKind};

use crate::support::{Heard, accuracy, expected, gold, read_bytes, read_gold};

const LANGUAGES: [&str; 6] = ["en", "zh", "ja", "ar", "hi", "ru"];

#[tokio::test]
async fn words_come_in_the_order_they_are_read_in() {
    for language in LANGUAGES {
        for layout in ["one", "two"] {
            let heard = read_gold(&format!("{language}-{layout}.pdf")).await;
            assert_eq!(heard.format, Some(Format::Pdf));
            let accuracy = accuracy(&expected(language).join("\n"), &heard.text());
            assert!(accuracy >= 0.97, "{language} in {layout} column(s): {accuracy:.3}\n{}", heard.text());
        }
    }
    for language in ["en", "ja"] {
        let heard = read_gold(&format!("{language}-office.pdf")).await;
        let accuracy = accuracy(&expected(language).join("\n"), &heard.text());
        assert!(accuracy >= 0.97, "{language} of another program: {accuracy:.3}\n{}", heard.text());
    }
}

#[tokio::test]
async fn headings_paragraphs_and_rows_are_told_apart() {
    let heard = read_gold("en-one.pdf").await;
    let of = |kind: fn(&PieceKind) -> bool| heard.pieces.iter().filter(|piece| kind(&piece.kind)).count();
    assert_eq!(of(|kind| matches!(kind, PieceKind::Heading { .. })), 3);
    assert_eq!(of(|kind| *kind == PieceKind::Row), 4);
    let texts = expected("en");
    for paragraph in &texts[2..4] {
        let found = heard.pieces.iter().find(|piece| piece.text == *paragraph);
        let found = found.unwrap_or_else(|| panic!("a paragraph is one piece: {paragraph}\n{}", heard.text()));
        assert_eq!(found.place.headings, [texts[0].clone(), texts[1].clone()], "the headings above it are known");
        assert_eq!(found.place.page, Some(1));
    }
}

/// Each word that `pdftotext -bbox` found lies where this reader says, within two points.
#[tokio::test]
async fn boxes_lie_where_another_reader_sees_them() {
    type Boxed = (u32, String, f32, f32, f32, f32);
    let text = std::fs::read_to_string(gold("../boxes.json")).expect("it is part of the gold set");
    let files: std::collections::HashMap<String, Vec<Boxed>> = serde_json::from_str(&text).expect("it is JSON");
    for (name, boxes) in files {
        let heard = read_gold(&name).await;
        let words: Vec<(&str, u32, [f32; 4])> = heard
            .pieces
            .iter()
            .flat_map(|piece| {
                piece
                    .words
                    .iter()
                    .map(|word| (&piece.text[word.start as usize..word.end as usize], word.page, word.area))
            })
            .collect();
        let near = |area: [f32; 4], [left, top, right, bottom]: [f32; 4]| {
            let middle = f32::midpoint(top, bottom);
            (area[0] - left).abs() < 2.0 && (area[2] - right).abs() < 2.0 && area[1] < middle && middle < area[3]
        };
        let found = boxes.iter().filter(|(page, text, left, top, right, bottom)| {
            words
                .iter()
                .any(|(word, on, area)| word == text && on == page && near(*area, [*left, *top, *right, *bottom]))
        });
        let share = found.count() as f64 / boxes.len() as f64;
        assert!(share >= 0.95, "{name}: {share:.3} of {} boxes", boxes.len());
    }
}

#[tokio::test]
async fn pages_without_text_are_named() {
    let heard = read_gold("scan.pdf").await;
    assert!(heard.finished);
    assert_eq!(heard.parts, Some(3));
    assert_eq!(heard.notices, [Notice::NoText { pages: vec![1, 3] }]);
    assert_eq!(heard.pieces[0].place.page, Some(2));
}

#[tokio::test]
async fn the_recognised_words_of_a_scan_are_its_text() {
    let heard = read_gold("recognised.pdf").await;
    assert_eq!(heard.text(), "Words that were recognised.\n");
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
}

#[tokio::test]
async fn a_stamp_leaves_a_scan_its_recognised_words() {
    let text = "BT /F1 12 Tf 3 Tr 40 250 Td (Words that were recognised.) Tj ET\n\
                BT /F1 12 Tf 0 Tr 40 20 Td (ACME 000123) Tj ET\n";
    let scan = read_drawn(&format!("q 400 0 0 300 0 0 cm /I0 Do Q\n{text}"), "").await;
    assert_eq!(scan.text(), "Words that were recognised.\nACME 000123\n");
    // Beside a small picture, invisible words are nothing but invisible.
    let letter = read_drawn(&format!("q 400 0 0 60 0 240 cm /I0 Do Q\n{text}"), "").await;
    assert_eq!(letter.text(), "ACME 000123\n");
}

#[tokio::test]
async fn only_what_is_known_to_be_white_on_white_is_hidden() {
    let seen = "0 g BT /F1 12 Tf 40 250 Td (Seen.) Tj ET\n";
    let white = "BT /F1 12 Tf 40 100 Td (White.) Tj ET\n";
    let ink = "/Ink[/Separation/Red/DeviceRGB<</FunctionType 2/Domain[0 1]/C0[1 1 1]/C1[1 0 0]/N 1>>]";
    let light = "/Light[/CalRGB<</WhitePoint[1 1 1]>>]";
    let dark = "1 g /DeviceRGB cs 0 0 0.5 sc 30 90 300 30 re f 1 g\n";
    for (set, spaces, shown) in [
        ("/Ink cs 1 scn\n", ink, true),
        (dark, "", true),
        ("1 g\n", "", false),
        ("/DeviceRGB cs 1 1 1 sc\n", "", false),
        ("/Light cs 1 1 1 scn\n", light, false),
    ] {
        let heard = read_drawn(&format!("{seen}{set}{white}"), spaces).await;
        assert!(heard.text().starts_with("Seen."), "{set}: {}", heard.text());
        assert_eq!(heard.text().contains("White."), shown, "{set}: {}", heard.text());
    }
}

/// Reads a page that draws in Helvetica, with a picture and colour spaces at hand.
async fn read_drawn(stream: &str, spaces: &str) -> Heard {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Resources\
             <</Font<</F1 5 0 R>>/XObject<</I0 6 0 R>>/ColorSpace<<{spaces}>>>>>>"
        ),
        format!("<</Length {}>>\nstream\n{stream}\nendstream", stream.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\n\
         stream\n@\nendstream"
            .to_owned(),
    ];
    let (mut file, mut table) = (String::from("%PDF-1.7\n"), String::from("0000000000 65535 f \n"));
    for (number, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file.push_str(&format!("xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
    read_bytes(file.as_bytes(), "x.pdf", Limits::default()).await
}

#[tokio::test]
async fn a_turned_page_is_read_as_it_is_shown() {
    let heard = read_gold("turned.pdf").await;
    assert_eq!(heard.text(), "Turned with the page. Its second line.\n");
    let (first, line) = (heard.pieces[0].words[0], heard.pieces[0].words[4]);
    assert!(first.area[0] > 39.0 && first.area[0] < 41.0 && first.area[3] > first.area[1], "{first:?}");
    assert!(line.area[1] > first.area[1] + 15.0, "the second line is below the first: {line:?}");
}
