//! How an answer was drawn and what it cost, on the wire.

use carat_store as store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the next token is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub(crate) struct Sampling {
    /// 0 always takes the likeliest.
    pub(crate) temperature: f32,
    /// 0 is off.
    pub(crate) top_k: u32,
    /// 1 is off.
    pub(crate) top_p: f32,
    /// 0 is off.
    pub(crate) min_p: f32,
    /// 1 is off.
    pub(crate) repeat_penalty: f32,
    /// Null draws a new one for each answer.
    pub(crate) seed: Option<u32>,
}

impl From<store::Sampling> for Sampling {
    fn from(value: store::Sampling) -> Self {
        let store::Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed } = value;
        Self { temperature, top_k, top_p, min_p, repeat_penalty, seed }
    }
}

impl From<Sampling> for store::Sampling {
    fn from(value: Sampling) -> Self {
        let Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed } = value;
        Self { temperature, top_k, top_p, min_p, repeat_penalty, seed }
    }
}

impl From<carat_engine::Sampling> for Sampling {
    fn from(value: carat_engine::Sampling) -> Self {
        let carat_engine::Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed } = value;
        Self { temperature, top_k, top_p, min_p, repeat_penalty, seed }
    }
}

/// Tokens and times (milliseconds) of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub(crate) struct Usage {
    /// Tokens of the rendered prompt.
    pub(crate) prompt_tokens: u32,
    /// Those of them that were in the cache already.
    pub(crate) reused_tokens: u32,
    /// Tokens generated.
    pub(crate) generated_tokens: u32,
    /// From the request to the first token.
    pub(crate) first_token_ms: f64,
    /// Time spent on the prompt.
    pub(crate) prefill_ms: f64,
    /// Time spent on tokens after the first.
    pub(crate) decode_ms: f64,
    /// While decoding; 0 where there were fewer than two.
    pub(crate) tokens_per_second: f64,
    /// Tokens that were guessed ahead.
    pub(crate) drafted_tokens: u32,
    /// Those of them that were right.
    pub(crate) accepted_tokens: u32,
    /// Steps at which two tokens were as good as equal while guesses were checked.
    pub(crate) close_calls: u32,
}

impl From<&store::Usage> for Usage {
    fn from(value: &store::Usage) -> Self {
        let engine = carat_engine::Usage {
            prompt_tokens: value.prompt_tokens,
            reused_tokens: value.reused_tokens,
            generated_tokens: value.generated_tokens,
            first_token_ms: value.first_token_ms,
            prefill_ms: value.prefill_ms,
            decode_ms: value.decode_ms,
            drafted_tokens: value.drafted_tokens,
            accepted_tokens: value.accepted_tokens,
            close_calls: value.close_calls,
        };
        (&engine).into()
    }
}

impl From<&carat_engine::Usage> for Usage {
    fn from(value: &carat_engine::Usage) -> Self {
        Self {
            prompt_tokens: value.prompt_tokens,
            reused_tokens: value.reused_tokens,
            generated_tokens: value.generated_tokens,
            first_token_ms: value.first_token_ms,
            prefill_ms: value.prefill_ms,
            decode_ms: value.decode_ms,
            tokens_per_second: value.tokens_per_second(),
            drafted_tokens: value.drafted_tokens,
            accepted_tokens: value.accepted_tokens,
            close_calls: value.close_calls,
        }
    }
}
