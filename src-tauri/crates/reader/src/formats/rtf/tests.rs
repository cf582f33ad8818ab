//! What the stripper keeps and what it leaves out.

use super::*;

fn stripped(rtf: &str) -> String {
    text(rtf.as_bytes()).expect("it nests little").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn text_comes_without_what_is_not_text() {
    let rtf = r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\title No}}{\*\generator No;}\pard Yes {\b bold}\par Too}";
    assert_eq!(stripped(rtf), "Yes bold Too");
}

#[test]
fn unicode_passes_over_what_stands_for_it() {
    assert_eq!(stripped(r"{\rtf1\uc1\u26481?\u20140?}"), "東京");
    assert_eq!(stripped(r"{\rtf1\uc2\u26481\'93\'8c.}"), "東.");
    assert_eq!(stripped(r"{\rtf1\u-10179?\u-8704?}"), "😀");
}

#[test]
fn bytes_are_of_the_code_page_of_their_font() {
    assert_eq!(stripped(r"{\rtf1\ansicpg1251 \'cf\'f0\'e8}"), "При");
    assert_eq!(stripped(r"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset128 M;}}\f1\'93\'8c\f0\'e9}"), "東é");
}

#[test]
fn styles_that_are_headings_make_headings() {
    let rtf = br"{\rtf1{\stylesheet{\s0 Normal;}{\s7\fs48 Heading 2;}}\pard\s7 A\par\pard\s0 b\par}";
    let pieces = strip(rtf).expect("it nests little").pieces;
    assert_eq!(pieces[0], (PieceKind::Heading { level: 2 }, "A".to_owned()));
    assert_eq!(pieces[1], (PieceKind::Paragraph, "b".to_owned()));
}

#[test]
fn hidden_text_is_kept_apart() {
    let stripped = strip(br"{\rtf1 a{\v secret}b\par}").expect("it nests little");
    assert_eq!(stripped.pieces[0].1, "ab");
    assert_eq!(stripped.hidden, ["secret"]);
}

#[test]
fn rows_are_parted_by_tabs_and_notes_stand_alone() {
    assert_eq!(
        strip(br"{\rtf1\intbl a\cell b\cell\row c{\footnote d}e\par}").expect("it nests little").pieces,
        [
            (PieceKind::Row, "a\tb".to_owned()),
            (PieceKind::Paragraph, "d".to_owned()),
            (PieceKind::Paragraph, "ce".to_owned()),
            (PieceKind::Paragraph, String::new()),
        ]
    );
}

#[test]
fn groups_without_end_are_refused() {
    assert!(text(&b"{".repeat(100_000)).is_err());
    assert_eq!(text(br"}}}\u\'zz\bin99999 x\").expect("nothing is deep"), "\u{0}z\n");
}
