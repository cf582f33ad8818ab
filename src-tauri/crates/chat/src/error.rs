//! What can go wrong in a turn, one sentence each, with the code that a window acts on.

use std::collections::BTreeMap;

use carat_engine::EngineError;
use carat_store::StoredError;

/// The result of chat calls.
pub type Result<T, E = ChatError> = std::result::Result<T, E>;

/// Why a turn failed or an answer was cut.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// Nothing was asked.
    #[error("The message is empty. Write something first.")]
    EmptyMessage,
    /// A question can't be regenerated or continued.
    #[error("This message is a question, not an answer. Edit it instead.")]
    NotAnAnswer,
    /// Two turns can't write one answer.
    #[error("This answer is still being written. Stop it first.")]
    StillWriting,
    /// What the filter blocked can't be gone on with.
    #[error("The filter withheld this answer, so it can't be continued. Ask something else.")]
    AnswerWithheld,
    /// Leaving out older messages would not help.
    #[error(
        "This message alone needs {needed} tokens and the model's context holds {limit}. Shorten it, or choose a model with a longer context."
    )]
    QuestionTooLong {
        /// Tokens of the message and the least room for an answer.
        needed: u32,
        /// The context in tokens.
        limit: u32,
    },
    /// The model ended at once.
    #[error("The model ended without an answer. Try again, or put the question differently.")]
    EmptyAnswer,
    /// The answer reached the length that was asked for. The answer is kept.
    #[error("The answer was cut at the length that was asked for. It can be continued.")]
    CutAtLength,
    /// The context filled up in the middle of the answer. The answer is kept.
    #[error(
        "The answer was cut because the model's context is full. Start a new conversation, or continue and leave out the oldest messages."
    )]
    CutAtContext,
    /// The documents that a question is about can't be asked.
    #[error("None of the documents that this question is about can be read. Add one that can, or ask without them.")]
    NoDocuments,
    /// A part of Carat failed in a way it never should.
    #[error(
        "A fault in Carat broke the answer off. Try again, and copy the diagnostics from the settings if it happens again."
    )]
    Fault,
    /// The engine's own error.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The store's own error.
    #[error(transparent)]
    Store(#[from] carat_store::Error),
    /// The documents' own error.
    #[error(transparent)]
    Documents(#[from] carat_documents::DocumentError),
}

impl ChatError {
    /// The stable code, for whoever acts on it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyMessage => "empty_message",
            Self::NotAnAnswer => "not_an_answer",
            Self::StillWriting => "still_writing",
            Self::AnswerWithheld => "answer_withheld",
            Self::QuestionTooLong { .. } => "question_too_long",
            Self::EmptyAnswer => "empty_answer",
            Self::CutAtLength => "cut_at_length",
            Self::CutAtContext => "cut_at_context",
            Self::NoDocuments => "no_documents",
            Self::Fault => "fault",
            Self::Engine(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Documents(error) => error.code(),
        }
    }

    /// The words and numbers of its sentence, by name, to fill a translated one.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        match self {
            Self::QuestionTooLong { needed, limit } => {
                BTreeMap::from([("needed".into(), needed.to_string()), ("limit".into(), limit.to_string())])
            }
            Self::Engine(error) => engine_args(error),
            Self::Store(error) => error.args(),
            Self::Documents(error) => error.args(),
            _ => BTreeMap::new(),
        }
    }

    /// The error as it is saved with the answer.
    #[must_use]
    pub fn to_stored(&self) -> StoredError {
        StoredError { code: self.code().to_owned(), message: self.to_string(), args: self.args() }
    }
}

/// An engine error serialises to its code and its fields; the fields are the arguments.
fn engine_args(error: &EngineError) -> BTreeMap<String, String> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(error) else { return BTreeMap::new() };
    let named = fields.into_iter().filter(|(name, _)| name != "code");
    let text = |value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    named.map(|(name, value)| (name, text(value))).collect()
}
