//! An atom is the smallest text that a page draws at one place: a word, or a part of one, or the space between two.

use pdf_oxide::layout::TextSpan;

use super::script::{self, is_unspaced};
use super::sheet::Sheet;

/// Characters of an atom in a script without spaces: what is marked of a citation is this exact.
const UNSPACED: usize = 6;

/// A text at a place, along and down the lines that it stands in.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    /// In the order that it is read in; a space where it is one.
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    /// Whether a space stands on its left.
    pub(super) spaced: bool,
}

/// The atoms of a page, by how many quarters their lines are turned.
pub(super) fn of_spans(spans: &[&TextSpan], sheet: &Sheet) -> [Vec<Atom>; 4] {
    // Which spans hold their characters in the order that they are read in is only a guess of the parser's.
    let order = |flag: bool| {
        let texts = spans.iter().filter(|span| span.rtl_draw_logical == flag).map(|span| span.text.as_str());
        script::is_logical(texts).unwrap_or(flag)
    };
    let logical = [order(false), order(true)];
    let mut turned: [Vec<Atom>; 4] = Default::default();
    for span in spans {
        let quarter = sheet.quarter(span.rotation_degrees);
        let (left, baseline) = sheet.read(span.bbox.x, span.bbox.y, quarter);
        let size = span.font_size.abs();
        if left.is_finite() && baseline.is_finite() && size.is_finite() {
            let open =
                Atom { text: String::new(), left, right: left, baseline, size: size.clamp(0.1, 2000.0), spaced: false };
            put(span, open, logical[usize::from(span.rtl_draw_logical)], &mut turned[quarter as usize]);
        }
    }
    turned
}

/// Cuts a span into atoms: at its spaces, and every few characters where there are none to be expected.
fn put(span: &TextSpan, mut open: Atom, logical: bool, atoms: &mut Vec<Atom>) {
    let mut at = open.left;
    let mut length = 0;
    let mut close = |open: &mut Atom, length: &mut usize, at: f32| {
        let text = std::mem::take(&mut open.text);
        *length = 0;
        if !text.is_empty() {
            let text = if logical { script::drawn(text) } else { text };
            atoms.push(Atom { text, right: at, ..open.clone() });
        }
        open.left = at;
    };
    for (char, advance) in advances(span, logical) {
        let next = at + advance;
        if char.is_whitespace() {
            close(&mut open, &mut length, at);
            open.text.push(' ');
            close(&mut open, &mut length, next);
        } else if !char.is_control()
            && !matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        {
            if is_unspaced(char) && length >= UNSPACED && !script::is_mark(char) {
                close(&mut open, &mut length, at);
            }
            open.text.push(char);
            length += 1;
        }
        at = next;
    }
    close(&mut open, &mut length, at);
}

/// The characters of a span and how far each advances.
fn advances(span: &TextSpan, logical: bool) -> Vec<(char, f32)> {
    let width = if span.bbox.width.is_finite() { span.bbox.width.abs() } else { 0.0 };
    let count = span.text.chars().count();
    let own: f32 = span.char_widths.iter().sum();
    // The widths are of the glyphs; where these are not the characters, all are taken to be as wide.
    let known = span.char_widths.len() == count && own > 0.0;
    // Lines are justified at their spaces: what a span is wider than its characters is theirs.
    let spaces = span.text.chars().filter(|char| char.is_whitespace()).count();
    let wider = if spaces > 0 && width > own { (width - own) / spaces as f32 } else { 0.0 };
    let scale = if wider > 0.0 { 1.0 } else { width / own };
    let advance = |at: usize, char: char| match known {
        true if char.is_whitespace() => span.char_widths[at] * scale + wider,
        true => span.char_widths[at] * scale,
        false => width / count.max(1) as f32,
    };
    let mut all: Vec<(char, f32)> =
        span.text.chars().enumerate().map(|(at, char)| (char, advance(at, char).max(0.0))).collect();
    if known && let Some(at) = invented_point(&all, span.font_size.abs()) {
        all[at].0 = ' ';
    }
    if known && !logical {
        // A ligature of Arabic is one glyph; its first letter comes first, without a width, even where the word is
        // turned round as it is drawn.
        let mut at = 1;
        while at < all.len() {
            let (before, this) = (all[at - 1], all[at]);
            let letters = |char: char| script::is_right_to_left(char) && !script::is_mark(char);
            let ligature = before.1 == 0.0 && this.1 > 0.0 && letters(before.0) && letters(this.0);
            if ligature {
                all.swap(at - 1, at);
            }
            at += if ligature { 2 } else { 1 };
        }
    }
    all
}

/// Where a point stands that nobody drew: the parser takes two numbers apart, such as a year and a count in a table, for
/// one amount, and gives its point the width of the gap.
fn invented_point(chars: &[(char, f32)], size: f32) -> Option<usize> {
    let at = chars.iter().position(|(char, _)| !char.is_ascii_digit()).filter(|at| *at > 0)?;
    let after = chars[at + 1..].iter().take_while(|(char, _)| char.is_ascii_digit()).count();
    let (point, width) = chars[at];
    // Where all characters are as wide, so is a point that was drawn.
    let drawn = width < size * 0.4 || (width - chars[at - 1].1).abs() < size * 0.01;
    (point == '.' && (1..=2).contains(&after) && !drawn).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invented(text: &str, widths: &[f32]) -> Option<usize> {
        invented_point(&text.chars().zip(widths.iter().copied()).collect::<Vec<_>>(), 11.0)
    }

    #[test]
    fn two_numbers_of_a_table_are_no_amount() {
        assert_eq!(invented("30.63", &[6.1, 6.1, 5.5, 6.1, 6.1]), Some(2));
        assert_eq!(invented("30.63", &[6.1, 6.1, 3.0, 6.1, 6.1]), None, "a point that was drawn");
        assert_eq!(invented("30.63", &[6.6; 5]), None, "a point of a typewriter");
        assert_eq!(invented("30.637", &[6.1, 6.1, 5.5, 6.1, 6.1, 6.1]), None);
    }
}
