//! A spot is where a passage stands in its document: what a citation opens and marks.

use carat_reader::{Piece, Place, Word};
use serde::{Deserialize, Serialize};

/// Where a passage stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Spot {
    /// What the reader says of its first piece.
    #[serde(flatten)]
    pub place: Place,
    /// The last page, where that is another one than the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_page: Option<u32>,
    /// Its lines with their boxes; empty where the format has no fixed pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub boxes: Vec<LineBox>,
}

/// A line of a passage on a page: numbers alone, since there are many. Page; first character and the one after the last,
/// counted in the passage; left, top, right, bottom in tenths of a point from the page's upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineBox(pub u32, pub u32, pub u32, pub i32, pub i32, pub i32, pub i32);

impl LineBox {
    /// The page, from 1.
    #[must_use]
    pub fn page(&self) -> u32 {
        self.0
    }

    /// Left, top, right and bottom in points.
    #[must_use]
    pub fn area(&self) -> [f32; 4] {
        #[expect(clippy::cast_precision_loss, reason = "a page is a few thousand points wide")]
        [self.3, self.4, self.5, self.6].map(|tenths| tenths as f32 / 10.0)
    }
}

impl Spot {
    /// The spot of a passage that begins with the bytes from `start` to before `end` of a piece; its boxes count
    /// characters from `offset`.
    pub(crate) fn of(piece: &Piece, start: usize, end: usize, offset: u32) -> Self {
        let boxes = lines(piece, start, end, offset);
        let mut place = piece.place.clone();
        narrow(&mut place, &piece.text, start, end);
        if let Some(first) = boxes.first() {
            place.page = Some(first.page());
        }
        let mut spot = Self { place, last_page: None, boxes };
        spot.note_last_page();
        spot
    }

    /// Takes in the spot of what follows in the same passage.
    pub(crate) fn extend(&mut self, other: Self) {
        let next = other.place;
        if next.page.is_some() && next.page != self.place.page {
            self.last_page = other.last_page.or(next.page);
        }
        if let (Some(mine), Some(its)) = (&mut self.place.lines, next.lines) {
            mine.1 = mine.1.max(its.1);
        }
        if let (Some(mine), Some(its)) = (&mut self.place.bytes, next.bytes) {
            mine.1 = mine.1.max(its.1);
        }
        if self.place.sheet == next.sheet
            && let (Some(mine), Some(its)) = (&mut self.place.range, next.range)
        {
            *mine = joined_range(mine, &its);
        }
        self.boxes.extend(other.boxes);
        self.note_last_page();
    }

    /// The page of a character of the passage, as the boxes tell it.
    #[must_use]
    pub fn page_of(&self, character: u32) -> Option<u32> {
        let under = self.boxes.iter().find(|line| line.2 > character).or(self.boxes.last());
        under.map(LineBox::page).or(self.place.page)
    }

    /// The boxes of the characters from `start` to before `end` of the passage.
    #[must_use]
    pub fn boxes_of(&self, start: u32, end: u32) -> Vec<LineBox> {
        self.boxes.iter().copied().filter(|line| line.1 < end && line.2 > start).collect()
    }

    fn note_last_page(&mut self) {
        if let (Some(first), Some(last)) = (self.place.page, self.boxes.last())
            && last.page() > first
        {
            self.last_page = Some(last.page());
        }
    }
}

/// Joins the words of a piece from byte `start` to before `end` into the boxes of their lines.
fn lines(piece: &Piece, start: usize, end: usize, offset: u32) -> Vec<LineBox> {
    let mut lines: Vec<LineBox> = Vec::new();
    // Words come in reading order, so characters are counted along.
    let (mut byte, mut character) = (start, offset);
    for word in &piece.words {
        let (first, last) = (word.start as usize, word.end as usize);
        if first < byte || last > end || last <= first {
            continue;
        }
        let (Some(gap), Some(text)) = (piece.text.get(byte..first), piece.text.get(first..last)) else { continue };
        let from = character + count(gap);
        let to = from + count(text);
        (byte, character) = (last, to);
        let line = line_of(word, from, to);
        match lines.last_mut() {
            Some(before) if goes_on(before, &line) => {
                before.2 = to;
                before.4 = before.4.min(line.4);
                before.5 = before.5.max(line.5);
                before.6 = before.6.max(line.6);
            }
            _ => lines.push(line),
        }
    }
    lines
}

fn line_of(word: &Word, from: u32, to: u32) -> LineBox {
    #[expect(clippy::cast_possible_truncation, reason = "a float is cut to the bounds of the whole number")]
    let [left, top, right, bottom] = word.area.map(|points| (points * 10.0).round() as i32);
    LineBox(word.page, from, to, left, top, right, bottom)
}

/// Whether a word stands on the line before it: at its height, to its right, and not a column away.
fn goes_on(line: &LineBox, word: &LineBox) -> bool {
    let height = (line.6 - line.4).max(1);
    let overlap = line.6.min(word.6) - line.4.max(word.4);
    line.0 == word.0 && overlap * 2 > height && word.3 >= line.3 && word.3 - line.5 < height * 3
}

/// Narrows the lines and bytes of a piece to its part from byte `start` to before `end`, where its text is as long as
/// what lies in the file: else nobody knows where in there the part is.
fn narrow(place: &mut Place, text: &str, start: usize, end: usize) {
    let alike = |(first, last): &(u64, u64)| last.checked_sub(*first) == Some(text.len() as u64);
    let Some((first, _)) = place.bytes.filter(alike) else { return };
    let Some(part) = text.get(start..end).map(|part| part.trim_start_matches('\n')) else { return };
    let breaks = |text: &str| u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX);
    place.bytes = Some((first + start as u64, first + end as u64));
    // Where the reader made spaces of line breaks, lines can't be counted any more.
    if let Some((from, to)) = place.lines
        && to.checked_sub(from) == Some(breaks(text))
    {
        let from = from + breaks(&text[..end - part.len()]);
        place.lines = Some((from, from + breaks(part.trim_end_matches('\n'))));
    }
}

/// `A1:F1` and `A2:C2` are `A1:F2`: a row ends at its last cell that is not empty.
fn joined_range(first: &str, next: &str) -> String {
    let begin = first.split(':').next().unwrap_or(first);
    let ((column, row), (next_column, next_row)) = (last_cell(first), last_cell(next));
    format!("{begin}:{}{}", farther(column, next_column), farther(row, next_row))
}

/// The column and the row of a range's last cell.
fn last_cell(range: &str) -> (&str, &str) {
    let cell = range.rsplit(':').next().unwrap_or(range);
    cell.split_at(cell.find(|c: char| c.is_ascii_digit()).unwrap_or(cell.len()))
}

/// The farther one of two columns or rows: `AA` comes after `B`, and `10` after `9`.
fn farther<'n>(one: &'n str, other: &'n str) -> &'n str {
    if (other.len(), other) > (one.len(), one) { other } else { one }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use carat_reader::PieceKind;

    use super::*;

    fn word(start: u32, end: u32, page: u32, area: [f32; 4]) -> Word {
        Word { start, end, page, area }
    }

    fn piece() -> Piece {
        Piece {
            kind: PieceKind::Paragraph,
            text: "Öl ist teuer.".into(),
            place: Place { page: Some(3), ..Place::default() },
            words: vec![
                word(0, 3, 3, [10.0, 10.0, 20.0, 20.0]),
                word(4, 7, 3, [22.0, 10.0, 30.0, 20.0]),
                word(8, 14, 4, [10.0, 30.0, 40.04, 40.0]),
            ],
        }
    }

    #[test]
    fn words_of_a_line_share_a_box_that_counts_characters() {
        let spot = Spot::of(&piece(), 0, 14, 0);
        assert_eq!(spot.boxes, [LineBox(3, 0, 6, 100, 100, 300, 200), LineBox(4, 7, 13, 100, 300, 400, 400)]);
        assert_eq!((spot.place.page, spot.last_page), (Some(3), Some(4)));
        assert_eq!((spot.page_of(0), spot.page_of(9), spot.page_of(99)), (Some(3), Some(4), Some(4)));
        assert_eq!(spot.boxes_of(0, 5).len(), 1);
        assert_eq!(spot.boxes[1].area(), [10.0, 30.0, 40.0, 40.0]);
    }

    #[test]
    fn the_second_half_of_a_piece_has_the_page_of_its_own_words() {
        let spot = Spot::of(&piece(), 8, 14, 5);
        assert_eq!((spot.place.page, spot.boxes[0].1, spot.boxes[0].2), (Some(4), 5, 11));
    }

    #[test]
    fn a_spot_survives_json_and_is_short() {
        let spot = Spot::of(&piece(), 0, 14, 0);
        let json = serde_json::to_string(&spot).expect("numbers and strings");
        assert_eq!(serde_json::from_str::<Spot>(&json).expect("the same"), spot);
        assert_eq!(serde_json::to_string(&Spot::default()).expect("nothing"), "{}");
    }

    #[test]
    fn rows_that_are_joined_have_one_range_as_wide_as_the_widest() {
        assert_eq!(joined_range("A1:C1", "A2:C2"), "A1:C2");
        assert_eq!(joined_range("A1:AA9", "A10:C10"), "A1:AA10");
        assert_eq!(joined_range("A1", "B7"), "A1:B7");
    }

    #[test]
    fn a_part_of_a_long_piece_has_its_own_lines_and_bytes_where_they_can_be_told() {
        let place = Place { lines: Some((5, 7)), bytes: Some((100, 111)), ..Place::default() };
        let piece = Piece { text: "one\ntwo\nend".into(), place, words: Vec::new(), ..piece() };
        let part = |piece: &Piece, start, end| {
            let place = Spot::of(piece, start, end, 0).place;
            (place.lines.unwrap_or_default(), place.bytes.unwrap_or_default())
        };
        assert_eq!(part(&piece, 0, 4), ((5, 5), (100, 104)));
        assert_eq!(part(&piece, 3, 11), ((6, 7), (103, 111)));
        let spaces = Piece { text: "one two end".into(), ..piece.clone() };
        assert_eq!(part(&spaces, 4, 8), ((5, 7), (104, 108)), "its lines are not counted");
        let shorter = Piece { text: "one\ntwo".into(), ..piece };
        assert_eq!(part(&shorter, 0, 4), ((5, 7), (100, 111)), "its bytes are not either");
    }
}
