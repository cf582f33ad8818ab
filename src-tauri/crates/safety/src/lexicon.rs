//! The lexicon is a list of terms that act by themselves. What is built in are keyed hashes, so that neither the
//! repository nor the program holds a list of slurs to read; `models/safety/train/lexicon.py` makes them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::features::{BASIS, fnv};
use crate::reading::Words;

const BUILT_IN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../models/safety/lexicon.toml"));

/// What a term is, strictest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Term {
    /// A slur against a group.
    Slur,
    /// A sexually explicit phrase that means nothing else.
    Explicit,
    /// A sexual word, or one that is a slur in some mouths, that says nothing alone.
    Strong,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    salt: String,
    most_words: usize,
    most_characters: usize,
    list: Vec<List>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    kind: Term,
    #[expect(dead_code, reason = "for readers of the file")]
    language: String,
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    hashes: Vec<String>,
}

/// The terms, by the hash of the salt and the term.
#[derive(Debug)]
pub(crate) struct Lexicon {
    start: u64,
    most_words: usize,
    most_characters: usize,
    terms: HashMap<u64, Term>,
}

/// What a text holds of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Terms {
    pub(crate) slur: bool,
    pub(crate) explicit: bool,
    pub(crate) strong: bool,
}

impl Terms {
    /// What either holds.
    fn or(self, other: Self) -> Self {
        Self {
            slur: self.slur || other.slur,
            explicit: self.explicit || other.explicit,
            strong: self.strong || other.strong,
        }
    }
}

impl Lexicon {
    /// The built-in one.
    pub(crate) fn built_in() -> &'static Self {
        static BUILT: LazyLock<Lexicon> =
            LazyLock::new(|| Lexicon::parse(BUILT_IN).unwrap_or_else(|error| panic!("lexicon.toml: {error}")));
        &BUILT
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let Written { salt, most_words, most_characters, list } = toml::from_str(text)?;
        let mut terms = HashMap::new();
        for list in list {
            let hashes = list.hashes.iter().filter_map(|hash| u64::from_str_radix(hash, 16).ok());
            for hash in hashes {
                // Of two kinds the stricter one counts, whichever list comes first.
                let kind = terms.entry(hash).or_insert(list.kind);
                *kind = list.kind.min(*kind);
            }
        }
        Ok(Self { start: fnv(BASIS, salt.as_bytes()), most_words, most_characters, terms })
    }

    /// Finds terms in a text and the words that were read from it. No term goes on from one sentence into the next.
    pub(crate) fn find(&self, words: &Words, original: &str) -> Terms {
        let sentences = words.sentences(original).into_iter();
        sentences.map(|sentence| self.find_in(sentence)).fold(Terms::default(), Terms::or)
    }

    /// Finds terms in normalised words: one to a few whole words, or a few characters of a script without spaces.
    fn find_in(&self, words: &str) -> Terms {
        let mut found = Terms::default();
        let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
        for start in starts.filter(|start| *start < words.len()) {
            let mut state = self.start;
            for (count, word) in words[start..].split(' ').take(self.most_words).enumerate() {
                state = if count == 0 { state } else { fnv(state, b" ") };
                state = fnv(state, word.as_bytes());
                self.note(state, &mut found);
            }
        }
        for (start, c) in words.char_indices() {
            if !is_unspaced(c) {
                continue;
            }
            let mut state = self.start;
            let mut buffer = [0; 4];
            for c in words[start..].chars().take_while(|c| is_unspaced(*c)).take(self.most_characters) {
                state = fnv(state, c.encode_utf8(&mut buffer).as_bytes());
                self.note(state, &mut found);
            }
        }
        found
    }

    fn note(&self, state: u64, found: &mut Terms) {
        match self.terms.get(&state) {
            Some(Term::Slur) => found.slur = true,
            Some(Term::Explicit) => found.explicit = true,
            Some(Term::Strong) => found.strong = true,
            None => {}
        }
    }
}

/// Thai, and from there on the scripts of East Asia.
fn is_unspaced(c: char) -> bool {
    c >= '\u{e00}' && c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reading;

    /// A lexicon of harmless stand-ins.
    fn lexicon() -> Lexicon {
        let hash = |term: &str| format!("\"{:016x}\"", fnv(fnv(BASIS, b"salt"), term.as_bytes()));
        Lexicon::parse(&format!(
            "salt = \"salt\"\nmost_words = 3\nmost_characters = 4\n\
             [[list]]\nkind = \"slur\"\nlanguage = \"en\"\nsource = \"a test\"\nhashes = [{}]\n\
             [[list]]\nkind = \"explicit\"\nlanguage = \"en\"\nsource = \"a test\"\nhashes = [{}, {}]\n",
            hash("pumpkinhead"),
            hash("old pumpkin pie"),
            hash("南瓜"),
        ))
        .expect("a lexicon")
    }

    #[test]
    fn a_term_is_found_as_whole_words_alone() {
        let lexicon = lexicon();
        assert!(lexicon.find_in("you pumpkinhead you").slur);
        assert!(!lexicon.find_in("you pumpkinheads").slur, "a longer word is another word");
        assert!(lexicon.find_in("an old pumpkin pie").explicit);
        assert!(!lexicon.find_in("an old pumpkin").explicit);
        assert_eq!(lexicon.find_in(""), Terms::default());
    }

    #[test]
    fn a_term_without_spaces_is_found_inside_its_line() {
        assert!(lexicon().find_in("我的南瓜很大").explicit);
        assert!(!lexicon().find_in("南方的瓜").explicit);
    }

    #[test]
    fn a_term_does_not_go_on_into_the_next_sentence() {
        let found = |text: &str| lexicon().find(&Reading::of(text).words(), text).explicit;
        assert!(found("An old, pumpkin pie") && found("an OLD.pumpkin.pie"));
        for text in ["It is old. Pumpkin pie!", "Is it old?\nPumpkin pie", "very old\n\npumpkin pie", "南。瓜"] {
            assert!(!found(text), "{text}");
        }
    }

    #[test]
    fn of_two_kinds_the_stricter_one_counts() {
        let hash = format!("\"{:016x}\"", fnv(fnv(BASIS, b"salt"), b"pumpkinhead"));
        let list = |kind: &str| {
            format!("[[list]]\nkind = \"{kind}\"\nlanguage = \"en\"\nsource = \"a test\"\nhashes = [{hash}]\n")
        };
        let head = "salt = \"salt\"\nmost_words = 3\nmost_characters = 4\n";
        for lists in [[list("slur"), list("strong")], [list("strong"), list("slur")]] {
            let lexicon = Lexicon::parse(&format!("{head}{}", lists.concat())).expect("a lexicon");
            assert_eq!(lexicon.find_in("pumpkinhead"), Terms { slur: true, ..Terms::default() });
        }
    }

    #[test]
    fn the_built_in_one_has_all_kinds_and_no_broken_hash() {
        let written: Written = toml::from_str(BUILT_IN).expect("the file");
        let hashes: usize = written.list.iter().map(|list| list.hashes.len()).sum();
        let lexicon = Lexicon::built_in();
        assert!(lexicon.terms.len() > 1000 && lexicon.terms.len() <= hashes);
        for kind in [Term::Slur, Term::Explicit, Term::Strong] {
            assert!(lexicon.terms.values().any(|term| *term == kind), "{kind:?}");
        }
        assert!(written.list.iter().flat_map(|list| &list.hashes).all(|hash| u64::from_str_radix(hash, 16).is_ok()));
    }

    #[test]
    fn everyday_text_holds_no_term() {
        for text in ["how do i bake a pumpkin pie", "your tax return is due in april", "今天天气很好我们去公园"]
        {
            assert_eq!(Lexicon::built_in().find_in(text), Terms::default(), "{text}");
        }
    }

    #[test]
    fn everyday_phrases_are_neither_explicit_nor_slurs() {
        for text in [
            "how to kill a child process",
            "the meeting tied up the whole team",
            "a big black dog and a girl on a swing",
            "strap on your helmet and taste my jelly donut",
            "what white power cable is this",
            "is a mongrel older than the dyke",
            "un niño con un gato negro",
            "what did she male bees ask",
        ] {
            let Terms { slur, explicit, .. } = Lexicon::built_in().find_in(text);
            assert!(!slur && !explicit, "{text}");
        }
    }
}
