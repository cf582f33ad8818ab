//! A paragraph is some lines of a block that belong together, as a piece with boxes.

use super::line::{Line, LineWord};
use super::script::{self, is_unspaced};
use super::sheet::Sheet;
use crate::output::{Output, Result};
use crate::{PieceKind, Place, Word};

/// The widest distance of two lines of a paragraph, over the usual one of its block.
const LEADING: f32 = 1.3;

/// The widest usual distance of two lines, over their size: two that lie apart are no paragraph.
const FARTHEST: f32 = 2.2;

/// Text is a heading from so many times the usual size of its page.
const HEADING: f32 = 1.15;

/// The most characters of a heading.
const LONGEST_HEADING: usize = 200;

/// What a page's paragraphs have in common.
pub(super) struct Page<'a> {
    pub(super) number: u32,
    pub(super) sheet: &'a Sheet,
    pub(super) quarter: i32,
    /// The usual size of its text.
    pub(super) size: f32,
}

/// Writes the lines of a block as pieces.
pub(super) fn put_block(lines: &[Line], page: &Page, output: &mut Output) -> Result<()> {
    let leading = leading(lines);
    let right = lines.iter().map(|line| line.right).fold(f32::NEG_INFINITY, f32::max);
    let left = lines.iter().map(|line| line.left).fold(f32::INFINITY, f32::min);
    let letters = |of: fn(char) -> bool| {
        lines.iter().flat_map(|line| &line.words).flat_map(|word| word.text.chars()).filter(|char| of(*char)).count()
    };
    let to_left = letters(script::is_right_to_left) > letters(script::is_left_to_right);
    let mut open: Vec<&Line> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let table = is_row(lines, index);
        let ends = open.last().is_none_or(|last| {
            let apart = line.baseline - last.baseline > leading * LEADING || line.baseline < last.baseline;
            let resized = (line.size / last.size - 1.0).abs() > 0.12;
            // A line that ends early ends its paragraph, where the column is wide enough to tell.
            let width = right - left;
            let free = if to_left { last.left - left } else { right - last.right };
            let sentence =
                last.words.last().is_some_and(|word| word.text.ends_with(['.', '!', '?', '。', '！', '？', '।', '؟']));
            let short = free > width * if sentence { 0.12 } else { 0.3 } && width > last.size * 12.0;
            let indented =
                line.left > last.left + line.size * 0.9 && line.left < last.left + line.size * 4.0 && open.len() > 1;
            apart || resized || short || indented || begins_an_item(line)
        });
        if (ends || table) && !open.is_empty() {
            put(&std::mem::take(&mut open), None, page, output)?;
        }
        if table {
            put(&[line], Some(PieceKind::Row), page, output)?;
        } else {
            open.push(line);
        }
    }
    if open.is_empty() { Ok(()) } else { put(&open, None, page, output) }
}

/// The usual distance of two lines.
fn leading(lines: &[Line]) -> f32 {
    let mut steps: Vec<f32> = lines.windows(2).map(|pair| pair[1].baseline - pair[0].baseline).collect();
    steps.retain(|step| *step > 0.0);
    steps.sort_by(f32::total_cmp);
    // The lower third: between paragraphs there is more than within them.
    let usual = steps.get(steps.len() / 3).copied().unwrap_or(f32::INFINITY);
    let size = lines.iter().map(|line| line.size).fold(0.0, f32::max);
    usual.min(size * FARTHEST)
}

/// Whether a line is a row of a table: it and a neighbour are made of values apart.
fn is_row(lines: &[Line], index: usize) -> bool {
    let several = |index: Option<usize>| index.and_then(|index| lines.get(index)).is_some_and(|line| line.runs > 1);
    several(Some(index)) && (several(index.checked_sub(1)) || several(Some(index + 1)))
}

/// Whether a line begins with a sign or number as items of lists do.
fn begins_an_item(line: &Line) -> bool {
    let Some(first) = line.words.first() else { return false };
    let mut chars = first.text.chars();
    match (chars.next(), chars.as_str()) {
        (Some('•' | '◦' | '▪' | '‣' | '–' | '●' | '○' | '■' | '\u{f0b7}'), "") => true,
        (Some(digit), rest) if digit.is_ascii_digit() => {
            let rest = rest.trim_start_matches(|char: char| char.is_ascii_digit());
            matches!(rest, "." | ")") && line.words.len() > 1
        }
        _ => false,
    }
}

/// Writes lines as one piece.
fn put(lines: &[&Line], kind: Option<PieceKind>, page: &Page, output: &mut Output) -> Result<()> {
    let mut text = String::new();
    let mut words = Vec::new();
    for line in lines {
        let between = if text.is_empty() { "" } else { joint(&mut text, line) };
        text.push_str(between);
        for (index, word) in line.words.iter().enumerate() {
            if index > 0 {
                text.push_str(word.parted);
            }
            put_word(word, &mut text, &mut words, page);
        }
    }
    let size = lines.iter().map(|line| line.size).fold(0.0, f32::max);
    let kind = kind.unwrap_or_else(|| {
        if lines.len() <= 3 && size > page.size * HEADING && text.chars().count() <= LONGEST_HEADING {
            PieceKind::Heading { level: level(size / page.size) }
        } else if lines.first().is_some_and(|line| begins_an_item(line)) {
            PieceKind::ListItem
        } else {
            PieceKind::Paragraph
        }
    });
    let place = Place { page: Some(page.number), ..Place::default() };
    output.boxed(kind, text, place, words)
}

fn put_word(word: &LineWord, text: &mut String, words: &mut Vec<Word>, page: &Page) {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let start = small(text.len());
    text.push_str(&word.text);
    let area = page.sheet.unread(word.area, page.quarter).map(|side| (side * 100.0).round() / 100.0);
    words.push(Word { start, end: small(text.len()), page: page.number, area });
}

/// What stands between a text and its next line; a hyphen that only broke a word is taken away.
fn joint(text: &mut String, line: &Line) -> &'static str {
    let Some(word) = line.words.first() else { return "" };
    let Some(next) = word.text.chars().next() else { return "" };
    let mut last = text.chars().rev();
    match (last.next(), last.next()) {
        (Some(last), _) if is_unspaced(last) && is_unspaced(next) => "",
        // "Haupt- und Nebensatz": a part is left out, nothing was broken.
        (Some('-' | '\u{2010}'), _) if LEAVES_OUT.contains(&word.text.as_str()) => " ",
        (Some('-' | '\u{2010}'), Some(before)) if before.is_lowercase() && next.is_lowercase() => {
            text.pop();
            ""
        }
        // Lines may end after a hyphen that belongs to its word.
        (Some('-' | '\u{2010}' | '\u{2013}'), Some(before)) if before.is_alphanumeric() && next.is_alphanumeric() => "",
        _ => " ",
    }
}

/// Words before which a hyphen stands for what is left out.
const LEAVES_OUT: [&str; 8] = ["und", "oder", "bzw.", "sowie", "bis", "and", "or", "och"];

/// The level of a heading by its size.
fn level(ratio: f32) -> u8 {
    match ratio {
        ratio if ratio >= 1.7 => 1,
        ratio if ratio >= 1.35 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(before: &str, after: &str) -> String {
        let word = LineWord { text: after.to_owned(), area: [0.0; 4], parted: "" };
        let line = Line { words: vec![word], left: 0.0, right: 9.0, baseline: 0.0, size: 10.0, runs: 1 };
        let mut text = before.to_owned();
        let between = joint(&mut text, &line);
        format!("{text}{between}{after}")
    }

    #[test]
    fn lines_are_joined_as_their_words_were() {
        assert_eq!(joined("one", "two"), "one two");
        assert_eq!(joined("東京", "大阪"), "東京大阪");
        assert_eq!(joined("har-", "bour"), "harbour");
        assert_eq!(joined("Kapsel-", "Pilot"), "Kapsel-Pilot");
        assert_eq!(joined("1620-", "21"), "1620-21");
        assert_eq!(joined("Haupt-", "und"), "Haupt- und");
        assert_eq!(joined("so –", "then"), "so – then");
    }
}
