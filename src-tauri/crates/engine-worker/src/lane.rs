//! A lane is one sequence of the context: the tokens whose keys and values are in the cache under its number.
//!
//! An answer holds a lane while it runs; afterwards the lane keeps its tokens, and the next answer that begins with
//! the same ones goes on from there.

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::token::LlamaToken;

/// One sequence of the context.
#[derive(Debug, Default)]
pub struct Lane {
    /// Its number in llama.cpp.
    pub sequence: i32,
    /// The tokens in the cache, by position.
    pub tokens: Vec<LlamaToken>,
    /// Whether an answer holds it.
    pub held: bool,
    /// When it was last held, as a count of answers.
    pub used: u64,
}

impl Lane {
    /// An empty lane.
    #[must_use]
    pub fn new(sequence: i32) -> Self {
        Self { sequence, ..Self::default() }
    }

    /// How many tokens of this prompt are in the cache already.
    #[must_use]
    pub fn shared(&self, prompt: &[LlamaToken]) -> usize {
        self.tokens.iter().zip(prompt).take_while(|(cached, wanted)| cached == wanted).count()
    }

    /// Empties the lane.
    pub fn clear(&mut self, context: &mut LlamaContext<'_>) {
        // Removing a whole sequence never fails.
        let _ = context.kv_cache_seq_rm(self.sequence, None, None);
        self.tokens.clear();
    }

    /// Rolls back to the tokens that this prompt begins with and tells how many stayed. The last token of the prompt
    /// is never among them: it has to be computed again, because its logits are not kept.
    ///
    /// A layer with a window of `window` tokens forgets what has left it, and llama.cpp does not say so: a roll-back
    /// further than that reports success and then answers wrongly. So a roll-back must leave the whole window of the
    /// first new token in the cache, else the lane is emptied.
    pub fn keep(&mut self, context: &mut LlamaContext<'_>, prompt: &[LlamaToken], window: u32) -> usize {
        let shared = self.shared(prompt).min(prompt.len().saturating_sub(1));
        if shared == self.tokens.len() {
            return shared;
        }
        let oldest = context.kv_cache_seq_pos_min(self.sequence);
        let reaches = oldest >= 0 && oldest as usize <= shared.saturating_sub(window as usize);
        let place = u32::try_from(shared).ok();
        if shared > 0 && reaches && context.kv_cache_seq_rm(self.sequence, place, None).is_ok() {
            self.tokens.truncate(shared);
            shared
        } else {
            self.clear(context);
            0
        }
    }
}
