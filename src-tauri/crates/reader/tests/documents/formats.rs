//! Every format but PDF, in six scripts: all of the text, in order, with its kinds and places. Names tell nothing here.

use carat_reader::{Format, Limits, Notice, PieceKind};

use crate::support::{accuracy, expected, gold, read_bytes, read_gold};

const LANGUAGES: [&str; 6] = ["en", "zh", "ja", "ar", "hi", "ru"];

/// Reads a file of the gold set under a name that lies.
async fn read_unnamed(name: &str) -> crate::support::Heard {
    let bytes = std::fs::read(gold(name)).expect("it is part of the gold set");
    read_bytes(&bytes, "document.bin", Limits::default()).await
}

#[tokio::test]
async fn texts_come_whole_and_in_order() {
    let formats = [
        ("docx", Format::Word),
        ("doc", Format::Word),
        ("odt", Format::Odt),
        ("rtf", Format::Rtf),
        ("html", Format::Html),
        ("epub", Format::Epub),
    ];
    for language in LANGUAGES {
        let expected = expected(language).join("\n");
        for (end, format) in formats {
            let heard = read_unnamed(&format!("{language}.{end}")).await;
            assert_eq!(heard.format, Some(format), "{language}.{end} is known by its content");
            let accuracy = accuracy(&expected, &heard.text());
            assert!(accuracy >= 0.99, "{language}.{end}: {accuracy:.3}\n{}", heard.text());
            let rows = heard.pieces.iter().filter(|piece| piece.kind == PieceKind::Row).count();
            assert_eq!(rows, 4, "{language}.{end}: the table's rows\n{}", heard.text());
            let headings = heard.pieces.iter().filter(|piece| matches!(piece.kind, PieceKind::Heading { .. })).count();
            assert_eq!(headings, 3, "{language}.{end}: its headings\n{:?}", heard.pieces);
        }
    }
}

#[tokio::test]
async fn markdown_has_headings_lines_and_bytes() {
    for language in LANGUAGES {
        let heard = read_gold(&format!("{language}.md")).await;
        assert_eq!(heard.format, Some(Format::Markdown));
        assert_eq!(heard.text().lines().collect::<Vec<_>>(), expected(language), "{language}");
        let file = std::fs::read(gold(&format!("{language}.md"))).expect("it is part of the gold set");
        for piece in heard.pieces.iter().filter(|piece| piece.kind == PieceKind::Paragraph) {
            let (start, end) = piece.place.bytes.expect("it has bytes");
            assert_eq!(&file[start as usize..end as usize], piece.text.as_bytes(), "its bytes are the paragraph");
            assert_eq!(piece.place.headings.len(), 2);
            let (first, last) = piece.place.lines.expect("it has lines");
            let line = file.split(|byte| *byte == b'\n').nth(first as usize - 1).expect("there is such a line");
            assert_eq!((line, first), (piece.text.as_bytes(), last));
        }
    }
}

#[tokio::test]
async fn sheets_have_names_and_cells() {
    for language in LANGUAGES {
        let rows = &expected(language)[expected(language).len() - 4..];
        for end in ["xlsx", "xls", "ods"] {
            let heard = read_unnamed(&format!("{language}.{end}")).await;
            assert_eq!(heard.format, Some(Format::Sheet), "{language}.{end}");
            assert_eq!(heard.text().lines().collect::<Vec<_>>(), rows, "{language}.{end}");
            let ranges: Vec<_> = heard.pieces.iter().filter_map(|piece| piece.place.range.as_deref()).collect();
            assert_eq!(ranges, ["A1:C1", "A2:C2", "A3:C3", "A4:C4"], "{language}.{end}");
            assert!(heard.pieces.iter().all(|piece| piece.place.sheet.is_some()));
        }
    }
}

#[tokio::test]
async fn slides_are_numbered() {
    let (english, japanese) = (expected("en"), expected("ja"));
    for end in ["odp", "pptx", "ppt"] {
        let heard = read_unnamed(&format!("slides.{end}")).await;
        assert_eq!((heard.format, heard.parts), (Some(Format::Slides), Some(3)), "{end}");
        for (text, slide) in [(&english[2], 1), (&english[5], 2), (&japanese[2], 3)] {
            let found = heard.pieces.iter().find(|piece| piece.text.contains(text.as_str()));
            let found = found.unwrap_or_else(|| panic!("{end}: {text}\n{}", heard.text()));
            assert_eq!(found.place.slide, Some(slide), "{end}: {text}");
        }
    }
}

#[tokio::test]
async fn mail_has_its_subject_text_and_the_names_of_what_hangs_on_it() {
    for language in LANGUAGES {
        let heard = read_unnamed(&format!("{language}.eml")).await;
        let texts = expected(language);
        assert_eq!(heard.format, Some(Format::Email));
        assert_eq!(heard.pieces[0].kind, PieceKind::Heading { level: 1 });
        assert_eq!(heard.pieces[0].text, texts[0]);
        assert!(heard.pieces[1].text.contains("Anna Lindqvist <anna@example.org>"), "{}", heard.pieces[1].text);
        assert_eq!(heard.pieces[2].text, texts[1]);
        assert_eq!(heard.notices, [Notice::Skipped { part: "plan.bin".to_owned() }]);
    }
}

#[tokio::test]
async fn text_is_read_in_any_encoding() {
    for (name, language) in
        [("ja-shift-jis.txt", "ja"), ("ja-utf-16.txt", "ja"), ("zh-gb18030.txt", "zh"), ("ru-windows-1251.txt", "ru")]
    {
        let heard = read_gold(name).await;
        assert_eq!(heard.format, Some(Format::Text));
        assert_eq!(heard.text().lines().collect::<Vec<_>>(), expected(language)[..heard.pieces.len()], "{name}");
        assert_eq!(heard.pieces.len(), 7.max(heard.pieces.len()));
        assert_eq!(heard.pieces[1].place.lines, Some((3, 3)));
    }
}

#[tokio::test]
async fn code_and_values_keep_their_lines() {
    let code = read_gold("code.rs").await;
    assert_eq!(code.format, Some(Format::Code));
    assert_eq!(code.pieces[1].text, "fn main() {\n    println!(\"東京\");\n}");
    assert_eq!(code.pieces[1].place.lines, Some((3, 5)));
    let values = read_gold("en.csv").await;
    assert_eq!(values.format, Some(Format::Csv));
    assert_eq!(values.pieces[1].text, "1830\t63\t410", "a semicolon parts values too");
    assert_eq!(values.pieces[1].place.range.as_deref(), Some("A2:C2"));
    assert_eq!(values.pieces[1].place.lines, Some((2, 2)));
    assert_eq!(values.pieces[1].place.bytes, Some((24, 35)));
}

#[tokio::test]
async fn mail_is_read_in_the_encoding_that_it_names() {
    for (charset, encoding, subject, body) in [
        ("ISO-2022-JP", encoding_rs::ISO_2022_JP, "会議", "会議は月曜日です。"),
        ("GB2312", encoding_rs::GBK, "会议", "会议在星期一。"),
    ] {
        let word: String = encoding.encode(subject).0.iter().map(|byte| format!("={byte:02X}")).collect();
        let headers = format!(
            "From: anna@example.org\r\nTo: karl@example.org\r\nSubject: =?{charset}?Q?{word}?=\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        );
        let mail = [headers.as_bytes(), &encoding.encode(body).0[..], b"\r\n"].concat();
        let heard = read_bytes(&mail, "x.eml", Limits::default()).await;
        assert_eq!(heard.format, Some(Format::Email), "{charset}");
        assert_eq!(heard.pieces[0].text, subject, "{charset}");
        assert_eq!(heard.pieces[2].text, body, "{charset}");
    }
}

#[tokio::test]
async fn html_within_markdown_is_text_at_its_lines() {
    let text = "Before.\n\n<table>\n  <tr><td>a</td><td>b</td></tr>\n</table>\n\n- item\n\n<p align=\"center\">Middle</p>\n\
                <p style=\"display:none\">Not seen.</p>\n\nOne<br>two <b>three</b>.\n";
    let heard = read_bytes(text.as_bytes(), "x.md", Limits::default()).await;
    assert_eq!(heard.text(), "Before.\na\tb\nitem\nMiddle\nOne\ntwo three.\n");
    let kinds: Vec<_> = heard.pieces[1..4].iter().map(|piece| (piece.kind, piece.place.lines)).collect();
    let (row, item, paragraph) = (PieceKind::Row, PieceKind::ListItem, PieceKind::Paragraph);
    assert_eq!(kinds, [(row, Some((3, 5))), (item, Some((7, 7))), (paragraph, Some((9, 10)))]);
    let (start, end) = heard.pieces[1].place.bytes.expect("it has bytes");
    let own = &text[start as usize..end as usize];
    assert!(own.starts_with("<table>") && own.ends_with("</table>"), "{own}");
    assert_eq!(heard.notices, [Notice::Hidden { runs: 1, characters: 8 }]);
}

#[tokio::test]
async fn empty_lines_of_values_are_rows() {
    let heard = read_bytes(b"a,b\r\n\r\n\"x\ny\",z\r\n\r\n\r\nlast,1\r\n", "x.csv", Limits::default()).await;
    let places: Vec<_> =
        heard.pieces.iter().filter_map(|piece| piece.place.range.as_deref().zip(piece.place.lines)).collect();
    assert_eq!(places, [("A1:B1", (1, 1)), ("A3:B3", (3, 4)), ("A6:B6", (7, 7))]);
}
