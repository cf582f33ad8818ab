//! A score is how likely a model holds a text that somebody else wrote: guards decide by it.

use serde::{Deserialize, Serialize};

use crate::Message;

/// No log-probability is told as less than this, because an infinity has no form in a frame.
pub const LEAST_LOG_PROBABILITY: f64 = -1.0e6;

/// Continuations to be scored. The beginning that one request has in common with the last one, such as a guard's
/// policy, is kept computed on a sequence of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreRequest {
    /// What stands before them.
    pub prompt: ScorePrompt,
    /// Answers, or beginnings of answers, each scored by itself directly after the messages.
    pub continuations: Vec<String>,
}

impl ScoreRequest {
    /// Continuations of a conversation.
    #[must_use]
    pub fn of_messages(messages: Vec<Message>, continuations: Vec<String>) -> Self {
        Self { prompt: ScorePrompt::Messages(messages), continuations }
    }
}

/// What stands before continuations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScorePrompt {
    /// A conversation, oldest first, rendered as for an answer.
    Messages(Vec<Message>),
    /// A prompt as it stands, for guards whose published prompt is none of their template's.
    Exact(Vec<PromptPiece>),
}

/// A piece of a prompt that is rendered already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptPiece {
    /// Carat's own words: control tokens in them are control tokens.
    Control(String),
    /// Somebody's text: nothing in it is a control token, whatever it looks like.
    Text(String),
}

/// What a [`ScoreRequest`] found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Scores {
    /// One for each continuation, in their order.
    pub continuations: Vec<Score>,
    /// Tokens of the rendered messages.
    pub prompt_tokens: u32,
    /// Those of them that were in the cache already.
    pub reused_tokens: u32,
}

/// How likely one continuation is. Natural logarithms over the whole vocabulary at temperature 1.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Score {
    /// The log-probability of the whole continuation: the sum over its tokens; 0 where it has none.
    pub total: f64,
    /// The log-probability of each token, given all before it.
    pub tokens: Vec<f64>,
}
