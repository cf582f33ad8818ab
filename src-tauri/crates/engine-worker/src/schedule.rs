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

mod room;

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
            // Each answer that is being written needs one place of the batch beside the prompt's.
            chunk: model.chunk.min((model.fit.ubatch - model.fit.sequences) as usize),
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
    pub fn end(&mut self, id: u64, reason: FinishReason) {
        if let Some(at) = self.active.iter().position(|generation| generation.id == id) {
            self.finish(at, reason);
        } else if let Some(at) = self.waiting.iter().position(|generation| generation.id == id)
            && let Some(mut generation) = self.waiting.remove(at)
        {
            self.tell(id, generation.finish(reason));
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
        for generation in &mut self.active {
            if let Some(event) = generation.reading() {
                self.outbox.event(generation.id, event);
            }
        }
        for (id, place) in drawn {
            let Some(at) = self.active.iter().position(|generation| generation.id == *id) else { continue };
            let logits = self.context.get_logits_ith(*place);
            match self.active[at].next(logits, self.tokenizer, self.limit) {
                Ok((events, reason)) => {
                    self.tell(*id, events);
                    if let Some(reason) = reason {
                        self.finish(at, reason);
                    }
                }
                Err(error) => self.drop_failed(at, error),
            }
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

    /// Ends one answer with an error; the others go on.
    fn drop_failed(&mut self, at: usize, error: EngineError) {
        let mut generation = self.active.remove(at);
        tracing::error!(id = generation.id, code = error.code(), "answer failed");
        self.release(generation.suspend());
        self.outbox.event(generation.id, GenerateEvent::Failed { error });
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

    fn tell(&self, id: u64, events: Vec<GenerateEvent>) {
        for event in events {
            self.outbox.event(id, event);
        }
    }
}
