//! Room is what of the cache is free: who gets a lane, and who gives one up when the cache is full.
//!
//! All lanes share the same cells. A conversation that nobody is working on keeps its own until somebody needs them;
//! of those at work, the one that came last waits for the others, so that none ends early because of another.

use carat_engine::FinishReason;
use llama_cpp_2::token::LlamaToken;

use crate::generation::Generation;
use crate::lane::{Plan, cells};
use crate::schedule::Schedule;

/// What a fork costs, in tokens that could be read meanwhile: about 10 ms.
const FORK: usize = 64;

/// A token that a lane loses costs this part of one that is read now: it may never be asked for again.
const LOST: usize = 8;

/// An answer is let in beside others only with room for this many tokens more: else it would be put out again at once.
const SPARE: usize = 16;

/// Where an answer will be written.
pub(super) struct Seat {
    pub(super) lane: usize,
    /// The lane whose beginning is copied; otherwise the lane's own is kept.
    from: Option<usize>,
    plan: Plan,
}

impl Seat {
    /// Tokens of the prompt that need not be read there.
    pub(super) fn kept(&self) -> usize {
        self.plan.kept
    }
}

impl Schedule<'_> {
    /// Gives lanes to those who wait, in the order in which they came, while there is room for their prompts.
    pub(super) fn admit(&mut self) {
        loop {
            let seats = self.waiting.iter().enumerate().filter_map(|(at, next)| Some((at, self.seat(&next.tokens)?)));
            let first = seats.into_iter().find(|(at, seat)| self.fits(&self.waiting[*at], seat));
            let Some((at, seat)) = first else { return };
            let Some(mut generation) = self.waiting.remove(at) else { return };
            let cached = self.take(&seat);
            self.begun += 1;
            let lane = &mut self.lanes[seat.lane];
            lane.held = true;
            lane.used = self.begun;
            generation.begin(seat.lane, cached);
            tracing::info!(
                id = generation.id,
                prompt = generation.tokens.len(),
                reused = cached,
                lane = seat.lane,
                from = seat.from,
                "answer begins"
            );
            self.active.push(generation);
            self.drop_idle();
        }
    }

    /// The free lane in which this prompt costs least, counting what it would push out. `None` where all are held.
    pub(super) fn seat(&self, prompt: &[LlamaToken]) -> Option<Seat> {
        let plans: Vec<Plan> = self.lanes.iter().map(|lane| lane.plan(&self.context, prompt, self.window)).collect();
        let mut free: Vec<usize> = (0..self.lanes.len()).filter(|at| !self.lanes[*at].held).collect();
        free.sort_by_key(|at| std::cmp::Reverse(self.lanes[*at].used));
        let source = (0..plans.len()).max_by_key(|at| plans[*at].kept)?;
        let mut best: Option<(usize, Seat)> = None;
        for (age, lane) in free.into_iter().enumerate() {
            let lost = |kept: usize| (self.lanes[lane].tokens.len() - kept) / (LOST * (age + 1));
            let own = plans[lane];
            let mut offers = vec![(prompt.len() - own.kept + lost(own.kept), Seat { lane, from: None, plan: own })];
            if self.forks && source != lane && plans[source].kept > FORK {
                let cost = prompt.len() - plans[source].kept + FORK + lost(0);
                offers.push((cost, Seat { lane, from: Some(source), plan: plans[source] }));
            }
            for offer in offers {
                // Of equals the one that was not used longest.
                if best.as_ref().is_none_or(|(cost, _)| offer.0 <= *cost) {
                    best = Some(offer);
                }
            }
        }
        best.map(|(_, seat)| seat)
    }

    /// Whether an answer has room beside those at work.
    fn fits(&self, next: &Generation, seat: &Seat) -> bool {
        let shared = seat.from.filter(|from| self.lanes[*from].held).map_or(0, |_| seat.plan.kept);
        self.active.is_empty() || self.sure() + next.tokens.len() - shared + SPARE < self.limit as usize
    }

    /// Cells that those at work are sure to need.
    fn sure(&self) -> usize {
        let coming: usize = self.active.iter().map(|generation| generation.waiting() + 1).sum();
        cells(self.lanes.iter().filter(|lane| lane.held)) + coming
    }

    /// Makes a lane hold what it can of a prompt's beginning. Gives back how many tokens that is.
    pub(super) fn take(&mut self, seat: &Seat) -> usize {
        let Some(from) = seat.from else {
            return self.lanes[seat.lane].follow(&mut self.context, seat.plan);
        };
        self.lanes[seat.lane].clear(&mut self.context);
        let mut lane = std::mem::take(&mut self.lanes[seat.lane]);
        let cached = self.lanes[from].fork(&mut self.context, &mut lane, seat.plan, self.window);
        self.lanes[seat.lane] = lane;
        cached
    }

    /// Empties idle lanes, the oldest first, until those at work have room for what they are sure to need.
    fn drop_idle(&mut self) {
        let coming: usize = self.active.iter().map(|generation| generation.waiting() + 1).sum();
        while cells(&self.lanes) + coming > self.limit as usize && self.drop_oldest() {}
    }

    /// Makes room for tokens that a lane is about to take in while nothing is at work.
    pub(super) fn make_way(&mut self, lane: usize, coming: usize) {
        self.begun += 1;
        self.lanes[lane].used = self.begun;
        self.lanes[lane].held = true;
        while cells(&self.lanes) + coming > self.limit as usize && self.drop_oldest() {}
        self.lanes[lane].held = false;
    }

    /// Empties the idle lane that was not used longest. `false` where there is none.
    pub(super) fn drop_oldest(&mut self) -> bool {
        let idle = self.lanes.iter_mut().filter(|lane| !lane.held && !lane.tokens.is_empty());
        let oldest = idle.min_by_key(|lane| lane.used);
        oldest.map(|lane| lane.clear(&mut self.context)).is_some()
    }

    /// The cache is full. Idle conversations go first, then the answer that came last waits for the others' end.
    pub(super) fn make_room(&mut self) {
        self.undo();
        if self.drop_oldest() {
            return;
        }
        let newest = (0..self.active.len()).max_by_key(|at| self.active[*at].id);
        if let Some(at) = newest.filter(|_| self.active.len() > 1) {
            let mut generation = self.active.remove(at);
            tracing::info!(id = generation.id, "answer waits for room");
            self.release(generation.suspend());
            self.waiting.push_front(generation);
        } else if !self.active.is_empty() {
            // Alone and out of room before the limit: the cache is smaller than was reckoned.
            self.finish(0, FinishReason::ContextFull);
        }
    }

    /// Takes back what the last batch promised to the lanes.
    fn undo(&mut self) {
        for generation in &mut self.active {
            let Some(lane) = generation.lane else { continue };
            let lane = &mut self.lanes[lane];
            // llama.cpp may have computed some of it; asking what is there is simpler than knowing which.
            let there = usize::try_from(self.context.kv_cache_seq_pos_max(lane.sequence) + 1).unwrap_or(0);
            generation.cached = there.min(generation.cached).min(generation.tokens.len() - 1);
            if there > generation.cached {
                let place = u32::try_from(generation.cached).ok();
                let _ = self.context.kv_cache_seq_rm(lane.sequence, place, None);
            }
            lane.truncate(generation.cached);
        }
    }

    /// Empties a lane and frees it.
    pub(super) fn release(&mut self, lane: Option<usize>) {
        if let Some(lane) = lane {
            self.lanes[lane].clear(&mut self.context);
            self.lanes[lane].held = false;
        }
    }
}
