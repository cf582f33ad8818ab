//! Preparing reads the beginning of a prompt before the question is there: while the person types, nobody waits for it.

use carat_engine::frames::FromWorker;
use carat_engine::{Prepared, StateKey};
use llama_cpp_2::token::LlamaToken;

use super::Schedule;

/// Where fewer tokens than this were read, what is on disk is good enough.
const WORTH: usize = 64;

/// A beginning that is being read.
#[derive(Debug)]
pub(super) struct Preparing {
    id: u64,
    lane: usize,
    tokens: Vec<LlamaToken>,
    state: Option<StateKey>,
    /// Tokens that were there already.
    reused: usize,
}

impl Schedule<'_> {
    /// Reads this beginning when there is nothing else to do. One that was being read before gives way to it; while
    /// answers are at work, nothing is read.
    pub fn prepare(&mut self, id: u64, tokens: Vec<LlamaToken>, state: Option<StateKey>) {
        self.stop_preparing();
        let total = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
        if self.lanes.iter().any(|lane| lane.tokens.starts_with(&tokens)) {
            let prepared = Prepared { ready: total, reused: total, total };
            return self.outbox.send(&FromWorker::Prepared { id, prepared });
        }
        let seat = if self.idle() && tokens.len() < self.limit as usize { self.seat(&tokens) } else { None };
        let Some(seat) = seat else {
            return self.outbox.send(&FromWorker::Prepared { id, prepared: Prepared { ready: 0, reused: 0, total } });
        };
        let (lane, reused) = (seat.lane, self.take(&seat));
        self.make_way(lane, tokens.len() - reused);
        self.preparing = Some(Preparing { id, lane, tokens, state, reused });
    }

    /// Reads a little further. `false` where there is nothing to prepare.
    pub fn go_on_preparing(&mut self) -> bool {
        let Some(preparing) = self.preparing.take() else { return false };
        let (lane, end) = (preparing.lane, preparing.tokens.len());
        let from = self.lanes[lane].tokens.len();
        if from >= end {
            self.mark(lane);
            // A few tokens more than what is on disk are not worth writing all of it again.
            if preparing.reused + WORTH <= end {
                self.own(lane, preparing.state.clone());
            }
            self.tell_prepared(&preparing);
            return true;
        }
        let to = end.min(from + self.pace.step().div_ceil(2));
        match self.read(lane, &preparing.tokens[from..to], false) {
            Ok(()) => self.preparing = Some(preparing),
            Err(error) => {
                tracing::warn!(%error, "a beginning could not be read");
                self.tell_prepared(&preparing);
            }
        }
        true
    }

    /// Ends what is being prepared: somebody waits for something else. What was read stays.
    pub(super) fn stop_preparing(&mut self) {
        if let Some(preparing) = self.preparing.take() {
            self.tell_prepared(&preparing);
        }
    }

    /// Forgets a request, whose asker is gone.
    pub(super) fn drop_preparing(&mut self, id: u64) {
        self.preparing.take_if(|preparing| preparing.id == id);
    }

    fn tell_prepared(&self, preparing: &Preparing) {
        let count = |tokens: usize| u32::try_from(tokens).unwrap_or(u32::MAX);
        let prepared = Prepared {
            ready: count(self.lanes[preparing.lane].shared(&preparing.tokens)),
            reused: count(preparing.reused),
            total: count(preparing.tokens.len()),
        };
        self.outbox.send(&FromWorker::Prepared { id: preparing.id, prepared });
    }
}
