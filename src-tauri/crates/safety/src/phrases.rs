//! Phrases are harmless words by which a topic is known: orders to an assistant, words for minors, kinds of advice.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use crate::{Advice, Care};

const BUILT_IN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../models/safety/phrases.toml"));

/// The lists, in small form, in all languages together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phrases {
    injection: Vec<String>,
    minors: Vec<String>,
    medical: Vec<String>,
    legal: Vec<String>,
    financial: Vec<String>,
    /// What a person says who may want to harm themselves.
    despair: Vec<String>,
    /// What a person says whose life is in danger now.
    emergency: Vec<String>,
    /// What asks for ways and means.
    how: Vec<String>,
    /// What people write who protect others.
    protects: Vec<String>,
}

/// The lists as they are searched.
pub(crate) struct PhraseSearch {
    all: AhoCorasick,
    /// What each pattern says, by its number.
    says: Vec<Says>,
}

/// What a phrase says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// It is about children.
    Minors,
    /// It is advice.
    Advice(Advice),
    /// Its writer may need help.
    Care(Care),
    /// It asks for ways and means.
    How,
    /// It is about protecting somebody.
    Protects,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Found {
    pub(crate) minors: bool,
    pub(crate) advice: Option<Advice>,
    pub(crate) care: Option<Care>,
    pub(crate) how: bool,
    pub(crate) protects: bool,
}

impl Phrases {
    /// The built-in ones.
    pub(crate) fn built_in() -> &'static Self {
        static BUILT: LazyLock<Phrases> =
            LazyLock::new(|| toml::from_str(BUILT_IN).unwrap_or_else(|error| panic!("phrases.toml: {error}")));
        &BUILT
    }

    /// A search for orders to an assistant, in sentences with their punctuation.
    pub(crate) fn injection(&self) -> AhoCorasick {
        search(&self.injection)
    }
}

impl PhraseSearch {
    /// The built-in phrases.
    pub(crate) fn built_in() -> &'static Self {
        static BUILT: LazyLock<PhraseSearch> = LazyLock::new(|| {
            let phrases = Phrases::built_in();
            let lists = [
                (&phrases.minors, Says::Minors),
                (&phrases.medical, Says::Advice(Advice::Medical)),
                (&phrases.legal, Says::Advice(Advice::Legal)),
                (&phrases.financial, Says::Advice(Advice::Financial)),
                (&phrases.despair, Says::Care(Care::SelfHarm)),
                (&phrases.emergency, Says::Care(Care::Emergency)),
                (&phrases.how, Says::How),
                (&phrases.protects, Says::Protects),
            ];
            let pairs = lists.iter().flat_map(|(list, says)| list.iter().map(move |phrase| (phrase.clone(), *says)));
            let (patterns, says): (Vec<String>, Vec<Says>) = pairs.unzip();
            PhraseSearch { all: search(&patterns), says }
        });
        &BUILT
    }

    /// Finds phrases in normalised words.
    pub(crate) fn find(&self, words: &str) -> Found {
        let mut found = Found::default();
        for hit in self.all.find_overlapping_iter(words) {
            if !is_whole(words, hit.start(), hit.end()) {
                continue;
            }
            match self.says[hit.pattern()] {
                Says::Minors => found.minors = true,
                Says::How => found.how = true,
                Says::Protects => found.protects = true,
                Says::Advice(advice) => found.advice = found.advice.or(Some(advice)),
                // Danger now counts before danger some day.
                Says::Care(Care::Emergency) => found.care = Some(Care::Emergency),
                Says::Care(care) => found.care = found.care.or(Some(care)),
            }
        }
        found
    }
}

fn search(phrases: &[String]) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(phrases)
        .unwrap_or_else(|error| panic!("phrases.toml: {error}"))
}

/// Words that are written with spaces must be whole.
fn is_whole(words: &str, start: usize, end: usize) -> bool {
    let spaced = |c: char| c < '\u{e00}' && c.is_alphanumeric();
    let first = words[start..].chars().next().is_some_and(spaced);
    let last = words[..end].chars().next_back().is_some_and(spaced);
    let before = words[..start].chars().next_back().is_none_or(|c| c == ' ');
    let after = words[end..].chars().next().is_none_or(|c| c == ' ');
    (!first || before) && (!last || after)
}
