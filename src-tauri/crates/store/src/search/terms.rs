//! A term is what the index of passages holds of a text: a word, its beginning where it is long, or two neighbours of a
//! script that is written without spaces.
//!
//! The beginning stands for a stem in the many languages that change the ends of words. It looks like any word, so that
//! a short word meets the long one it begins.

use super::tokens::{Kind, tokens};

/// Characters of a word's beginning. Six found the same in most languages, and four too much.
const BEGINNING: usize = 5;

/// A term that a passage may be found by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// Its folded form.
    pub text: String,
    /// Whether every term that begins with it counts: a lone character of a script without spaces.
    pub open: bool,
}

impl Term {
    /// The term as an expression of FTS5. It stands in quotes, so nothing in it is an operator.
    #[must_use]
    pub(crate) fn expression(&self) -> String {
        let open = if self.open { "*" } else { "" };
        format!("\"{}\"{open}", self.text.replace('"', "\"\""))
    }
}

/// A text as the index holds it: its terms, parted by spaces. A run abc becomes `ab bc c`.
pub(crate) fn indexed(text: &str) -> String {
    let mut terms = String::with_capacity(text.len() + text.len() / 2);
    let mut add = |term: &str, next: &str| {
        if !terms.is_empty() {
            terms.push(' ');
        }
        terms.push_str(term);
        terms.push_str(next);
    };
    let mut before: Option<String> = None;
    for token in tokens(text) {
        match token.kind {
            Kind::Unit { joined } => {
                if let Some(first) = before.replace(token.folded.clone()) {
                    add(&first, if joined { &token.folded } else { "" });
                }
            }
            Kind::Word => {
                if let Some(last) = before.take() {
                    add(&last, "");
                }
                add(&token.folded, "");
                if let Some(beginning) = beginning(&token.folded) {
                    add(beginning, "");
                }
            }
        }
    }
    if let Some(last) = before {
        add(&last, "");
    }
    terms
}

/// The terms of a question, each once, in its order.
#[must_use]
pub fn terms(text: &str) -> Vec<Term> {
    let mut found: Vec<Term> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut add = |text: String, open: bool| {
        let term = Term { text, open };
        if seen.insert(term.clone()) {
            found.push(term);
        }
    };
    // The character before, and whether a pair has it already.
    let mut before: Option<(String, bool)> = None;
    for token in tokens(text) {
        match token.kind {
            Kind::Unit { joined } => {
                let paired = match before.take() {
                    Some((first, _)) if joined => {
                        add(format!("{first}{}", token.folded), false);
                        true
                    }
                    Some((first, false)) => {
                        add(first, true);
                        false
                    }
                    _ => false,
                };
                before = Some((token.folded, paired));
            }
            Kind::Word => {
                if let Some((first, false)) = before.take() {
                    add(first, true);
                }
                let beginning = beginning(&token.folded).map(str::to_owned);
                add(token.folded, false);
                if let Some(beginning) = beginning {
                    add(beginning, false);
                }
            }
        }
    }
    if let Some((first, false)) = before {
        add(first, true);
    }
    found
}

/// The beginning of a word that is longer than it.
fn beginning(word: &str) -> Option<&str> {
    let (end, _) = word.char_indices().nth(BEGINNING)?;
    word.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|term| term.text + if term.open { "*" } else { "" }).collect()
    }

    #[test]
    fn long_words_go_in_with_their_beginnings_and_runs_as_pairs() {
        assert_eq!(indexed("Nations agree"), "nations natio agree");
        assert_eq!(indexed("Tokyo 東京都へ!"), "tokyo 東京 京都 都へ へ");
        assert_eq!(indexed("猫。犬"), "猫 犬", "nothing pairs across a sign");
        assert_eq!(indexed("a1東b京"), "a1 東 b 京");
        assert_eq!(indexed(""), "");
    }

    #[test]
    fn what_is_asked_for_is_in_what_is_indexed() {
        assert_eq!(asked("Nations 東京都"), ["nations", "natio", "東京", "京都"]);
        assert_eq!(asked("猫 the 猫"), ["猫*", "the"], "a lone character begins the pairs that it is in");
        assert_eq!(asked("猫。犬"), ["猫*", "犬*"]);
    }
}
