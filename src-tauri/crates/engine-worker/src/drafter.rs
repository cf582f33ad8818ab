//! A drafter guesses what a model will say, so that the model can check several tokens in one step.
//!
//! The guess changes nothing but the speed: each token is drawn from the model's own logits, as without a guess, and
//! a guess is used as far as it is what was drawn. Computing many tokens at once takes less than one after the other,
//! so a good guess is won time, and a bad one is lost time; [`wager`] knows which guesses are worth it.

use llama_cpp_2::token::LlamaToken;

pub mod lookup;
pub mod wager;

/// Guesses the tokens that come next.
pub trait Drafter: Send {
    /// At most `most` tokens that may follow these, none where it has no idea. The sequence only grows between two
    /// calls: what was rejected never was a part of it.
    fn draft(&mut self, tokens: &[LlamaToken], most: usize) -> Draft;
}

/// A guess.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    /// The tokens guessed.
    pub tokens: Vec<LlamaToken>,
    /// What speaks for it, in tokens that were guessed rightly before.
    pub evidence: f32,
}
