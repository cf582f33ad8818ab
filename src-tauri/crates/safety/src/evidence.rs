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
    /// The filter's own test word.
    pub(crate) test_word: bool,
    /// The body of a private key.
    pub(crate) key_body: bool,
}

impl Signs {
    /// Looks for all of them. `before` is the text that stood before this one.
    pub(crate) fn of(speaker: Speaker, asked: &Asked, before: &str, text: &str) -> Self {
        let words = Reading::of(&unpacked(text)).words();
        Self {
            terms: Lexicon::built_in().find(words.as_str()),
            phrases: PhraseSearch::built_in().find(words.as_str()),
            injection: injection_score(text),
            // A person's own data is no leak, but worth a line beside it before it goes into a conversation.
            leaks: if speaker == Speaker::Model { find_leaks(before, text, asked) } else { find_private(text) },
            test_word: BuiltInList::has_test_word(text),
            key_body: speaker == Speaker::Model && BuiltInList::has_key_body(before, text),
        }
    }
}

impl Steps {
    /// How sure everything together is that the text is sexual and about children. A word for a body beside a word for a
    /// child is what parents and doctors write, so it counts by what the classifiers make of the rest.
    pub(crate) fn child_safety(&self, signs: &Signs) -> f32 {
        let sexual = self.scores.get(Topic::Sexual);
        let together = match (signs.phrases.minors, signs.terms) {
            (false, _) => 0.0,
            (true, Terms { explicit: true, .. }) => 1.0,
            (true, Terms { strong: true, .. }) => 0.3 + 0.7 * sexual,
            (true, _) => 0.8 * sexual,
        };
        together.max(self.scores.get(Topic::ChildSafety))
    }
}
