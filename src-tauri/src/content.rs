//! The contents of a document as its page shows them: passages as pieces, and the stretch around what was searched for.

use std::collections::HashSet;

use carat_documents::Spot;
use carat_reader::PieceKind;
use carat_store::{Chunk, Document, tokens};

use crate::wire::{DocumentFormat, Piece, Place, Snippet, format_of};

/// Characters of a result before the first word that was searched for.
const BEFORE: usize = 60;

/// Characters of a result in all.
const LENGTH: usize = 280;

/// Passages that follow one another as pieces. A passage is one piece, so that a citation's pieces and a document's are
/// counted alike.
pub(crate) fn pieces(chunks: &[Chunk], document: &Document) -> Vec<Piece> {
    let spots: Vec<Spot> = chunks.iter().map(|chunk| serde_json::from_str(&chunk.place).unwrap_or_default()).collect();
    let piece = |(at, chunk): (usize, &Chunk)| {
        let text = chunk.text.trim_end();
        let below = spots.get(at + 1).map_or(&[][..], |spot| spot.place.headings.as_slice());
        let place = spots.get(at).map(|spot| Place::from(&spot.place)).unwrap_or_default();
        Piece { kind: kind_of(text, below, format_of(document)).into(), text: text.to_owned(), place }
    };
    chunks.iter().enumerate().map(piece).collect()
}

/// What a passage is; `below` are the headings above the one that follows it.
fn kind_of(text: &str, below: &[String], format: Option<DocumentFormat>) -> PieceKind {
    if let Some(above) = below.iter().position(|heading| heading == text) {
        return PieceKind::Heading { level: u8::try_from(above + 1).unwrap_or(u8::MAX) };
    }
    match format {
        Some(DocumentFormat::Code) => PieceKind::Code,
        // Several rows in one piece keep their lines and tabs.
        Some(DocumentFormat::Sheet | DocumentFormat::Csv) if text.contains('\n') => PieceKind::Code,
        Some(DocumentFormat::Sheet | DocumentFormat::Csv) => PieceKind::Row,
        _ => PieceKind::Paragraph,
    }
}

/// What surrounds the first word of a query in a text, with its words marked.
pub(crate) fn snippet(text: &str, query: &str) -> Vec<Snippet> {
    let text = text.trim_end();
    let wanted: HashSet<String> = tokens(query).map(|token| token.folded).collect();
    let hits: Vec<_> = tokens(text).filter(|token| wanted.contains(&token.folded)).map(|token| token.range).collect();
    let first = hits.first().map_or(0, |range| range.start);
    let from = back(text, first, BEFORE);
    let to = text[from..].char_indices().nth(LENGTH).map_or(text.len(), |(at, _)| from + at);
    let mut snippets: Vec<Snippet> = Vec::new();
    let mut add = |part: &str, hit: bool| match snippets.last_mut() {
        _ if part.is_empty() => {}
        Some(last) if last.hit == hit => last.text.push_str(part),
        _ => snippets.push(Snippet { text: part.to_owned(), hit }),
    };
    if from > 0 {
        add("…", false);
    }
    let mut at = from;
    for range in hits.into_iter().filter(|range| range.start >= from && range.end <= to) {
        add(text.get(at..range.start).unwrap_or_default(), false);
        add(text.get(range.clone()).unwrap_or_default(), true);
        at = range.end;
    }
    add(text.get(at..to).unwrap_or_default(), false);
    if to < text.len() {
        add("…", false);
    }
    snippets
}

/// The place so many characters before another.
fn back(text: &str, at: usize, characters: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.char_indices().rev().nth(characters.saturating_sub(1)).map_or(0, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, query: &str) -> String {
        snippet(text, query).iter().map(|s| if s.hit { format!("[{}]", s.text) } else { s.text.clone() }).collect()
    }

    #[test]
    fn a_passage_that_stands_above_the_next_is_its_heading_and_rows_keep_their_lines() {
        let below = ["Lease".to_owned(), "Rent".to_owned()];
        assert_eq!(kind_of("Rent", &below, None), PieceKind::Heading { level: 2 });
        assert_eq!(kind_of("Rent is due.", &below, Some(DocumentFormat::Pdf)), PieceKind::Paragraph);
        assert_eq!(kind_of("a\tb\nc\td", &[], Some(DocumentFormat::Csv)), PieceKind::Code);
        assert_eq!(kind_of("a\tb", &[], Some(DocumentFormat::Sheet)), PieceKind::Row);
    }

    #[test]
    fn the_words_of_a_query_are_marked_however_they_are_written() {
        assert_eq!(marked("The Rent is due. The rent rises.", "rent"), "The [Rent] is due. The [rent] rises.");
        assert_eq!(marked("Nothing of it.", "rent"), "Nothing of it.");
        assert_eq!(marked("", "rent"), "");
        assert!(marked("租金应在每月支付。", "租金").contains("[租金]"));
    }

    #[test]
    fn of_a_long_text_what_surrounds_the_first_word_is_shown() {
        let text = format!("{}the deposit is large. {}", "Größe ".repeat(100), "東".repeat(600));
        let shown = marked(&text, "deposit");
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains("[deposit]"), "{shown}");
        assert!(shown.chars().count() <= LENGTH + 4, "{shown}");
    }
}
