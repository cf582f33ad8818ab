//! What can be asked of an engine.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Message, StateFolder, StateKey};

/// What a model is loaded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Answers, several at once; it scores too.
    #[default]
    Answer,
    /// Scores above all: two sequences, one of which keeps the policy.
    Guard,
    /// Embeddings.
    Embed,
}

/// Which model to load and how. Two equal requests are the same load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadRequest {
    /// The model's id in Carat, for status and records.
    pub model: String,
    /// Its GGUF file.
    pub path: PathBuf,
    /// Context in tokens; `None` takes the smaller of the trained length and what memory allows.
    pub context: Option<u32>,
    /// Threads for decoding; `None` takes the physical cores.
    pub threads: Option<u32>,
    /// Safer settings after a crash: no GPU, a small batch.
    pub safe: bool,
    /// What it is for.
    #[serde(default)]
    pub purpose: Purpose,
    /// Where states are kept; `None` keeps none.
    #[serde(default)]
    pub states: Option<StateFolder>,
}

impl LoadRequest {
    /// The plain load of a file: to answer, with what memory allows.
    #[must_use]
    pub fn new(model: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self {
            model: model.into(),
            path: path.into(),
            context: None,
            threads: None,
            safe: false,
            purpose: Purpose::Answer,
            states: None,
        }
    }
}

/// How the next token is drawn. Gemma's own defaults are temperature 1, top-k 64, top-p 0.95, the rest off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// 0 is greedy.
    pub temperature: f32,
    /// 0 is off.
    pub top_k: u32,
    /// 1 is off.
    pub top_p: f32,
    /// 0 is off.
    pub min_p: f32,
    /// 1 is off.
    pub repeat_penalty: f32,
    /// `None` draws a new one for each answer.
    pub seed: Option<u32>,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { temperature: 1.0, top_k: 64, top_p: 0.95, min_p: 0.0, repeat_penalty: 1.0, seed: None }
    }
}

/// An answer to be generated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GenerateRequest {
    /// The conversation, oldest first. Ends with a user message, or, with `continue_last`, with the answer to go on with.
    pub messages: Vec<Message>,
    /// `None` takes the family's defaults.
    pub sampling: Option<Sampling>,
    /// The most tokens to generate; `None` is what is left of the context.
    pub max_tokens: Option<u32>,
    /// Let the model think first, where it can.
    pub thinking: bool,
    /// Go on inside the last message instead of answering it.
    pub continue_last: bool,
    /// The conversation or document whose state this goes on from and leaves behind; `None` keeps nothing.
    #[serde(default)]
    pub state: Option<StateKey>,
}

impl GenerateRequest {
    /// An answer to messages with the family's defaults.
    #[must_use]
    pub fn new(messages: Vec<Message>) -> Self {
        Self { messages, sampling: None, max_tokens: None, thinking: false, continue_last: false, state: None }
    }
}

/// The beginning of a prompt, to be read before the question is there. It has the lowest priority: any other request
/// ends it, and keeps what was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrepareRequest {
    /// The conversation so far, oldest first, without the question to come.
    pub messages: Vec<Message>,
    /// As in [`GenerateRequest`].
    pub thinking: bool,
    /// As in [`GenerateRequest`].
    #[serde(default)]
    pub state: Option<StateKey>,
}

/// What came of a [`PrepareRequest`], in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prepared {
    /// Those that are read now.
    pub ready: u32,
    /// Those of them that were read before.
    pub reused: u32,
    /// All of the beginning.
    pub total: u32,
}

/// Messages to be counted as [`GenerateRequest`] would render them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountRequest {
    /// The conversation, oldest first.
    pub messages: Vec<Message>,
    /// As in [`GenerateRequest`].
    pub thinking: bool,
    /// As in [`GenerateRequest`].
    pub continue_last: bool,
}

/// What a [`CountRequest`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenCount {
    /// Tokens of the whole rendered prompt.
    pub tokens: u32,
    /// The context in tokens.
    pub limit: u32,
}
