//! An answer, from whichever engine: what was said and when.

/// Sampling as Gemma's cards have it.
pub(crate) const SAMPLING: carat_engine::Sampling =
    carat_engine::Sampling { temperature: 1.0, top_k: 64, top_p: 0.95, min_p: 0.0, repeat_penalty: 1.0, seed: None };

/// The likeliest token, always.
pub(crate) const GREEDY: carat_engine::Sampling = carat_engine::Sampling { temperature: 0.0, ..SAMPLING };

/// What is wanted of an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// The most tokens.
    pub(crate) tokens: u32,
    pub(crate) sampling: carat_engine::Sampling,
}

impl Wish {
    /// Only the first token: asking for it alone makes its time the same thing in every engine.
    pub(crate) const FIRST: Self = Self { tokens: 1, sampling: GREEDY };

    /// So many of the likeliest tokens.
    pub(crate) const fn greedy(tokens: u32) -> Self {
        Self { tokens, sampling: GREEDY }
    }

    /// So many tokens drawn as the cards say, from this seed.
    pub(crate) const fn drawn(tokens: u32, seed: u32) -> Self {
        Self { tokens, sampling: carat_engine::Sampling { seed: Some(seed), ..SAMPLING } }
    }
}

/// One answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) tokens: u32,
    /// Tokens of the prompt that were computed for it.
    pub(crate) read: u32,
    /// Tokens that were guessed ahead, and those of them that were right.
    pub(crate) drafted: u32,
    pub(crate) accepted: u32,
    /// Steps at which checking a guess might have drawn another token than writing it alone would.
    pub(crate) close_calls: u32,
    /// Milliseconds from the question to the first token.
    pub(crate) first: f64,
    /// Milliseconds from the question to the end.
    pub(crate) whole: f64,
}

impl Answer {
    /// Tokens a second after the first.
    pub(crate) fn speed(&self) -> f64 {
        f64::from(self.tokens.saturating_sub(1)) * 1000.0 / (self.whole - self.first)
    }
}
