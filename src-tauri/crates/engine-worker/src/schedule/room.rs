//! Room is what of the cache is free: who gets a lane, and who gives one up when the cache is full.
//!
//! All lanes share the same cells. A conversation that nobody is working on keeps its own until somebody needs them;
//! of those at work, the one that came last waits for the others, so that none ends early because of another.

use crate::generation::Generation;
use crate::schedule::Schedule;

use carat_engine::FinishReason;

impl Schedule<'_> {
    /// Gives lanes to those who wait, in the order in which they came, while there is room for their prompts.
    pub(super) fn admit(&mut self) {
        while let Some(next) = self.waiting.front() {
            let held: usize = self.active.iter().map(|generation| generation.tokens.len()).sum();
            let fits = self.active.is_empty() || held + next.tokens.len() + self.active.len() < self.limit as usize;
            let Some(lane) = self.best_lane(next).filter(|_| fits) else { return };
            let Some(mut generation) = self.waiting.pop_front() else { return };
            let held_lane = &mut self.lanes[lane];
            let cached = held_lane.keep(&mut self.context, &generation.tokens, self.window);
            self.answers += 1;
            held_lane.held = true;
            held_lane.used = self.answers;
            generation.begin(lane, cached);
            tracing::info!(
                id = generation.id,
                prompt = generation.tokens.len(),
                reused = cached,
                lane,
                "answer begins"
            );
            self.active.push(generation);
            self.drop_idle();
        }
    }

    /// The free lane that shares most with the prompt; among equals, the one that was not used longest.
    fn best_lane(&self, generation: &Generation) -> Option<usize> {
        let free = self.lanes.iter().enumerate().filter(|(_, lane)| !lane.held);
        free.max_by_key(|(_, lane)| (lane.shared(&generation.tokens), std::cmp::Reverse(lane.used))).map(|(at, _)| at)
    }

    /// Empties idle lanes, the oldest first, until those at work have room for what they are sure to need.
    fn drop_idle(&mut self) {
        loop {
            let needed: usize = self.active.iter().map(|generation| generation.tokens.len() + 1).sum();
            let idle = self.lanes.iter_mut().filter(|lane| !lane.held && !lane.tokens.is_empty());
            let kept: usize = idle.map(|lane| lane.tokens.len()).sum();
            if kept == 0 || needed + kept <= self.limit as usize || !self.drop_oldest() {
                return;
            }
        }
    }

    /// Empties the idle lane that was not used longest. `false` where there is none.
    fn drop_oldest(&mut self) -> bool {
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
            lane.tokens.truncate(generation.cached);
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
