//! A query is what a person typed into the search box, as terms that must all be found.

use std::collections::HashSet;

use super::tokens::{Kind, Token, tokens};

/// The most terms that are looked for. A query that is longer, such as a pasted page, is found by its first terms.
const TERMS: usize = 100;

/// The longest run of a script without spaces that is one term. The rest of a longer run is further terms.
const RUN: usize = 32;

/// One thing to find.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Term {
    /// A word; `open` finds also longer words that begin with it.
    Word {
        /// Its folded form.
        folded: String,
        /// Whether it may be unfinished.
        open: bool,
    },
    /// Characters that stand one after another.
    Run(Vec<String>),
}

/// All things to find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    terms: Vec<Term>,
}

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let mut terms: Vec<Term> = Vec::new();
        for token in tokens(text) {
            push(&mut terms, token);
            if terms.len() > TERMS {
                terms.truncate(TERMS);
                break;
            }
        }
        if let Some(Term::Word { open, .. }) = terms.last_mut() {
            *open = true;
        }
        let mut seen = HashSet::new();
        terms.retain(|term| seen.insert(term.clone()));
        Self { terms }
    }

    pub(crate) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The same as an FTS5 expression; `None` when there is nothing to find. Every word stands in quotes, so nothing in
    /// it is an operator.
    pub(crate) fn expression(&self) -> Option<String> {
        let parts: Vec<String> = self.terms.iter().map(Term::expression).collect();
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }
}

impl Term {
    fn expression(&self) -> String {
        match self {
            Self::Word { folded, open } => format!("{}{}", quoted(folded), if *open { "*" } else { "" }),
            Self::Run(units) => quoted(&phrase(units)),
        }
    }
}

/// The index holds a run abc as `a ab b bc c` (see [`super::index`]), so this phrase is in it wherever the run is.
fn phrase(units: &[String]) -> String {
    let [only] = units else {
        let mut words = Vec::new();
        for pair in units.windows(2) {
            if !words.is_empty() {
                words.push(pair[0].clone());
            }
            words.push(pair.concat());
        }
        return words.join(" ");
    };
    only.clone()
}

fn push(terms: &mut Vec<Term>, token: Token) {
    match (token.kind, terms.last_mut()) {
        (Kind::Unit { joined: true }, Some(Term::Run(units))) if units.len() < RUN => units.push(token.folded),
        (Kind::Unit { .. }, _) => terms.push(Term::Run(vec![token.folded])),
        (Kind::Word, _) => terms.push(Term::Word { folded: token.folded, open: false }),
    }
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(query: &str) -> String {
        Query::parse(query).expression().unwrap_or_default()
    }

    #[test]
    fn words_are_quoted_and_the_last_one_is_open() {
        assert_eq!(expression("Paris NOT \"trip\" OR"), "\"paris\" AND \"not\" AND \"trip\" AND \"or\"*");
        assert_eq!(expression("a a a"), "\"a\" AND \"a\"*");
    }

    #[test]
    fn a_run_is_a_phrase_of_pairs() {
        assert_eq!(expression("猫"), "\"猫\"");
        assert_eq!(expression("東京"), "\"東京\"");
        assert_eq!(expression("東京都"), "\"東京 京 京都\"");
        assert_eq!(expression("iPhone手机"), "\"iphone\" AND \"手机\"");
    }

    #[test]
    fn a_query_without_a_word_has_no_expression() {
        for query in ["", "  ", "\"", "*", "(((", "*\u{0}", "-", "^:{}"] {
            assert_eq!(Query::parse(query).expression(), None, "of {query:?}");
        }
    }

    #[test]
    fn a_pasted_page_is_bounded() {
        let page: String = (0..10_000).map(|number| format!("w{number} ")).collect();
        assert_eq!(Query::parse(&page).terms().len(), TERMS);
        let run = "漢".repeat(10_000);
        assert!(Query::parse(&run).terms().len() <= TERMS);
    }
}
