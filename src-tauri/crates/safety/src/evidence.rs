//! Evidence is all that is known of a text before anybody decides: scores, terms, phrases, private data.

use crate::lexicon::{Lexicon, Terms};
use crate::packed::unpacked;
use crate::phrases::{Found, PhraseSearch};
use crate::private::{find_leaks, find_private};
use crate::untrusted::injection_score;
use crate::{Asked, BuiltInList, PrivateSpan, Reading, Scores, Speaker, Topic};

/// What the embedded steps say of a text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Steps {
    pub(crate) scores: Scores,
    /// The scores from which each topic is nearly certain, as it was measured.
    pub(crate) certain: Scores,
    /// Whether the step that reads meaning has spoken.
    pub(crate) by_meaning: bool,
    /// The one number that decides whether a guard is asked.
    pub(crate) risk: f32,
    /// Whether there was training for the text's language.
    pub(crate) covered: bool,
}

/// What lists and forms say of a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signs {
    pub(crate) terms: Terms,
    pub(crate) phrases: Found,
    pub(crate) injection: f32,
    pub(crate) leaks: Vec<PrivateSpan>,
    /// An explicit phrase here and a word for children in the text before, or the other way round.
    pub(crate) across: bool,
    /// The filter's own test word.
    pub(crate) test_word: bool,
    /// A part of a private key's body.
    pub(crate) key_body: bool,
}

impl Signs {
    /// Looks for all of them. `before` is the text that stood before this one; whether it ends inside a private key is
    /// for whoever has seen all of it to say.
    pub(crate) fn of(speaker: Speaker, asked: &Asked, before: &str, text: &str, key_body: bool) -> Self {
        let here = Listed::of(text);
        Self {
            terms: here.terms,
            phrases: here.phrases,
            across: here.is_half() && here.completes(Listed::of(before)),
            injection: injection_score(text),
            // A person's own data is no leak, but worth a line beside it before it goes into a conversation.
            leaks: if speaker == Speaker::Model { find_leaks(before, text, asked) } else { find_private(text) },
            test_word: BuiltInList::has_test_word(text),
            key_body: speaker == Speaker::Model && key_body,
        }
    }
}

/// What the lists say of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Listed {
    terms: Terms,
    phrases: Found,
}

impl Listed {
    fn of(text: &str) -> Self {
        let unpacked = unpacked(text);
        let whole = unpacked.whole();
        let words = Reading::of(&whole).words();
        Self { terms: Lexicon::built_in().find(&words, &whole), phrases: PhraseSearch::built_in().find(words.as_str()) }
    }

    /// Whether one half of what makes text sexual and about children stands here.
    fn is_half(self) -> bool {
        self.terms.explicit || self.phrases.minors
    }

    /// Whether the other half stands in the text before. Both halves there were judged there.
    fn completes(self, before: Self) -> bool {
        self.terms.explicit && before.phrases.minors || self.phrases.minors && before.terms.explicit
    }
}

impl Steps {
    /// How sure everything together is that the text is sexual and about children. A word for a body beside a word for a
    /// child is what parents and doctors write, so it counts by what the classifiers make of the rest; so does a phrase,
    /// since a list knows no sentence.
    pub(crate) fn child_safety(&self, signs: &Signs) -> f32 {
        let sexual = self.scores.get(Topic::Sexual);
        let Terms { explicit, strong, .. } = signs.terms;
        let together = if signs.across || signs.phrases.minors && explicit {
            0.5 + 0.5 * sexual
        } else if !signs.phrases.minors {
            0.0
        } else if strong {
            0.3 + 0.7 * sexual
        } else {
            0.8 * sexual
        };
        together.max(self.scores.get(Topic::ChildSafety))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_halves_meet_over_the_border_of_two_sentences() {
        let explicit = Listed { terms: Terms { explicit: true, ..Terms::default() }, ..Listed::default() };
        let minors = Listed { phrases: Found { minors: true, ..Found::default() }, ..Listed::default() };
        let both = Listed { terms: explicit.terms, phrases: minors.phrases };
        let neither = Listed::default();
        assert!(explicit.completes(minors) && minors.completes(explicit) && minors.completes(both));
        assert!(!explicit.completes(explicit) && !minors.completes(minors) && !neither.completes(both));
        assert!(explicit.is_half() && minors.is_half() && !neither.is_half());
    }

    #[test]
    fn the_text_before_is_looked_at_for_its_other_half() {
        let signs = |before: &str, text: &str| Signs::of(Speaker::Model, &Asked::default(), before, text, false);
        let found = signs("The schoolboy baked. ", "It was a pie.");
        assert!(!found.phrases.minors && !found.across);
        assert!(signs("It was a pie. ", "The schoolboy baked.").phrases.minors);
    }

    #[test]
    fn a_key_is_kept_back_in_answers_alone() {
        let of = |speaker| Signs::of(speaker, &Asked::default(), "", "QUJDREVG", true).key_body;
        assert!(of(Speaker::Model) && !of(Speaker::Person));
    }
}
