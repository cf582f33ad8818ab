//! How an answer was drawn, and what it cost: the numbers that stand beside a message.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How the next token is drawn.
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

impl Sampling {
    /// Refuses what JSON cannot hold: infinities and what is not a number.
    pub(crate) fn check(&self) -> Result<()> {
        let fields = [
            ("temperature", self.temperature),
            ("top_p", self.top_p),
            ("min_p", self.min_p),
            ("repeat_penalty", self.repeat_penalty),
        ];
        match fields.into_iter().find(|(_, value)| !value.is_finite()) {
            Some((field, _)) => Err(Error::NotANumber { field }),
            None => Ok(()),
        }
    }
}

/// Tokens and times of one answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the prompt.
    pub prompt_tokens: u32,
    /// How many of them were still in the model's memory.
    pub reused_tokens: u32,
    /// Tokens of the answer, thoughts included.
    pub generated_tokens: u32,
    /// From the question to the first token, in milliseconds.
    pub first_token_ms: f64,
    /// Reading the prompt, in milliseconds.
    pub prefill_ms: f64,
    /// Writing the answer, in milliseconds.
    pub decode_ms: f64,
    /// Tokens that were guessed ahead; answers of earlier versions of Carat know of none.
    #[serde(default)]
    pub drafted_tokens: u32,
    /// Those of them that were right.
    #[serde(default)]
    pub accepted_tokens: u32,
    /// Steps at which token-by-token writing might have gone on otherwise, since two tokens were as good as equal.
    #[serde(default)]
    pub close_calls: u32,
}

impl Usage {
    /// The same with 0 for every time that is not a number: a spoilt clock must not lose an answer.
    pub(crate) fn finite(self) -> Self {
        let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
        Self {
            first_token_ms: finite(self.first_token_ms),
            prefill_ms: finite(self.prefill_ms),
            decode_ms: finite(self.decode_ms),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Sampling =
        Sampling { temperature: 1.0, top_k: 64, top_p: 0.95, min_p: 0.0, repeat_penalty: 1.0, seed: None };

    #[test]
    fn sampling_that_is_not_a_number_is_refused_by_its_field() {
        assert!(PLAIN.check().is_ok());
        let spoilt = Sampling { min_p: f32::NAN, ..PLAIN };
        assert!(matches!(spoilt.check(), Err(Error::NotANumber { field: "min_p" })));
    }

    #[test]
    fn times_that_are_not_numbers_become_zero() {
        let usage = Usage { decode_ms: f64::INFINITY, prefill_ms: 2.5, generated_tokens: 7, ..Usage::default() };
        assert_eq!(usage.finite(), Usage { prefill_ms: 2.5, generated_tokens: 7, ..Usage::default() });
    }
}
