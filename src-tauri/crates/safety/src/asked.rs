//! What was asked is what an answer is judged against: the question, and the text that came with it.

use std::fmt;

/// The question and the documents of one turn.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The person's words, which a guard reads beside the answer.
    pub question: String,
    /// Passages of documents, and earlier questions: what the person has shown already is no leak in an answer.
    pub shown: Vec<String>,
}

impl Asked {
    /// A question without anything else.
    #[must_use]
    pub fn question(question: impl Into<String>) -> Self {
        Self { question: question.into(), shown: Vec::new() }
    }

    /// All the person's own text.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.question.as_str()).chain(self.shown.iter().map(String::as_str))
    }
}

/// Shows lengths alone, for the same reason as [`crate::Screened`] does.
impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: usize = self.texts().map(str::len).sum();
        write!(f, "Asked({bytes} bytes)")
    }
}
