//! What an engine tells while it loads and generates.

use serde::{Deserialize, Serialize};

use crate::{EngineError, Layers, LoadStep, Purpose, Sampling, Speed};

/// What is known of a loaded model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ModelFacts {
    /// GGUF architecture, such as `gemma3`.
    pub architecture: String,
    /// Number of weights.
    pub parameters: u64,
    /// Size of the weights in bytes.
    pub bytes: u64,
    /// Context in use, in tokens.
    pub context: u32,
    /// Context the model was trained for, in tokens.
    pub context_trained: u32,
    /// False for a pretrained model, which answers through a plain transcript.
    pub instruction_tuned: bool,
    /// Whether it can think before it answers.
    pub thinking: bool,
    /// What its layers run on, by its maker's name, such as `NVIDIA H100`; `CPU` for the processor.
    pub device: String,
    /// Threads for decoding.
    pub threads: u32,
    /// The family's sampling defaults.
    pub sampling: Sampling,
    /// What it was loaded for.
    #[serde(default)]
    pub purpose: Purpose,
    /// Numbers of one of its embeddings, where it was loaded for them.
    #[serde(default)]
    pub dimensions: Option<u32>,
    /// Where its layers are.
    #[serde(default)]
    pub layers: Layers,
    /// What had to be given up to load it, in order.
    #[serde(default)]
    pub steps: Vec<LoadStep>,
    /// How fast it is; `None` until it was idle for a moment after it was loaded.
    #[serde(default)]
    pub speed: Option<Speed>,
}

/// Where an engine stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EngineStatus {
    /// No model in memory, no worker.
    Unloaded,
    /// The worker process is being started.
    Starting {
        /// The model's id.
        model: String,
    },
    /// The weights are being read.
    Loading {
        /// The model's id.
        model: String,
        /// From 0 to 1.
        fraction: f32,
        /// What had to be given up so far, in order.
        steps: Vec<LoadStep>,
    },
    /// Waiting for a question.
    Ready {
        /// The model's id.
        model: String,
        /// What is known of it.
        facts: ModelFacts,
    },
    /// Answering.
    Generating {
        /// The model's id.
        model: String,
        /// What is known of it.
        facts: ModelFacts,
    },
    /// The worker ended by itself; the next request starts it again.
    Crashed {
        /// The model's id.
        model: String,
        /// The inner error, from the worker's own log.
        error: EngineError,
    },
}

/// Tokens and times of one answer. Times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the rendered prompt.
    pub prompt_tokens: u32,
    /// Those of them that were in the cache already.
    pub reused_tokens: u32,
    /// Tokens generated, the end marker not counted.
    pub generated_tokens: u32,
    /// From the request's arrival to the first token.
    pub first_token_ms: f64,
    /// Time spent on the prompt.
    pub prefill_ms: f64,
    /// Time spent on generated tokens after the first.
    pub decode_ms: f64,
    /// Tokens that were guessed ahead and checked.
    #[serde(default)]
    pub drafted_tokens: u32,
    /// Those of them that were right.
    #[serde(default)]
    pub accepted_tokens: u32,
    /// Checked steps whose two best tokens lay so close together that computing one by one might have drawn the other;
    /// greedy drawing alone counts them.
    #[serde(default)]
    pub close_calls: u32,
}

impl Usage {
    /// Tokens a second while decoding; 0 where there were fewer than two.
    #[must_use]
    pub fn tokens_per_second(&self) -> f64 {
        if self.decode_ms > 0.0 && self.generated_tokens > 1 {
            f64::from(self.generated_tokens - 1) * 1000.0 / self.decode_ms
        } else {
            0.0
        }
    }
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// The model ended it.
    Stop,
    /// `max_tokens` was reached.
    Length,
    /// The context is full.
    ContextFull,
    /// It was cancelled.
    Cancelled,
}

/// One event of a [`crate::Generation`]; the last one is `Finished` or `Failed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GenerateEvent {
    /// The prompt is being read.
    Reading {
        /// Tokens read so far.
        done: u32,
        /// Tokens to read.
        total: u32,
    },
    /// More of the answer, whole characters.
    Text {
        /// The new text.
        text: String,
    },
    /// More of the thought before the answer, whole characters.
    Thought {
        /// The new text.
        text: String,
    },
    /// The answer has ended.
    Finished {
        /// Why.
        reason: FinishReason,
        /// Tokens and times.
        usage: Usage,
    },
    /// It broke off.
    Failed {
        /// Why.
        error: EngineError,
    },
}

impl GenerateEvent {
    /// Whether nothing comes after it.
    #[must_use]
    pub fn is_last(&self) -> bool {
        matches!(self, Self::Finished { .. } | Self::Failed { .. })
    }
}
