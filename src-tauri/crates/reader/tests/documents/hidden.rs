//! Text that nobody sees is left out, and said so.

use carat_reader::Notice;

use crate::support::{read_bytes, read_gold};

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
