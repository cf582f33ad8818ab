//! Looking ahead: what the model would say next, without an answer being written.

use carat_engine::EngineError;
use llama_cpp_2::token::LlamaToken;

use crate::schedule::Schedule;

impl Schedule<'_> {
    /// The logits of the token that follows these, computed as for any answer: in the lane that has most of them.
    /// Nothing may be at work.
    ///
    /// # Errors
    /// [`EngineError::ContextFull`] where they don't fit or there are none, [`EngineError::Decode`] where llama.cpp fails.
    pub fn logits(&mut self, tokens: &[LlamaToken]) -> Result<Vec<f32>, EngineError> {
        let needed = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
        let full = EngineError::ContextFull { needed, limit: self.limit };
        if tokens.is_empty() || needed > self.limit {
            return Err(full);
        }
        let seat = self.seat(tokens).ok_or(full)?;
        let mut from = self.take(&seat);
        self.make_way(seat.lane, tokens.len() - from);
        while from < tokens.len() {
            let to = tokens.len().min(from + self.pace.step());
            self.read(seat.lane, &tokens[from..to], to == tokens.len())
                .map_err(|error| EngineError::Decode { detail: error.to_string() })?;
            from = to;
        }
        Ok(self.context.get_logits_ith(self.batch.n_tokens() - 1).to_vec())
    }
}
