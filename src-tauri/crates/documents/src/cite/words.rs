//! The words of a sentence, as evidence counts them.

use std::collections::HashSet;

use carat_store::{TokenKind, tokens};

use crate::search::hash_of;

/// Letters of a word's beginning.
const BEGINNING: usize = 5;

/// Words of so few letters are mostly articles and prepositions, which a handful of passages can't tell by their rarity.
const SHORT: usize = 3;

/// What they count; pairs of hiragana, the grammar of Japanese, count as little.
const GRAMMAR: f32 = 0.3;

/// What counts as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// What stands between spaces.
    Words,
    /// Two neighbours: Vietnamese puts spaces between syllables, of which any text has most.
    Syllables,
}

/// A word of a sentence, by its beginning, or a pair of characters.
pub(super) struct Word {
    pub(super) hash: u64,
    /// Whether a passage must have it: a name inside a sentence.
    pub(super) name: bool,
    /// What it counts before its rarity: little where it is most likely grammar.
    pub(super) worth: f32,
}

fn is_hiragana(c: char) -> bool {
    ('\u{3040}'..='\u{309f}').contains(&c)
}

/// The hashes of a text's words.
pub(super) fn hashes(text: &str, cut: Cut) -> HashSet<u64> {
    words(text, cut).into_iter().map(|word| word.hash).collect()
}

/// The words of a text by their beginnings; runs of a script without spaces by pairs. Numbers are looked at on their own.
pub(super) fn words(text: &str, cut: Cut) -> Vec<Word> {
    let mut found = Vec::new();
    let mut before: Option<String> = None;
    let mut begins = true;
    let mut syllable: Option<String> = None;
    for token in tokens(text) {
        match token.kind {
            TokenKind::Word => {
                before = None;
                let original = text.get(token.range.clone()).unwrap_or_default();
                let capital = original.chars().next().is_some_and(char::is_uppercase);
                if !token.folded.chars().any(char::is_alphabetic) {
                    continue;
                }
                let worth = if token.folded.chars().count() <= SHORT { GRAMMAR } else { 1.0 };
                let beginning: String = token.folded.chars().take(BEGINNING).collect();
                let lead = text.get(..token.range.start).unwrap_or_default().trim_end();
                begins = begins || lead.ends_with(['.', ':', '!', '?', '\n', '-', '*', '"', '“', '„', '«', '(']);
                // A language that begins all nouns with capitals would make names of them; short ones are articles.
                let name = capital && !begins && original.chars().skip(1).any(|c| c.is_alphabetic());
                if cut == Cut::Syllables {
                    if let Some(first) = syllable.replace(beginning.clone()) {
                        let pair = format!("{first} {beginning}");
                        found.push(Word { hash: hash_of(&pair), name: false, worth: 1.0 });
                    }
                    continue;
                }
                found.push(Word { hash: hash_of(&beginning), name: name && original.is_ascii(), worth });
                begins = false;
            }
            TokenKind::Unit { joined } => {
                begins = false;
                let first = before.replace(token.folded.clone()).filter(|_| joined);
                let pair = first.map(|first| format!("{first}{}", token.folded));
                if let Some(pair) = pair {
                    let worth = if pair.chars().all(is_hiragana) { GRAMMAR } else { 1.0 };
                    found.push(Word { hash: hash_of(&pair), name: false, worth });
                }
            }
        }
    }
    found
}

/// Whether a sentence says that the text does not tell.
pub(super) fn denies(sentence: &str) -> bool {
    const DENIALS: [&str; 22] = [
        "does not say",
        "doesn't say",
        "does not mention",
        "doesn't mention",
        "not mentioned",
        "no information",
        "does not contain",
        "not stated",
        "i don't know",
        "i do not know",
        "cannot be determined",
        "can't find",
        "没有提到",
        "没有提及",
        "未提及",
        "没有说明",
        "不知道",
        "記載されていません",
        "述べられていません",
        "書かれていません",
        "言及されていません",
        "わかりません",
    ];
    let lower = sentence.to_lowercase().replace('’', "'");
    DENIALS.iter().any(|denial| lower.contains(denial))
}
