//! Citing: which sentence of an answer rests on which passage.
//!
//! A model that is asked for citations makes some up. So the markers are placed here, by comparing each sentence of the
//! answer with the passages that the model was shown: rare words and the letters of changed ones, meaning where there
//! are vectors, and every number and name, which must be in the passage too. Nothing here calls a model.

mod evidence;
mod numbers;
mod sentences;
mod words;

use std::ops::Range;

use serde::Serialize;

use self::evidence::Evidence;
pub use self::sentences::sentences;
use crate::Hit;

/// A passage that the model was shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'t> {
    /// What stands above it.
    pub context: &'t str,
    /// Its text.
    pub text: &'t str,
    /// The page or slide that it begins on and the one that it ends on, where there are any: an answer may name them.
    pub pages: Option<(u32, u32)>,
}

impl<'t> From<&'t Hit> for Shown<'t> {
    fn from(hit: &'t Hit) -> Self {
        let pages = hit.page.map(|first| (first, hit.spot.last_page.unwrap_or(first)));
        Self { context: &hit.context, text: &hit.text, pages }
    }
}

/// How well a passage supports a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It says much of it; look yourself.
    Weak,
    /// It says it.
    Strong,
}

/// A citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The passage, counted from 0 in the order shown.
    pub passage: usize,
    /// How well it supports the sentence.
    pub strength: Strength,
    /// The bytes of the passage's text that do, whole sentences; what a viewer marks.
    pub quote: Range<usize>,
}

/// A sentence of an answer with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// Its bytes in the answer.
    pub sentence: Range<usize>,
    /// Whether it claims anything; greetings, questions and "the document does not say" do not.
    pub claims: bool,
    /// The passages, the best first; at most two.
    pub citations: Vec<Citation>,
}

/// An answer with its citations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CitedAnswer {
    /// Its sentences, in order.
    pub sentences: Vec<Cited>,
    /// Whether nothing that it claims is supported by anything shown: "the document does not say".
    pub unsupported: bool,
}

/// How near in meaning a sentence of the answer (the first number) is to a passage (the second), as a cosine; `None`
/// where there are no vectors for both.
pub type Nearness<'f> = dyn Fn(usize, usize) -> Option<f32> + 'f;

/// Places citations. `question` is what was asked: what an answer only repeats of it proves nothing.
#[must_use]
pub fn cite(question: &str, answer: &str, shown: &[Shown<'_>], nearness: &Nearness<'_>) -> CitedAnswer {
    let evidence = Evidence::of(question, shown);
    let cited: Vec<Cited> = sentences(answer)
        .into_iter()
        .enumerate()
        .map(|(number, range)| {
            let text = answer.get(range.clone()).unwrap_or_default();
            let claims = evidence.claims(text);
            let citations =
                if claims { evidence.citations(text, &|passage| nearness(number, passage)) } else { vec![] };
            Cited { sentence: range, claims, citations }
        })
        .collect();
    let claimed = cited.iter().any(|sentence| sentence.claims);
    let supported = cited.iter().any(|sentence| !sentence.citations.is_empty());
    CitedAnswer { sentences: cited, unsupported: claimed && !supported }
}

impl CitedAnswer {
    /// The answer with markers such as `[1]` after the sentences, counted in the order in which they first appear. Gives
    /// the passages in that order too.
    #[must_use]
    pub fn marked(&self, answer: &str) -> (String, Vec<usize>) {
        let mut order: Vec<usize> = Vec::new();
        let mut marked = String::with_capacity(answer.len() + 16 * self.sentences.len());
        let mut from = 0;
        for sentence in &self.sentences {
            let text = answer.get(from..sentence.sentence.end).unwrap_or_default();
            let (body, space) = text.split_at(text.trim_end().len());
            marked.push_str(body);
            for citation in &sentence.citations {
                let number = order.iter().position(|passage| *passage == citation.passage).unwrap_or_else(|| {
                    order.push(citation.passage);
                    order.len() - 1
                });
                marked.push_str(&format!(" [{}]", number + 1));
            }
            marked.push_str(space);
            from = sentence.sentence.end;
        }
        marked.push_str(answer.get(from..).unwrap_or_default());
        (marked, order)
    }
}

#[cfg(test)]
mod tests;
