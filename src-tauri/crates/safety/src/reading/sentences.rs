//! Sentences of words: their punctuation is gone, but the original still tells where one ends and the next begins.

use super::Words;

impl Words {
    /// The words, sentence by sentence. `original` is the text that they were read from.
    pub(crate) fn sentences(&self, original: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let (mut start, mut at) = (0, 0);
        for (number, glyph) in self.glyphs.iter().enumerate() {
            if glyph.c == ' ' && self.gap(number, original).is_some_and(ends_sentence) {
                found.push(&self.text[start..at]);
                start = at + 1;
            }
            at += glyph.c.len_utf8();
        }
        found.push(&self.text[start..]);
        found
    }

    /// What stands in the original between the words around a space.
    fn gap<'a>(&self, space: usize, original: &'a str) -> Option<&'a str> {
        let before = self.glyphs.get(space.checked_sub(1)?)?;
        let after = self.glyphs.get(space + 1)?;
        original.get(before.end as usize..after.start as usize)
    }
}

/// An ASCII mark ends a sentence with the space after it ("main.rs" goes on), a full-width one by itself.
fn ends_sentence(gap: &str) -> bool {
    let mark = gap.find(['.', '!', '?', '…']);
    gap.contains(['\n', '\r', '。', '！', '？', '।', '؟'])
        || mark.is_some_and(|at| gap[at..].contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::Reading;

    fn sentences(text: &str) -> String {
        Reading::of(text).words().sentences(text).join("|")
    }

    #[test]
    fn words_are_parted_where_a_sentence_or_a_line_ends_and_nowhere_else() {
        for (text, expected) in [
            ("She baked. Male bees do not.", "she baked|male bees do not"),
            ("\"Pie!\" said she", "pie|said she"),
            ("One pie\nTwo pies", "one pie|two pies"),
            ("今天下雨。我们不去", "今天下雨|我们不去"),
            ("old.pumpkin.pie, main.rs", "old pumpkin pie main rs"),
            ("a p!e of p u m p k i n", "a pie of pumpkin"),
            ("½ pie", "1 2 pie"),
            ("", ""),
        ] {
            assert_eq!(sentences(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_sentences_joined_are_the_words(text in any::<String>()) {
            let words = Reading::of(&text).words();
            prop_assert_eq!(words.sentences(&text).join(" "), words.as_str());
        }
    }
}
