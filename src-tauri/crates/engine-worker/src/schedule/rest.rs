//! Rest is what a schedule does while nobody asks: it makes the next question quicker.

use llama_cpp_2::DecodeError;
use llama_cpp_2::token::LlamaToken;

use crate::schedule::{Ended, Schedule};

/// Something to do when there is time.
#[derive(Debug)]
pub(super) enum Chore {
    /// Take a checkpoint where an answer ended: an edit of what comes next starts from there.
    Mark {
        /// The lane of the answer.
        lane: usize,
    },
    /// Make a lane hold the conversation as it will be read from now on.
    Rewrite {
        /// The lane.
        lane: usize,
        /// What it is to hold.
        tokens: Vec<LlamaToken>,
    },
}

impl Schedule<'_> {
    /// The next answer that its history leaves a part of out; its lane still holds it.
    pub fn ended(&mut self) -> Option<Ended> {
        std::iter::from_fn(|| self.ended.pop_front()).find(|ended| !self.lanes[ended.lane].held)
    }

    /// Makes a lane that nobody holds hold these tokens, when there is time.
    pub fn rewrite(&mut self, lane: usize, tokens: Vec<LlamaToken>) {
        self.chores.push_back(Chore::Rewrite { lane, tokens });
    }

    /// Does a step of what is to be done. `false` where there is nothing.
    pub fn rest(&mut self) -> bool {
        match self.chores.pop_front() {
            None => return false,
            Some(Chore::Mark { lane }) => {
                if !self.lanes[lane].held {
                    self.mark(lane);
                }
            }
            Some(Chore::Rewrite { lane, tokens }) => {
                if !self.lanes[lane].held && tokens.len() < self.limit as usize {
                    self.rewrite_on(lane, tokens);
                }
            }
        }
        true
    }

    /// Takes a checkpoint of a lane, and forgets older ones where all of them grow too large.
    pub(super) fn mark(&mut self, lane: usize) {
        self.lanes[lane].mark(&self.context, self.window);
        while self.lanes.iter().map(|lane| lane.checkpoints.bytes()).sum::<usize>() > self.checkpoint_bytes {
            let oldest = self.lanes.iter_mut().filter(|lane| lane.checkpoints.bytes() > 0).min_by_key(|lane| lane.used);
            if !oldest.is_some_and(|lane| lane.checkpoints.thin()) {
                return;
            }
        }
    }

    /// Reads on where the lane's tokens part from these.
    fn rewrite_on(&mut self, lane: usize, tokens: Vec<LlamaToken>) {
        let shared = self.lanes[lane].shared(&tokens);
        if shared == tokens.len() {
            self.chores.push_back(Chore::Mark { lane });
            return;
        }
        if shared < self.lanes[lane].tokens.len() {
            let plan = self.lanes[lane].plan(&self.context, &tokens, self.window);
            if plan.kept + self.pace.step() < shared {
                // Its window has moved on too far: reading it all again is left to whoever asks.
                return;
            }
            self.lanes[lane].follow(&mut self.context, plan);
        }
        let from = self.lanes[lane].tokens.len();
        let to = tokens.len().min(from + self.pace.step().div_ceil(2));
        match self.read(lane, &tokens[from..to], false) {
            Ok(()) => self.chores.push_front(Chore::Rewrite { lane, tokens }),
            Err(error) => tracing::warn!(%error, "a conversation was not read ahead"),
        }
    }

    /// Computes these tokens at a lane's end, and the logits of the last where they are wanted. No more than a batch holds.
    pub(super) fn read(&mut self, lane: usize, tokens: &[LlamaToken], logits: bool) -> Result<(), DecodeError> {
        self.batch.clear();
        self.steps += 1;
        let from = self.lanes[lane].tokens.len();
        for (at, token) in tokens.iter().enumerate() {
            let place = i32::try_from(from + at).unwrap_or(i32::MAX);
            let last = at + 1 == tokens.len();
            if self.batch.add(*token, place, &[self.lanes[lane].sequence], logits && last).is_err() {
                return Err(DecodeError::NTokensZero);
            }
        }
        let computed = self.context.decode(&mut self.batch);
        if computed.is_ok() {
            self.context.synchronize();
            self.lanes[lane].extend(tokens, self.steps);
        } else {
            // What the cache holds after a failure is not known.
            self.lanes[lane].clear(&mut self.context);
        }
        computed
    }
}
