//! Scorings take turns with answers: one computation of the oldest scoring before each batch of the answers.
//!
//! What a request has in common with the one before it (a guard's policy, say) ends with a checkpoint, so that the next
//! request finds it as it was, however long the text was that was judged meanwhile.

use carat_engine::EngineError;
use carat_engine::frames::FromWorker;
use llama_cpp_2::token::LlamaToken;

use super::Schedule;
use crate::lane::cells;
use crate::score::Scoring;

/// A shorter beginning than this, in tokens, is computed again sooner than kept.
const LEAST_POLICY: usize = 32;

impl Schedule<'_> {
    /// Whether a scoring can be taken in.
    ///
    /// # Errors
    /// [`EngineError::ContextFull`] and [`EngineError::InputTooLong`].
    pub fn fits_scoring(&self, prompt: &[LlamaToken], continuations: &[Vec<LlamaToken>]) -> Result<(), EngineError> {
        let count = |tokens: usize| u32::try_from(tokens).unwrap_or(u32::MAX);
        // A continuation is scored in one computation, so that it can be taken back as if it had never been there.
        if let Some(at) = continuations.iter().position(|continuation| continuation.len() > self.batch_size) {
            let (number, needed, limit) = (count(at + 1), count(continuations[at].len()), count(self.batch_size));
            return Err(EngineError::InputTooLong { number, needed, limit });
        }
        let longest = continuations.iter().map(Vec::len).max().unwrap_or_default();
        let needed = count(prompt.len() + longest);
        if prompt.is_empty() || needed >= self.limit {
            return Err(EngineError::ContextFull { needed, limit: self.limit });
        }
        Ok(())
    }

    /// Takes a scoring in. Its prompt must leave room for its continuations, and each of those fit one computation.
    pub fn add_scoring(&mut self, scoring: Scoring) {
        self.stop_preparing();
        self.scorings.push_back(scoring);
    }

    /// Forgets a scoring.
    pub(super) fn drop_scoring(&mut self, id: u64) {
        if let Some(at) = self.scorings.iter().position(|scoring| scoring.id == id)
            && let Some(scoring) = self.scorings.remove(at)
        {
            self.free(&scoring);
        }
    }

    /// Goes on with the oldest scoring by one computation; `false` where there is none.
    pub(super) fn step_scoring(&mut self) -> bool {
        let Some(mut scoring) = self.scorings.pop_front() else { return false };
        match self.advance_scoring(&mut scoring) {
            Ok(false) => self.scorings.push_front(scoring),
            Ok(true) => {
                self.free(&scoring);
                tracing::info!(id = scoring.id, prompt = scoring.prompt.len(), "scored");
                self.outbox.send(&FromWorker::Scored { id: scoring.id, scores: scoring.finish() });
            }
            Err(error) => {
                self.free_failed(&scoring);
                self.outbox.failed(scoring.id, error);
            }
        }
        true
    }

    /// One computation; `true` once everything is scored.
    fn advance_scoring(&mut self, scoring: &mut Scoring) -> Result<bool, EngineError> {
        // After a failure of an answer's step no lane is held any more, and none holds anything.
        let seated = scoring.lane.filter(|lane| self.lanes[*lane].held);
        let Some(lane) = seated.or_else(|| self.seat_scoring(scoring)) else { return Ok(false) };
        let read = self.lanes[lane].tokens.len();
        if read < scoring.prompt.len() {
            let end = scoring.policy.filter(|end| *end > read).unwrap_or(scoring.prompt.len());
            let to = end.min(read + self.pace.step());
            let last = to == scoring.prompt.len();
            if !self.make_room_for(lane, to - read)? {
                return Ok(false);
            }
            self.read(lane, &scoring.prompt[read..to], last).map_err(|error| failed(&error))?;
            if Some(to) == scoring.policy {
                self.mark(lane);
            }
            if last {
                scoring.first(self.context.get_logits_ith(self.batch.n_tokens() - 1));
            }
        } else if let Some(continuation) = scoring.next().map(<[LlamaToken]>::to_vec) {
            self.score_later(lane, scoring, &continuation)?;
        }
        Ok(self.lanes[lane].tokens.len() == scoring.prompt.len() && scoring.next().is_none())
    }

    /// Finds a lane for a scoring; `None` while there is none free.
    fn seat_scoring(&mut self, scoring: &mut Scoring) -> Option<usize> {
        let seat = self.seat(&scoring.prompt)?;
        let reused = self.take(&seat);
        let lane = seat.lane;
        self.make_way(lane, scoring.prompt.len() - reused);
        self.lanes[lane].held = true;
        self.own(lane, None);
        let common = scoring.prompt.iter().zip(&self.scored).take_while(|(a, b)| a == b).count();
        let policy = Some(common).filter(|end| *end >= LEAST_POLICY && *end > reused && *end < scoring.prompt.len());
        self.scored.clone_from(&scoring.prompt);
        scoring.begin(lane, policy, reused);
        Some(lane)
    }

    /// Makes room for tokens of a scoring, whose lane is held. `false` where that has to wait for an answer's end.
    fn make_room_for(&mut self, lane: usize, coming: usize) -> Result<bool, EngineError> {
        while cells(&self.lanes) + coming > self.limit as usize {
            if self.drop_oldest() {
                continue;
            }
            if !self.active.is_empty() {
                return Ok(false);
            }
            let needed = u32::try_from(self.lanes[lane].tokens.len() + coming).unwrap_or(u32::MAX);
            return Err(EngineError::ContextFull { needed, limit: self.limit });
        }
        Ok(true)
    }

    /// Scores all tokens of a continuation but the first, and takes them back.
    fn score_later(
        &mut self,
        lane: usize,
        scoring: &mut Scoring,
        continuation: &[LlamaToken],
    ) -> Result<(), EngineError> {
        let from = self.lanes[lane].tokens.len();
        let given = &continuation[..continuation.len() - 1];
        if !self.make_room_for(lane, given.len())? {
            return Ok(());
        }
        self.batch.clear();
        self.steps += 1;
        for (at, token) in (from..).zip(given) {
            let position = i32::try_from(at).unwrap_or(i32::MAX);
            self.batch.add(*token, position, &[self.lanes[lane].sequence], true).map_err(|error| failed(&error))?;
        }
        self.context.decode(&mut self.batch).map_err(|error| failed(&error))?;
        for place in 0..self.batch.n_tokens() {
            scoring.later(self.context.get_logits_ith(place));
        }
        // All of it came in one computation, which overwrites nothing that the tokens before it can see.
        let place = u32::try_from(from).ok();
        self.context.kv_cache_seq_rm(self.lanes[lane].sequence, place, None).map_err(|error| failed(&error))
    }

    /// Gives a scoring's lane back, with what is in it.
    fn free(&mut self, scoring: &Scoring) {
        if let Some(lane) = scoring.lane {
            self.lanes[lane].held = false;
        }
    }

    /// The same after an error: what the cache holds is not known.
    fn free_failed(&mut self, scoring: &Scoring) {
        if let Some(lane) = scoring.lane {
            self.lanes[lane].clear(&mut self.context);
            self.lanes[lane].held = false;
        }
    }
}

fn failed(error: &dyn std::error::Error) -> EngineError {
    EngineError::Decode { detail: error.to_string() }
}
