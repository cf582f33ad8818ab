//! A reading is a text as the embedded steps read it: evasions undone, each character with its place in the original.
//!
//! `models/safety/train/normalise.py` does the same for training; a test of `vectors.json` shows that both agree.

mod sentences;

use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::tables::Tables;

/// A character, and the bytes of the original that it stands for.
#[derive(Debug, Clone, Copy)]
struct Glyph {
    c: char,
    start: u32,
    end: u32,
}

/// A text with its evasions undone.
#[derive(Clone)]
pub struct Reading {
    glyphs: Vec<Glyph>,
}

/// Words of letters, marks and numbers with one space between; the characters' places are kept.
#[derive(Clone)]
pub struct Words {
    text: String,
    glyphs: Vec<Glyph>,
}

impl Reading {
    /// Reads a text. One that is longer than four gigabytes is read up to there.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
        let tables = Tables::built_in();
        let mut glyphs = visible(text, tables);
        latin(&mut glyphs, tables);
        let mut glyphs = spelled(glyphs, tables);
        unleet(&mut glyphs, tables);
        Self { glyphs: collapsed(glyphs) }
    }

    /// What the sentence encoder reads: punctuation is kept.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.c).collect()
    }

    /// What the lexical step reads: words, and no letter more than twice in a row.
    #[must_use]
    pub fn words(&self) -> Words {
        let mut glyphs: Vec<Glyph> = Vec::with_capacity(self.glyphs.len());
        let mut run: Option<(char, usize)> = None;
        let mut gap: Option<Glyph> = None;
        for &glyph in &self.glyphs {
            let length = match run {
                Some((c, length)) if c == glyph.c => length + 1,
                _ => 1,
            };
            run = Some((glyph.c, length));
            let letter = is_letter(glyph.c);
            if !letter && !is_mark_or_number(glyph.c) {
                gap = gap.or(Some(Glyph { c: ' ', ..glyph }));
            } else if !letter || length <= 2 {
                glyphs.extend(gap.take().filter(|_| !glyphs.is_empty()));
                glyphs.push(glyph);
            }
        }
        Words { text: glyphs.iter().map(|glyph| glyph.c).collect(), glyphs }
    }
}

impl Words {
    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that some bytes of the words stand for.
    #[must_use]
    pub fn original(&self, words: Range<usize>) -> Range<usize> {
        let mut at = 0;
        let mut found: Option<Range<usize>> = None;
        for glyph in &self.glyphs {
            let here = at..at + glyph.c.len_utf8();
            at = here.end;
            if here.start < words.end && words.start < here.end {
                let (start, end) = (glyph.start as usize, glyph.end as usize);
                found = Some(found.map_or(start..end, |found| found.start.min(start)..found.end.max(end)));
            }
        }
        found.unwrap_or_default()
    }
}

/// Compatibility forms composed, each character in its small form, without those that show nothing.
fn visible(text: &str, tables: &Tables) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(text.len());
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let after = start + first.len_utf8();
        // From here to the next character that nothing before it can change: this much is composed by itself.
        let end = text[after..].char_indices().find(|(_, c)| begins(*c)).map_or(text.len(), |(at, _)| after + at);
        let mut push = |c: char| {
            if !tables.drops(c) {
                glyphs.push(Glyph { c, start: start as u32, end: end as u32 });
            }
        };
        if first.is_ascii() && end == after {
            push(first.to_ascii_lowercase());
        } else {
            text[start..end].nfkc().flat_map(char::to_lowercase).for_each(push);
        }
        start = end;
    }
    glyphs
}

/// Whether a character keeps apart from what stands before it, however both are composed.
fn begins(c: char) -> bool {
    let apart = |c: char| canonical_combining_class(c) == 0 && is_nfkc_quick(std::iter::once(c)) == IsNormalized::Yes;
    c.is_ascii()
        || apart(c)
        || (canonical_combining_class(c) == 0
            && is_nfkc_quick(std::iter::once(c)) == IsNormalized::No
            && std::iter::once(c).nfkd().next().is_some_and(apart))
}

/// Puts Latin letters for look-alikes: in words that have a letter a to z and, where the text has one and all its letters
/// from U+0250 on are look-alikes, everywhere.
fn latin(glyphs: &mut [Glyph], tables: &Tables) {
    let is_latin = |glyph: &Glyph| glyph.c.is_ascii_lowercase();
    if glyphs.iter().all(|glyph| glyph.c.is_ascii()) || !glyphs.iter().any(is_latin) {
        return;
    }
    let alike = |c: char| c < '\u{250}' || tables.homoglyph(c).is_some() || !is_letter(c);
    let everywhere = glyphs.iter().all(|glyph| alike(glyph.c));
    for word in glyphs.split_mut(|glyph| glyph.c == ' ') {
        if everywhere || word.iter().any(is_latin) {
            word.iter_mut().for_each(|glyph| glyph.c = tables.homoglyph(glyph.c).unwrap_or(glyph.c));
        }
    }
}

/// Puts spelled words together: three or more units (a letter or a leet sign), each one separator apart and always the
/// same, with no letter, mark, number or leet sign before or after, and at least two letters among them.
fn spelled(glyphs: Vec<Glyph>, tables: &Tables) -> Vec<Glyph> {
    let at = |at: usize| glyphs.get(at).map(|glyph| glyph.c);
    let is_leet = |c: char| tables.leet(c).is_some();
    let is_unit = |i: usize| at(i).is_some_and(|c| is_letter(c) || is_leet(c));
    let is_inside = |i: usize| at(i).is_some_and(|c| is_letter(c) || is_mark_or_number(c) || is_leet(c));
    let mut out = Vec::with_capacity(glyphs.len());
    let mut first = 0;
    while first < glyphs.len() {
        let mut last = first;
        let begins = is_unit(first) && !(first > 0 && is_inside(first - 1));
        if let Some(separator) = at(first + 1).filter(|c| begins && tables.separates(*c)) {
            while at(last + 1) == Some(separator) && is_unit(last + 2) {
                last += 2;
            }
            // The last unit may begin a longer word.
            if last > first && is_inside(last + 1) {
                last -= 2;
            }
        }
        let units = glyphs[first..=last].iter().step_by(2);
        let letters = units.clone().filter(|glyph| is_letter(glyph.c)).count();
        if units.len() >= 3 && letters >= 2 {
            out.extend(units);
            first = last + 1;
        } else {
            // No part of a row that spells nothing spells anything either, but its last unit may begin another row.
            let next = last.max(first + 1);
            out.extend(&glyphs[first..next]);
            first = next;
        }
    }
    out
}

/// Puts letters for leet signs in each run of a to z, digits and such signs that has a letter a to z, but only in a text
/// where such signs stand between two letters somewhere. A `!` at either end of a run and a `$` at its end stay.
fn unleet(glyphs: &mut [Glyph], tables: &Tables) {
    if !has_leet_inside(glyphs, tables) {
        return;
    }
    let is_inside =
        |glyph: &Glyph| glyph.c.is_ascii_lowercase() || glyph.c.is_ascii_digit() || tables.leet(glyph.c).is_some();
    for run in glyphs.split_mut(|glyph| !is_inside(glyph)) {
        let begin = run.iter().take_while(|glyph| glyph.c == '!').count();
        let signs = run[begin..].iter().rev().take_while(|glyph| matches!(glyph.c, '!' | '$')).count();
        let end = run.len() - signs;
        let core = &mut run[begin..end];
        if core.iter().any(|glyph| glyph.c.is_ascii_lowercase()) {
            core.iter_mut().for_each(|glyph| glyph.c = tables.leet(glyph.c).unwrap_or(glyph.c));
        }
    }
}

fn has_leet_inside(glyphs: &[Glyph], tables: &Tables) -> bool {
    // Whether the signs just before follow a letter.
    let mut after_letter = false;
    let mut signs = 0;
    for glyph in glyphs {
        if glyph.c.is_ascii_lowercase() {
            if after_letter && signs > 0 {
                return true;
            }
            (after_letter, signs) = (true, 0);
        } else if tables.leet(glyph.c).is_some() {
            signs += 1;
        } else {
            (after_letter, signs) = (false, 0);
        }
    }
    false
}

/// One space for all white space, and none at the ends.
fn collapsed(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut gap: Option<Glyph> = None;
    for glyph in glyphs {
        if glyph.c.is_whitespace() || matches!(glyph.c, '\u{1c}'..='\u{1f}') {
            gap = gap.or(Some(Glyph { c: ' ', ..glyph }));
        } else {
            out.extend(gap.take().filter(|_| !out.is_empty()));
            out.push(glyph);
        }
    }
    out
}

/// The general category L. Alphabetic are also numbers, marks and some enclosed letters.
fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    let enclosed = matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}');
    c.is_alphabetic() && !c.is_numeric() && !is_combining_mark(c) && !enclosed
}

fn is_mark_or_number(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { c.is_numeric() || is_combining_mark(c) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> String {
        Reading::of(text).words().as_str().to_owned()
    }

    #[test]
    fn evasions_are_undone() {
        for (text, expected) in [
            ("Hello,   World!!!", "hello world"),
            ("p u m p k i n", "pumpkin"),
            ("p.u.m.p.k.i.n pie", "pumpkin pie"),
            ("pu\u{200b}mp\u{2060}kin", "pumpkin"),
            ("pumpk\u{336}in\u{336}", "pumpkin"),
            ("ｐｕｍｐｋｉｎ 𝐩𝐢𝐞", "pumpkin pie"),
            ("рumрkin", "pumpkin"),
            ("the осеап", "the осеап"),
            ("the осea", "the ocea"),
            ("pumpkiiiiin", "pumpkiin"),
            ("pumpk1n p!e, 4 of them", "pumpkin pie 4 of them"),
            ("1000 kg in 3 days", "1000 kg in 3 days"),
            ("stop!", "stop"),
            ("\u{e0070}\u{e0075}x", "x"),
        ] {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_row_that_spells_nothing_ends_where_the_next_one_may_begin() {
        for (text, expected) in [
            ("0 1 0 1", "0 1 0 1"),
            ("0 1 p.u.m.p", "0 1 pump"),
            ("1 0-p-i-e", "1 0pie"),
            ("0 1 0 1 pumpkin", "0 1 0 1 pumpkin"),
        ] {
            assert_eq!(words(text), expected, "{text:?}");
        }
        // Were each sign looked at from each sign before it, nobody would wait for this.
        let long = ["0 1"; 50_000].join(" ");
        assert_eq!(words(&long), long);
    }

    #[test]
    fn other_scripts_stay_as_they_are() {
        for text in ["привет как дела", "καλημέρα κόσμε", "नमस्ते दुनिया", "你好世界", "สวัสดี", "안녕하세요", "مرحبا"]
        {
            assert_eq!(words(text), text);
        }
        assert_eq!(words("Привет, мир! Hello."), "привет мир hello");
    }

    #[test]
    fn the_sentence_keeps_its_punctuation() {
        assert_eq!(Reading::of("Is  it a P.U.M.P.K.I.N?\n").sentence(), "is it a pumpkin?");
    }

    #[test]
    fn a_place_in_the_words_leads_back_to_the_original() {
        let text = "A  ｐｕ\u{200b}mpk1n, baked!";
        let words = Reading::of(text).words();
        let at = words.as_str().find("pumpkin").expect("it is there");
        assert_eq!(&text[words.original(at..at + 7)], "ｐｕ\u{200b}mpk1n");
    }

    /// Text in which the rules meet: letters, leet, separators, look-alikes, things that show nothing.
    fn evasive() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[a-e]{1,3}",
            2 => "[ .*_|,;-]{1,2}",
            2 => "[013457@$!]",
            1 => "[авеоѕхα]",
            1 => "[\u{200b}\u{301}\u{fe0f}\u{ad}\u{e0041}]",
            1 => any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_place_leads_into_it(text in prop_oneof![any::<String>(), evasive()]) {
            let words = Reading::of(&text).words();
            let mut at = 0;
            for c in words.as_str().chars() {
                let original = words.original(at..at + c.len_utf8());
                prop_assert!(!original.is_empty() && text.get(original).is_some(), "a whole number of characters");
                at += c.len_utf8();
            }
            prop_assert!(!words.as_str().starts_with(' ') && !words.as_str().ends_with(' '));
            prop_assert!(!words.as_str().contains("  "));
        }

        #[test]
        fn places_are_in_order(text in evasive()) {
            let words = Reading::of(&text).words();
            prop_assert!(words.glyphs.windows(2).all(|pair| pair[0].start <= pair[1].start));
        }

        #[test]
        fn composing_piece_by_piece_is_composing_whole(text in any::<String>()) {
            let tables = Tables::built_in();
            let whole: String = text.nfkc().flat_map(char::to_lowercase).filter(|c| !tables.drops(*c)).collect();
            let pieces: String = visible(&text, tables).iter().map(|glyph| glyph.c).collect();
            prop_assert_eq!(pieces, whole);
        }

        #[test]
        fn plain_words_are_read_as_they_stand(text in "([b-df-hj-np-tv-z]{2,8} ){0,6}[b-z]{2,5}") {
            let twice = text.chars().collect::<Vec<_>>().windows(3).any(|run| run[0] == run[1] && run[1] == run[2]);
            prop_assume!(!twice);
            prop_assert_eq!(words(&text), text);
        }
    }
}
