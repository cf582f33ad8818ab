//! Drawing: what a computed step comes to.

use llama_cpp_2::token::LlamaToken;

use crate::schedule::Schedule;
use crate::schedule::filling::Filled;

impl Schedule<'_> {
    /// Draws tokens, tells how far the prompts are, and takes the checkpoints that are due.
    pub(super) fn advance(&mut self, filled: &Filled) {
        for generation in &mut self.active {
            if let Some(event) = generation.reading() {
                self.outbox.event(generation.id, event);
            }
        }
        for (id, place) in &filled.drawn {
            self.draw(*id, *place, &filled.guessed);
        }
        for at in 0..self.active.len() {
            if self.active[at].mark_due()
                && let Some(lane) = self.active[at].lane
            {
                self.mark(lane);
            }
        }
    }

    /// Draws the next token of an answer, whose logits are at `place`, and goes on for as long as what is drawn was
    /// guessed and so is computed already.
    fn draw(&mut self, id: u64, place: i32, guessed: &[LlamaToken]) {
        let Some(at) = self.active.iter().position(|generation| generation.id == id) else { return };
        let mut right = 0;
        let mut ended = None;
        for place in place.. {
            let logits = self.context.get_logits_ith(place);
            let generation = &mut self.active[at];
            if !guessed.is_empty() {
                generation.compare(logits);
            }
            match generation.next(logits, self.tokenizer, self.limit) {
                Ok((events, reason)) => {
                    ended = reason;
                    self.tell(id, events);
                }
                Err(error) => return self.drop_failed(at, error),
            }
            let generation = &mut self.active[at];
            if ended.is_some() || guessed.get(right).is_none_or(|guess| generation.tokens.last() != Some(guess)) {
                break;
            }
            right += 1;
            generation.cached += 1;
        }
        if !guessed.is_empty() {
            self.active[at].settle(guessed.len(), right);
            self.wager.settle(guessed.len(), right);
            self.forget_guesses(at);
        }
        if let Some(reason) = ended {
            self.finish(at, reason);
        }
    }

    /// Removes from an answer's lane what was guessed wrongly. This never reaches beyond the window: a cell that is
    /// overwritten had left the window of the first of these tokens before they were computed.
    fn forget_guesses(&mut self, at: usize) {
        let generation = &self.active[at];
        let Some(lane) = generation.lane else { return };
        let lane = &mut self.lanes[lane];
        if generation.cached < lane.tokens.len() {
            let _ = self.context.kv_cache_seq_rm(lane.sequence, u32::try_from(generation.cached).ok(), None);
            lane.truncate(generation.cached);
        }
    }
}
