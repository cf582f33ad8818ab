//! The built-in list is the simplest judge there is: a test word, and the bodies of private keys.
//!
//! It shows that the gate works, and is no protection against anything else.

use crate::{Category, Judge, Judging, Segment, Speaker, Verdict};

/// Text that holds this word is blocked, in questions and in answers, so that anybody can see what a block looks like
/// without harmful text. In lower case; found in any.
const TEST_WORD: &str = "carat-filter-test-block";

/// What every PEM header of a private key holds: "-----BEGIN RSA PRIVATE KEY-----" and its kin.
const KEY_HEADER: (&str, &str) = ("-----BEGIN ", "PRIVATE KEY");

/// The shortest run of base64 that is taken for a key's body. PEM lines have 64 characters; a placeholder such as
/// "MIIEvQ..." in an explanation of the format has fewer.
const KEY_BODY: usize = 40;

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

    /// Whether a text holds a private key's body. The header alone is what explanations quote; with a body under it, it is
    /// a key.
    pub(crate) fn has_key_body(before: &str, text: &str) -> bool {
        let body = text.split(|c: char| !is_base64(c)).any(|run| run.len() >= KEY_BODY);
        body && (is_key_header(before) || is_key_header(text))
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
    if speaker == Speaker::Model && BuiltInList::has_key_body(&segment.context, &segment.text) {
        return Verdict::block(Category::new("secrets"), "This looks like the body of a private key.");
    }
    Verdict::allow()
}

fn is_key_header(text: &str) -> bool {
    text.split_once(KEY_HEADER.0).is_some_and(|(_, rest)| rest.contains(KEY_HEADER.1))
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}
