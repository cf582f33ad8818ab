//! Texts for prompts: made up from a seed, so that no two begin alike and none is in a cache by accident.

use anyhow::{Result, ensure};
use carat_engine::{Message, Role};

use crate::ours::Ours;

const SUBJECTS: [&str; 12] = [
    "The harbour master",
    "An old cartographer",
    "The night train",
    "A careful gardener",
    "The village council",
    "Her younger brother",
    "The lighthouse",
    "A travelling baker",
    "The northern orchard",
    "Our history teacher",
    "The narrow bridge",
    "A retired engineer",
];

const VERBS: [&str; 12] = [
    "kept a record of",
    "was named after",
    "had often described",
    "could be seen from",
    "quietly replaced",
    "once belonged to",
    "stood opposite",
    "was paid for by",
    "remembered",
    "had been measured against",
    "led to",
    "was painted like",
];

const OBJECTS: [&str; 12] = [
    "the market square",
    "a small observatory",
    "the river crossing",
    "seven wooden boats",
    "the winter harvest",
    "a collection of clocks",
    "the stone archive",
    "an unfinished canal",
    "the first printing house",
    "a field of flax",
    "the eastern gate",
    "a letter from the coast",
];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        // A linear congruential step; its upper bits are good enough to choose words by.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words[(self.0 >> 33) as usize % words.len()]
    }

    fn shuffle<'a, const N: usize>(&mut self, words: [&'a str; N]) -> Vec<&'a str> {
        let mut left = words.to_vec();
        let mut shuffled = Vec::with_capacity(N);
        while !left.is_empty() {
            let word = self.pick(&left);
            left.retain(|other| *other != word);
            shuffled.push(word);
        }
        shuffled
    }
}

/// So many sentences; each seed has others from the first one on.
pub(crate) fn sentences(number: usize, seed: u64) -> String {
    let mut dice = Dice(seed);
    let mut text = format!("Report {seed}.");
    for at in 0..number {
        let (subject, verb, object) = (dice.pick(&SUBJECTS), dice.pick(&VERBS), dice.pick(&OBJECTS));
        let year = 1500 + (dice.0 >> 40) % 500;
        text.push_str(if at % 6 == 0 { "\n\n" } else { " " });
        text.push_str(&format!("{subject} {verb} {object} in {year}."));
    }
    text
}

/// Sentences of which no two share a subject, a verb or an object, so that a copy has one way to go on from each word:
/// a few to begin with, and the passage after them.
pub(crate) fn passage(seed: u64) -> (String, String) {
    /// Sentences of the first text.
    const FEW: usize = 3;
    let mut dice = Dice(seed);
    let (subjects, verbs, objects) = (dice.shuffle(SUBJECTS), dice.shuffle(VERBS), dice.shuffle(OBJECTS));
    let text = |range: std::ops::Range<usize>| {
        range.map(|at| format!("{} {} {}.", subjects[at], verbs[at], objects[at])).collect::<Vec<_>>().join(" ")
    };
    (text(0..FEW), text(FEW..SUBJECTS.len()))
}

/// Messages around sentences, as many of them as make a prompt of about `tokens` tokens.
pub(crate) fn sized(
    ours: &Ours,
    tokens: u32,
    seed: u64,
    messages: impl Fn(String) -> Vec<Message>,
) -> Result<Vec<Message>> {
    let with = |number: usize| messages(sentences(number, seed));
    let (few, many) = (ours.count(&with(10))?, ours.count(&with(110))?);
    let each = f64::from(many - few) / 100.0;
    let number = 10.0 + (f64::from(tokens) - f64::from(few)) / each;
    ensure!(number >= 0.0, "{tokens} tokens are too few for a prompt");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number, not below zero")]
    let sized = with(number as usize);
    Ok(sized)
}

/// A message of the person.
pub(crate) fn user(text: impl Into<String>) -> Message {
    Message::text(Role::User, text)
}

/// A message of the model.
pub(crate) fn model(text: impl Into<String>) -> Message {
    Message::text(Role::Assistant, text)
}

/// What even a small model does at length.
const COUNT: &str = "Count from 1 to 200, one number on each line.";

/// An exchange of counting and the same question again, so that even a small model counts at length once more.
pub(crate) fn counting() -> Vec<Message> {
    counting_after(120)
}

/// The same after a shorter count, which makes a shorter prompt.
pub(crate) fn counting_after(last: u32) -> Vec<Message> {
    let numbers = (1..=last).map(|number| number.to_string()).collect::<Vec<_>>().join("\n");
    vec![user(COUNT), model(numbers), user(COUNT)]
}
