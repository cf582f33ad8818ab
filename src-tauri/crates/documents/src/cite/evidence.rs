//! Evidence compares a sentence of an answer with passages.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::numbers::{names_place, numbers, without_list_mark};
use super::words::{Cut, Word, denies, hashes, words};
use super::{Citation, Shown, Strength, sentences};
use crate::language::language_of;

/// The share of a sentence's weight that a passage must hold to support it, and to support it somewhat.
const STRONG: f32 = 0.62;
const WEAK: f32 = 0.42;

/// The same where the meaning is near.
const STRONG_NEAR: f32 = 0.5;
const WEAK_NEAR: f32 = 0.3;

/// From this cosine on the meaning is near.
const NEAR: f32 = 0.6;

/// The most passages that one sentence cites.
const MOST: usize = 2;

/// A second passage is cited where it supports almost as well.
const ALMOST: f32 = 0.9;

/// What a word counts that the question has too: an answer repeats it whether it knows anything or not.
const REPEATED: f32 = 0.25;

/// What the passages hold.
pub(super) struct Evidence {
    passages: Vec<Passage>,
    /// How many passages and how many of their sentences each word is in.
    with: HashMap<u64, u32>,
    parts: u32,
    question: HashSet<u64>,
    cut: Cut,
}

struct Passage {
    words: HashSet<u64>,
    numbers: HashSet<String>,
    /// The numbers of its pages or slides.
    pages: HashSet<String>,
    /// Its sentences with their words.
    sentences: Vec<(Range<usize>, HashSet<u64>)>,
}

impl Evidence {
    pub(super) fn of(question: &str, shown: &[Shown<'_>]) -> Self {
        let syllables = shown.iter().any(|shown| language_of(shown.text) == Some("vi"));
        let cut = if syllables { Cut::Syllables } else { Cut::Words };
        let mut with: HashMap<u64, u32> = HashMap::new();
        let mut parts = 0;
        let passages = shown
            .iter()
            .map(|shown| {
                let sentences: Vec<_> = sentences(shown.text)
                    .into_iter()
                    .map(|range| {
                        let words = hashes(shown.text.get(range.clone()).unwrap_or_default(), cut);
                        (range, words)
                    })
                    .collect();
                for (_, words) in &sentences {
                    parts += 1;
                    words.iter().for_each(|word| *with.entry(*word).or_default() += 1);
                }
                let mut words = hashes(shown.text, cut);
                words.extend(hashes(shown.context, cut));
                let mut known = numbers(shown.text);
                known.extend(numbers(shown.context));
                let pages =
                    shown.pages.iter().flat_map(|(first, last)| [first.to_string(), last.to_string()]).collect();
                Passage { words, numbers: known, pages, sentences }
            })
            .collect();
        Self { passages, with, parts, question: hashes(question, cut), cut }
    }

    /// Whether a sentence claims anything that could be looked up.
    pub(super) fn claims(&self, sentence: &str) -> bool {
        let trimmed = sentence.trim();
        if trimmed.ends_with(['?', '？', '؟']) || denies(trimmed) {
            return false;
        }
        let new = words(trimmed, self.cut).iter().any(|word| !self.question.contains(&word.hash));
        new || !numbers(without_list_mark(trimmed)).is_empty()
    }

    pub(super) fn citations(&self, sentence: &str, near: &dyn Fn(usize) -> Option<f32>) -> Vec<Citation> {
        let words = words(sentence, self.cut);
        let asked = numbers(without_list_mark(sentence));
        // "On page 3" says where something stands, and only there the number of a page is no claim.
        let names_place = names_place(sentence);
        let mut found: Vec<(f32, Citation)> = Vec::new();
        for (number, passage) in self.passages.iter().enumerate() {
            let is_known =
                |number: &String| passage.numbers.contains(number) || names_place && passage.pages.contains(number);
            if !asked.iter().all(is_known) {
                continue;
            }
            let share = self.share(&words, &passage.words);
            let is_near = near(number).is_some_and(|cosine| cosine >= NEAR);
            let named = words.iter().all(|word| !word.name || passage.words.contains(&word.hash));
            let (strong, weak) = if is_near { (STRONG_NEAR, WEAK_NEAR) } else { (STRONG, WEAK) };
            // A name that the passage lacks is another person or place, however much else agrees.
            let strength = match share {
                _ if !named => continue,
                share if share >= strong => Strength::Strong,
                share if share >= weak => Strength::Weak,
                _ => continue,
            };
            let quote = self.quote(&words, passage);
            found.push((share, Citation { passage: number, strength, quote }));
        }
        found.sort_by(|first, second| second.0.total_cmp(&first.0));
        let best = found.first().map_or(0.0, |(share, _)| *share);
        let kept = found.into_iter().filter(|(share, _)| *share >= best * ALMOST).take(MOST);
        kept.map(|(_, citation)| citation).collect()
    }

    /// The part of a sentence's words, rare ones counting more, that are among `known`.
    fn share(&self, words: &[Word], known: &HashSet<u64>) -> f32 {
        let (mut held, mut all) = (0.0, 0.0);
        for word in words {
            let weight = self.weight(word.hash) * word.worth;
            all += weight;
            if known.contains(&word.hash) {
                held += weight;
            }
        }
        if all > 0.0 { held / all } else { 0.0 }
    }

    fn weight(&self, word: u64) -> f32 {
        let with = self.with.get(&word).copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "counts of sentences")]
        let rarity = (1.0 + (self.parts as f32 + 1.0) / (with as f32 + 0.5)).ln();
        if self.question.contains(&word) { rarity * REPEATED } else { rarity }
    }

    /// The sentence of the passage that says it; two neighbours where they say more together.
    fn quote(&self, words: &[Word], passage: &Passage) -> Range<usize> {
        let mut best = (0.0, 0..0);
        for (number, (range, known)) in passage.sentences.iter().enumerate() {
            let share = self.share(words, known);
            if share > best.0 {
                best = (share, range.clone());
            }
            if let Some((next, more)) = passage.sentences.get(number + 1) {
                let both: HashSet<u64> = known.union(more).copied().collect();
                // A longer quote must say clearly more.
                let share = self.share(words, &both) * 0.85;
                if share > best.0 {
                    best = (share, range.start..next.end);
                }
            }
        }
        best.1
    }
}
