//! Masking puts an X in the place of every letter and digit of private data, so that its form still shows.

use std::ops::Range;

/// The text with the given bytes masked. What stands between the groups of a number stays, and so do the offsets of
/// everything: private data is ASCII, and a character that is not becomes as many Xs as it has bytes.
#[must_use]
pub fn mask(text: &str, ranges: impl IntoIterator<Item = Range<usize>>) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut ranges: Vec<Range<usize>> = ranges.into_iter().collect();
    ranges.sort_by_key(|range| range.start);
    for (at, c) in text.char_indices() {
        // Ranges that end before this character are done with.
        let done = ranges.iter().take_while(|range| range.end <= at).count();
        ranges.drain(..done);
        let hidden = ranges.first().is_some_and(|range| range.start < at + c.len_utf8());
        if hidden && c.is_alphanumeric() {
            masked.extend(std::iter::repeat_n('X', c.len_utf8()));
        } else {
            masked.push(c);
        }
    }
    masked
}
