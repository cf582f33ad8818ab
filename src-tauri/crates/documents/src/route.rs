//! A route says how a document gets to the model: whole, by the passages that fit the question, or part by part.
//!
//! Retrieval answers "where", "when" and "what about"; it can't summarise, count, list all, compare or translate, since
//! what it leaves out is unknown. Such questions are known by their words.

mod words;

use serde::{Deserialize, Serialize};

use self::words::{ABOUT_ALL, Language};

/// The most passages that a model is shown of a large document.
pub const PASSAGES: u32 = 8;

/// Tokens that stay free for the conversation and the answer, or half of a small context.
const KEPT_FREE: u32 = 1024;

/// Tokens of a context that documents may take.
#[must_use]
pub fn room(context: u32) -> u32 {
    context - KEPT_FREE.min(context / 2)
}

/// How a document gets to the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// All of it goes into the context.
    Whole,
    /// The passages that fit the question go in.
    Retrieval,
    /// It is read part by part, and the answers to the parts are merged.
    Everything,
}

/// What a question asks for that no passage can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// The gist of it all.
    Summarise,
    /// How many there are.
    Count,
    /// Every one of them.
    ListAll,
    /// What is the same and what differs.
    Compare,
    /// Another language.
    Translate,
}

/// Why a route was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "because", content = "task")]
pub enum Reason {
    /// It fits the context.
    Fits,
    /// It is larger than the context, and the question asks for something in it.
    Asks,
    /// It is larger than the context, and the question needs all of it.
    Needs(Task),
    /// The person chose it.
    Chosen,
}

/// A route with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// The way.
    pub route: Route,
    /// Why.
    pub reason: Reason,
}

/// Chooses the route for a question about documents of `tokens` tokens, where `room` tokens are free for them. What the
/// person chose goes before all.
#[must_use]
pub fn route(question: &str, tokens: usize, room: usize, chosen: Option<Route>) -> Routed {
    let (route, reason) = match (chosen, task(question)) {
        (Some(route), _) => (route, Reason::Chosen),
        _ if tokens <= room => (Route::Whole, Reason::Fits),
        (None, Some(task)) => (Route::Everything, Reason::Needs(task)),
        (None, None) => (Route::Retrieval, Reason::Asks),
    };
    Routed { route, reason }
}

/// What a question asks for that no passage can answer; `None` where retrieval can.
#[must_use]
pub fn task(question: &str) -> Option<Task> {
    let folded = format!(" {} $ ", folded(question));
    ABOUT_ALL.iter().find_map(|language| of_language(language, &folded))
}

fn of_language(language: &Language, question: &str) -> Option<Task> {
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| holds(question, phrase, language.spaced));
    if has(language.not) {
        return None;
    }
    [
        (Task::Translate, language.translate),
        (Task::Summarise, language.summarise),
        (Task::Compare, language.compare),
        (Task::Count, language.count),
        (Task::ListAll, language.list_all),
    ]
    .into_iter()
    .find_map(|(task, phrases)| has(phrases).then_some(task))
}

/// Words that may stand before one that is to begin a question, such as "could you please"; characters, where a language
/// has no spaces.
const LEAD: usize = 4;

/// Whether a phrase stands in the question, which ends with `$`; `^` begins a phrase that the question begins with, but
/// for a few words; `*` in it stands for up to three words, or eight characters where a language
/// has no spaces. A phrase of a language with spaces begins at a word's beginning.
fn holds(question: &str, phrase: &str, spaced: bool) -> bool {
    let begins = phrase.starts_with('^');
    let mut pieces = phrase.trim_start_matches('^').split('*');
    let first = pieces.next().unwrap_or_default();
    let first = if spaced { format!(" {first}") } else { first.to_owned() };
    let mut from = 0;
    while let Some(at) = question[from..].find(&first) {
        let lead = question[..from + at].trim();
        let length = if spaced { lead.split_whitespace().count() } else { lead.chars().count() };
        if begins && length > LEAD {
            return false;
        }
        let mut rest = &question[from + at + first.len()..];
        let follows = pieces.clone().all(|piece| match near(rest, piece, spaced) {
            Some(end) => {
                rest = &rest[end..];
                true
            }
            None => false,
        });
        if follows {
            return true;
        }
        from += at + question[from + at..].chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// The end of `piece` in `text`, where it begins soon.
fn near(text: &str, piece: &str, spaced: bool) -> Option<usize> {
    let at = text.find(piece)?;
    let between = &text[..at];
    let soon = if spaced { between.split_whitespace().count() <= 3 } else { between.chars().count() <= 8 };
    soon.then_some(at + piece.len())
}

/// Lower case, signs as spaces, one space between words.
fn folded(text: &str) -> String {
    let plain: String = text.to_lowercase().chars().map(|c| if is_letter(c) { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_letter(c: char) -> bool {
    // Vowel signs of India and Thailand are marks that belong to their words.
    c.is_alphanumeric() || matches!(u32::from(c), 0x0300..=0x036F | 0x064B..=0x065F | 0x0900..=0x0DFF | 0x0E00..=0x0EFF)
}

#[cfg(test)]
mod tests;
