//! Parts are what a piece is put out in: one, or more where it is too long, each with its own place.

use std::ops::Range;

use crate::{PieceKind, Place};

/// The most bytes of text in one piece: longer ones are cut between lines or words.
const LONGEST_PIECE: usize = 32 * 1024;

/// The parts of a piece, as they are shown.
pub(super) fn of(kind: PieceKind, text: &str, place: &Place) -> impl Iterator<Item = (String, Place)> {
    let shown = bounds(kind, text);
    // The lines of a paragraph may have been joined: then those of the file can't be counted in it.
    let keeps = text.len() > LONGEST_PIECE
        && place.lines.is_some_and(|(first, last)| last.checked_sub(first) == Some(line_ends(text.trim_end())));
    // They are counted once, however many parts there are.
    let (mut counted, mut lines) = (0, 0_u32);
    cut(&text[shown.clone()]).map(move |(at, part)| {
        let start = shown.start + at;
        let mut place = place.clone();
        if part.len() < shown.len() {
            lines = lines.saturating_add(line_ends(&text[counted..start]));
            counted = start;
            narrow(&mut place, text, start..start + part.len(), keeps.then_some(lines));
        }
        let part: String = part.chars().filter(|&char| !char.is_control() || matches!(char, '\n' | '\t')).collect();
        (part[bounds(kind, &part)].to_owned(), place)
    })
}

/// Where what is shown of a text begins and ends. The first line of code keeps its indentation.
fn bounds(kind: PieceKind, text: &str) -> Range<usize> {
    let head = if kind == PieceKind::Code { text.trim_start_matches(['\r', '\n']) } else { text.trim_start() };
    let start = text.len() - head.len();
    start..start + head.trim_end().len()
}

/// Makes the place of a text that of a part of it, with so many lines before, where that is known. A part of a text that
/// is not what lies in the file, byte by byte, keeps the place of the whole.
fn narrow(place: &mut Place, text: &str, part: Range<usize>, before: Option<u32>) {
    let Some((start, end)) = place.bytes else { return };
    if end.checked_sub(start) != Some(text.len() as u64) {
        return;
    }
    place.bytes = Some((start + part.start as u64, start + part.end as u64));
    if let (Some((first, _)), Some(before)) = (place.lines, before) {
        let first = first.saturating_add(before);
        place.lines = Some((first, first.saturating_add(line_ends(&text[part]))));
    }
}

/// How many lines end in a text, as on any system.
fn line_ends(text: &str) -> u32 {
    let ends = text.matches('\n').count() + text.matches('\r').count() - text.matches("\r\n").count();
    u32::try_from(ends).unwrap_or(u32::MAX)
}

/// Parts of a text that are no longer than a piece may be, and where each begins.
fn cut(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = text.len() - rest.len();
        if rest.len() <= LONGEST_PIECE {
            return Some((at, std::mem::take(&mut rest)));
        }
        let end = rest.floor_char_boundary(LONGEST_PIECE);
        let head = &rest[..end];
        let end = head.rfind('\n').or_else(|| head.rfind(char::is_whitespace)).filter(|&end| end > 0).unwrap_or(end);
        let (part, after) = rest.split_at(end);
        rest = after.trim_start();
        Some((at, part.trim_end()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words_and_whole() {
        let text = "東京 ".repeat(20_000);
        let parts: Vec<&str> = cut(&text).map(|(_, part)| part).collect();
        assert!(parts.iter().all(|part| part.len() <= LONGEST_PIECE && !part.is_empty()));
        assert_eq!(parts.concat().matches("東京").count(), 20_000, "nothing is lost at a cut");
    }

    #[test]
    fn a_part_of_a_long_text_has_its_own_lines_and_bytes() {
        for end in ["\n", "\r\n"] {
            let text = format!("東京{end}{end}").repeat(8000);
            let whole =
                Place { lines: Some((10, 16_008)), bytes: Some((3, 3 + text.len() as u64)), ..Place::default() };
            let parts: Vec<_> = of(PieceKind::Paragraph, &text, &whole).collect();
            assert!(parts.len() > 1);
            let mut next = (10, 3);
            for (part, place) in &parts {
                let (first, last) = place.lines.expect("it has lines");
                let (start, after) = place.bytes.expect("it has bytes");
                assert_eq!((first, start), next, "nothing stands between the parts but an end of a line");
                let own = &text[start as usize - 3..after as usize - 3];
                assert_eq!(own.replace('\r', ""), *part);
                assert_eq!((last - first) as usize, part.matches('\n').count());
                next = (last + 2, after + 2 * end.len() as u64);
            }
        }
    }

    #[test]
    fn a_part_of_joined_lines_has_its_own_bytes_alone() {
        let text = "word ".repeat(10_000);
        let whole = Place { lines: Some((1, 9)), bytes: Some((0, text.len() as u64)), ..Place::default() };
        let places: Vec<_> = of(PieceKind::Paragraph, &text, &whole).map(|(_, place)| place).collect();
        assert!(places.len() > 1 && places.iter().all(|place| place.lines == Some((1, 9))));
        assert!(places.windows(2).all(|pair| pair[0].bytes < pair[1].bytes), "{places:?}");
    }

    #[test]
    fn a_text_that_is_not_what_lies_in_the_file_keeps_its_place() {
        let text = "word ".repeat(10_000);
        let whole = Place { lines: Some((1, 9)), bytes: Some((0, 9)), ..Place::default() };
        assert!(of(PieceKind::Paragraph, &text, &whole).all(|(_, place)| place == whole));
        let short = Place { lines: Some((1, 1)), bytes: Some((0, 6)), ..Place::default() };
        let only: Vec<_> = of(PieceKind::Paragraph, " word ", &short).collect();
        assert_eq!(only, [("word".to_owned(), short)], "what is not cut is where it was");
    }
}
