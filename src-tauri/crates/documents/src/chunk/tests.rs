//! How pieces become passages: by structure, within size, with their places.

use carat_reader::Place;
use proptest::prelude::*;

use super::*;

fn piece(kind: PieceKind, text: &str) -> Piece {
    Piece { kind, text: text.to_owned(), place: Place::default(), words: Vec::new() }
}

fn paragraph(text: &str) -> Piece {
    piece(PieceKind::Paragraph, text)
}

fn chunked(pieces: &[Piece]) -> Vec<NewChunk> {
    let mut chunker = Chunker::default();
    let mut chunks = Vec::new();
    for piece in pieces {
        chunker.push(piece);
        chunks.extend(chunker.take());
    }
    chunks.extend(chunker.finish().0);
    chunks
}

#[test]
fn a_long_paragraph_stands_alone_and_short_ones_together() {
    let long = "A sentence of some length that says a thing. ".repeat(14);
    let chunks = chunked(&[paragraph("One."), paragraph("Two."), paragraph(&long), paragraph(&long)]);
    assert_eq!(chunks.len(), 2, "{chunks:?}");
    assert!(chunks[0].text.starts_with("One.\n\nTwo.\n\nA sentence"));
    assert_eq!(chunks[1].start, chunks[0].text.chars().count() as u64);
}

#[test]
fn a_paragraph_that_is_too_long_is_cut_between_sentences_and_chinese_earlier() {
    let english = chunked(&[paragraph(&"This is a sentence with words. ".repeat(100))]);
    assert!(english.len() > 2 && english.iter().all(|chunk| chunk.text.trim_end().ends_with('.')));
    let chinese = chunked(&[paragraph(&"这是一个有意义的句子。".repeat(100))]);
    assert!(chinese.iter().all(|chunk| chunk.text.chars().count() <= 500 + 2 && chunk.text.trim_end().ends_with('。')));
    assert_eq!(chinese[0].language.as_deref(), Some("zh"));
}

#[test]
fn rows_keep_the_head_of_their_table_and_leave_it_at_its_end() {
    let mut pieces = vec![paragraph("Before."), piece(PieceKind::Row, "Name\tPrice")];
    pieces.extend((0..200).map(|n| piece(PieceKind::Row, &format!("Thing {n}\t{n} €"))));
    pieces.push(paragraph("After."));
    let chunks = chunked(&pieces);
    assert!(chunks[1].text.starts_with("Name\tPrice\nThing 0"));
    assert!(chunks[2].context.ends_with("Name\tPrice") && chunks[2].text.starts_with("Thing"));
    assert_eq!(chunks.last().map(|chunk| (chunk.text.as_str(), chunk.context.as_str())), Some(("After.\n\n", "")));
}

#[test]
fn headings_stand_beside_the_text_and_slides_apart() {
    let mut first = paragraph("Growth was strong.");
    first.place.headings = vec!["Report".into(), "Growth".into()];
    first.place.slide = Some(1);
    let mut second = first.clone();
    second.place.slide = Some(2);
    let chunks = chunked(&[first, second]);
    assert_eq!((chunks.len(), chunks[0].context.as_str()), (2, "Report › Growth"));
    assert!(!chunks[0].text.contains("Report"));
    assert!(chunks[1].place.contains("\"slide\":2"));
}

proptest! {
    #[test]
    fn the_passages_one_after_another_are_the_text(texts in prop::collection::vec("(\\PC|\\n){0,2500}", 0..6), kinds in prop::collection::vec(0..4u8, 6)) {
        let pieces: Vec<Piece> = texts.iter().zip(kinds).map(|(text, kind)| match kind {
            0 => piece(PieceKind::Heading { level: 1 }, text),
            1 => piece(PieceKind::Row, text),
            2 => piece(PieceKind::Code, text),
            _ => paragraph(text),
        }).collect();
        let whole: String = pieces.iter().filter(|piece| !piece.text.trim().is_empty())
            .map(|piece| format!("{}{}", piece.text, separator(piece.kind))).collect();
        let chunks = chunked(&pieces);
        let joined: String = chunks.iter().map(|chunk| chunk.text.as_str()).collect();
        prop_assert_eq!(joined, whole);
        let mut start = 0;
        for chunk in &chunks {
            prop_assert_eq!(chunk.start, start);
            prop_assert!(units(&chunk.text) <= MOST + 16);
            start += chunk.text.chars().count() as u64;
        }
    }
}
