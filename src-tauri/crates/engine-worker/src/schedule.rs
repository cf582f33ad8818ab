//! A schedule shares one context between answers.
//!
//! Each step computes one batch: first the next token of every answer that is being written, then as much of a prompt
//! as the step has room for, the shortest first, so that a quick question does not wait for a long one. Between two
//! steps the worker looks at its inbox.

use std::collections::VecDeque;

use carat_engine::{EngineError, FinishReason, GenerateEvent};
use llama_cpp_2::DecodeError;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::llama_batch::LlamaBatch;

use crate::generation::Generation;
use crate::lane::Lane;
use crate::model::Model;
use crate::outbox::Outbox;
use crate::tokens::Tokenizer;

/// While others are writing, a prompt gets this part of a step: their text keeps coming.
const SHARE: usize = 4;

/// Answers at work in one context.
pub struct Schedule<'m> {
    context: LlamaContext<'m>,
    tokenizer: &'m Tokenizer<'m>,
    outbox: Outbox,
    batch: LlamaBatch<'m>,
    lanes: Vec<Lane>,
    active: Vec<Generation>,
    waiting: VecDeque<Generation>,
    chunk: usize,
    window: u32,
    limit: u32,
    answers: u64,
}

impl<'m> Schedule<'m> {
    /// A schedule for a model's context.
    #[must_use]
    pub fn new(model: &'m Model, context: LlamaContext<'m>, tokenizer: &'m Tokenizer<'m>, outbox: Outbox) -> Self {
        let sequences = i32::try_from(model.fit.sequences).unwrap_or(1);
        Self {
            limit: context.n_ctx().min(model.fit.context),
            batch: LlamaBatch::new(model.fit.ubatch as usize, 1),
            context,
            tokenizer,
            outbox,
            lanes: (0..sequences).map(Lane::new).collect(),
            active: Vec::new(),
            waiting: VecDeque::new(),
            chunk: model.chunk,
            window: model.window,
            answers: 0,
        }
    }

    /// Tokens that one conversation may hold.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn idle(&self) -> bool {
        self.active.is_empty() && self.waiting.is_empty()
    }

    /// Takes an answer in. Its prompt must leave room for a token.
    pub fn add(&mut self, generation: Generation) {
        self.waiting.push_back(generation);
    }

    /// Ends an answer early. An id that is not at work is one whose end has crossed this request.
    pub fn cancel(&mut self, id: u64) {
        if let Some(at) = self.active.iter().position(|generation| generation.id == id) {
            self.finish(at, FinishReason::Cancelled);
        } else if let Some(at) = self.waiting.iter().position(|generation| generation.id == id)
            && let Some(mut generation) = self.waiting.remove(at)
        {
            self.tell(id, generation.finish(FinishReason::Cancelled));
        }
    }

    /// Ends every answer: the model goes away.
    pub fn abandon(&mut self, error: &EngineError) {
        for generation in self.active.drain(..).chain(self.waiting.drain(..)) {
            self.outbox.event(generation.id, GenerateEvent::Failed { error: error.clone() });
        }
    }

    /// Computes one batch and sends what came of it.
    pub fn step(&mut self) {
        self.admit();
        let drawn = self.fill();
        if self.batch.n_tokens() == 0 {
            return;
        }
        match self.context.decode(&mut self.batch) {
            Ok(()) => self.advance(&drawn),
            Err(DecodeError::NoKvCacheSlot) => self.make_room(),
            Err(error) => self.fail(&error),
        }
    }

    /// Gives lanes to those who wait, in the order in which they came, while there is room for their prompts.
    fn admit(&mut self) {
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
            tracing::info!(id = generation.id, prompt = generation.tokens.len(), reused = cached, lane, "answer begins");
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

    /// Fills the batch. Gives back for each answer that will draw a token where its logits will be.
    fn fill(&mut self) -> Vec<(u64, i32)> {
        self.batch.clear();
        let mut drawn = Vec::new();
        let writing = self.active.iter().filter(|generation| generation.decodes()).count();
        let room = if writing > 0 { (self.chunk / SHARE).max(1) } else { self.chunk };
        let mut order: Vec<usize> = (0..self.active.len()).collect();
        order.sort_by_key(|at| (self.active[*at].waiting(), std::cmp::Reverse(self.active[*at].id)));
        let mut left = room;
        for at in order {
            let generation = &mut self.active[at];
            let Some(lane) = generation.lane else { continue };
            let take = if generation.decodes() { 1 } else { generation.waiting().min(left) };
            if !generation.decodes() {
                left -= take;
            }
            for position in generation.cached..generation.cached + take {
                let last = position + 1 == generation.tokens.len();
                let place = i32::try_from(position).unwrap_or(i32::MAX);
                // The batch holds a whole computation, and a step asks for less: adding never fails.
                if self.batch.add(generation.tokens[position], place, &[self.lanes[lane].sequence], last).is_err() {
                    return drawn;
                }
                if last {
                    drawn.push((generation.id, self.batch.n_tokens() - 1));
                }
            }
            let computed = &generation.tokens[generation.cached..generation.cached + take];
            self.lanes[lane].tokens.extend_from_slice(computed);
            generation.cached += take;
        }
        drawn
    }

    /// Draws tokens and tells how far the prompts are.
    fn advance(&mut self, drawn: &[(u64, i32)]) {
        for generation in &self.active {
            if let Some(event) = generation.reading() {
                self.outbox.event(generation.id, event);
            }
        }
        for (id, place) in drawn {
            let Some(at) = self.active.iter().position(|generation| generation.id == *id) else { continue };
            let logits = self.context.get_logits_ith(*place);
            let (events, reason) = self.active[at].next(logits, self.tokenizer, self.limit);
            self.tell(*id, events);
            if let Some(reason) = reason {
                self.finish(at, reason);
            }
        }
    }

    /// The cache is full. Idle conversations go first, then the answer that came last waits for the others' end.
    fn make_room(&mut self) {
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

    fn fail(&mut self, error: &DecodeError) {
        let error = EngineError::Decode { detail: error.to_string() };
        for generation in self.active.drain(..) {
            tracing::error!(id = generation.id, code = error.code(), "answer failed");
            self.outbox.event(generation.id, GenerateEvent::Failed { error: error.clone() });
        }
        // What the cache holds after a failure is not known.
        for lane in &mut self.lanes {
            lane.clear(&mut self.context);
            lane.held = false;
        }
    }

    fn finish(&mut self, at: usize, reason: FinishReason) {
        let mut generation = self.active.remove(at);
        let usage = generation.usage();
        tracing::info!(id = generation.id, ?reason, generated = usage.generated_tokens, "answer ends");
        if let Some(lane) = generation.lane {
            self.lanes[lane].held = false;
        }
        self.tell(generation.id, generation.finish(reason));
    }

    /// Empties a lane and frees it.
    fn release(&mut self, lane: Option<usize>) {
        if let Some(lane) = lane {
            self.lanes[lane].clear(&mut self.context);
            self.lanes[lane].held = false;
        }
    }

    fn tell(&self, id: u64, events: Vec<GenerateEvent>) {
        for event in events {
            self.outbox.event(id, event);
        }
    }
}
