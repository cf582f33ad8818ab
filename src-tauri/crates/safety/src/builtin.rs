//! The built-in list is the simplest judge there is: a test word, and the bodies of private keys.
//!
//! It shows that the gate works, and is no protection against anything else.

use crate::{Category, Judge, Judging, Segment, Speaker, Verdict};

/// Text that holds this word is blocked, in questions and in answers, so that anybody can see what a block looks like
/// without harmful text. In lower case; found in any.
const TEST_WORD: &str = "carat-filter-test-block";

/// The trivial judge.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltInList;

impl BuiltInList {
    /// The list.
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// Whether a text holds the filter's own test word.
    pub(crate) fn has_test_word(text: &str) -> bool {
        text.to_ascii_lowercase().contains(TEST_WORD)
    }
}

impl Judge for BuiltInList {
    fn judge<'a>(&'a self, speaker: Speaker, segment: &'a Segment) -> Judging<'a> {
        Box::pin(std::future::ready(verdict(speaker, segment)))
    }
}

fn verdict(speaker: Speaker, segment: &Segment) -> Verdict {
    if BuiltInList::has_test_word(&segment.text) {
        return Verdict::block(Category::new("test"), "This is the filter's own test word.");
    }
    // A person may ask about a key of their own; a model has none to give away but one it was trained on.
    if speaker == Speaker::Model && segment.key_body {
        return Verdict::block(Category::new("secrets"), "This looks like the body of a private key.");
    }
    Verdict::allow()
}
