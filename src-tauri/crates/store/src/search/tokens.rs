//! A token is what search takes for one unit of text: a word, or one character of a script that is written without
//! spaces between words, or a pictograph.

use std::ops::Range;

use unicode_segmentation::{GraphemeIndices, UnicodeSegmentation};

use super::fold::{fold, is_ignored};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters and digits up to a space or sign; or a pictograph.
    Word,
    /// One character of a script without spaces. `joined` means that nothing stands between it and the one before.
    Unit {
        /// Whether it goes on the run of the token before.
        joined: bool,
    },
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its bytes in the text; whole characters as a person counts them.
    pub range: Range<usize>,
    /// Its folded form, never empty.
    pub folded: String,
    /// What it is.
    pub kind: Kind,
}

/// Cuts a text into tokens.
#[must_use]
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, graphemes: text.grapheme_indices(true), word: None, ready: None, run: false }
}

/// See [`tokens`].
pub struct Tokens<'t> {
    text: &'t str,
    graphemes: GraphemeIndices<'t>,
    /// The bytes of the word that is being read.
    word: Option<Range<usize>>,
    /// A token that stands after the word that was just given.
    ready: Option<Token>,
    /// Whether the last character belongs to a run without spaces.
    run: bool,
}

enum Class {
    Letter,
    Unspaced,
    Pictograph,
    Ignored,
    Separator,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if let Some(token) = self.ready.take() {
            return Some(token);
        }
        loop {
            let Some((start, grapheme)) = self.graphemes.next() else {
                let word = self.word.take()?;
                return self.token(word, Kind::Word);
            };
            let range = start..start + grapheme.len();
            let class = class(grapheme);
            let joined = self.run;
            self.run = match class {
                Class::Unspaced => true,
                Class::Ignored => self.run,
                _ => false,
            };
            let single = match class {
                Class::Letter => {
                    self.word = Some(self.word.as_ref().map_or(start, |word| word.start)..range.end);
                    continue;
                }
                Class::Ignored => continue,
                Class::Unspaced => self.token(range, Kind::Unit { joined }),
                Class::Pictograph => self.token(range, Kind::Word),
                Class::Separator => None,
            };
            let word = self.word.take().and_then(|word| self.token(word, Kind::Word));
            match (word, single) {
                (Some(word), single) => {
                    self.ready = single;
                    return Some(word);
                }
                (None, Some(single)) => return Some(single),
                (None, None) => {}
            }
        }
    }
}

impl Tokens<'_> {
    fn token(&self, range: Range<usize>, kind: Kind) -> Option<Token> {
        let folded = fold(&self.text[range.clone()]);
        (!folded.is_empty()).then_some(Token { range, folded, kind })
    }
}

fn class(grapheme: &str) -> Class {
    // A mark that stands first, as in broken text, does not decide.
    let Some(first) = grapheme.chars().find(|c| !is_ignored(*c)) else { return Class::Ignored };
    if first.is_ascii() {
        return if first.is_ascii_alphanumeric() { Class::Letter } else { Class::Separator };
    }
    let code = u32::from(first);
    if is_unspaced(code) && (first.is_alphanumeric() || is_radical(code)) {
        Class::Unspaced
    } else if first.is_alphanumeric() {
        Class::Letter
    } else if is_pictograph(code) {
        Class::Pictograph
    } else {
        Class::Separator
    }
}

/// Han, kana, bopomofo and Hangul, and the scripts of Thailand, Laos, Myanmar and Cambodia.
fn is_unspaced(code: u32) -> bool {
    matches!(code,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1100..=0x11FF | 0x1780..=0x17FF | 0x2E80..=0x2FDF | 0x3005..=0x3007
        | 0x3021..=0x303C | 0x3040..=0x31BF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xA960..=0xA97F
        | 0xAA60..=0xAA7F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0xFF66..=0xFFDC | 0x1AFF0..=0x1B16F
        | 0x20000..=0x3FFFF)
}

/// Radicals count as signs in Unicode, yet mean the Han they fold to.
fn is_radical(code: u32) -> bool {
    matches!(code, 0x2E80..=0x2FDF)
}

fn is_pictograph(code: u32) -> bool {
    matches!(code, 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        tokens(text)
            .map(|token| match token.kind {
                Kind::Word => token.folded,
                Kind::Unit { joined: false } => format!("<{}", token.folded),
                Kind::Unit { joined: true } => format!("+{}", token.folded),
            })
            .collect()
    }

    #[test]
    fn words_end_at_signs_and_where_a_script_without_spaces_begins() {
        assert_eq!(cut("Hello, wörld-2 don't"), ["hello", "world", "2", "don", "t"]);
        assert_eq!(cut("iPhone手机2台"), ["iphone", "<手", "+机", "2", "<台"]);
        assert_eq!(cut("東京、大阪"), ["<東", "+京", "<大", "+阪"]);
        assert_eq!(cut("한국 말"), ["<한", "+국", "<말"]);
    }

    #[test]
    fn a_character_keeps_its_marks() {
        assert_eq!(cut("ที่นี่"), ["<ที่", "+นี่"]);
        assert_eq!(cut("हिन्दी"), ["हिन्दी"], "a word of India is one token");
        assert_eq!(cut("か\u{3099}き"), ["<が", "+き"]);
        assert_eq!(cut("ｶﾞｷﾞ"), ["<ガ", "+ギ"]);
    }

    #[test]
    fn what_only_joins_does_not_part_a_word_or_a_run() {
        assert_eq!(cut("co\u{ad}operate"), ["cooperate"]);
        assert_eq!(cut("東\u{200b}京"), ["<東", "+京"]);
        assert_eq!(cut("می\u{200c}خواهم"), ["میخواهم"]);
    }

    #[test]
    fn pictographs_are_tokens_of_their_own() {
        assert_eq!(cut("party🎉now👨‍👩‍👧!"), ["party", "🎉", "now", "👨👩👧"]);
    }

    #[test]
    fn text_without_a_word_has_no_tokens() {
        let controls: String = (0..32u8).map(char::from).collect();
        for text in ["", " \n", "…!?\"*()", controls.as_str(), "\u{301}", "ـ"] {
            assert_eq!(cut(text), [""; 0], "of {text:?}");
        }
    }

    #[test]
    fn every_plane_can_be_cut_and_ranges_lie_on_characters() {
        let text: String = (0..=0x10_FFFFu32).step_by(7).filter_map(char::from_u32).collect();
        let mut end = 0;
        for token in tokens(&text) {
            assert!(token.range.start >= end, "tokens must not overlap");
            end = token.range.end;
            assert!(text.get(token.range.clone()).is_some_and(|piece| !piece.is_empty()));
        }
        assert!(end > 0);
    }
}
