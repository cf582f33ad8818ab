//! A schedule shares one context between answers.
//!
//! Each step computes one batch: first the next token of every answer that is being written, then as much of a prompt
//! as the step has room for, the shortest first, so that a quick question does not wait for a long one. Between two
//! steps the worker looks at its inbox. With nothing to answer, a schedule rests: it does what makes the next question
//! quicker, in steps as short.

use std::collections::VecDeque;
use std::time::Instant;

use carat_engine::{EngineError, FinishReason, GenerateEvent, Message};
use llama_cpp_2::DecodeError;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::token::LlamaToken;

use crate::answers::Answers;
use crate::drafter::wager::Wager;
use crate::generation::Generation;
use crate::lane::Lane;
use crate::memory;
use crate::model::Model;
use crate::outbox::Outbox;
use crate::score::Scoring;
use crate::states::keeper::Keeper;
use crate::tokens::Tokenizer;

mod drawing;
mod filling;
mod keeping;
mod looking;
mod measuring;
mod pace;
mod preparing;
mod rest;
mod room;
mod scoring;

pub use measuring::Measured;
pub use pace::Pace;

use keeping::Owner;
use measuring::Measuring;
use preparing::Preparing;
use rest::Chore;

/// Checkpoints take at most this part of the memory that is free once the model is loaded.
const CHECKPOINTS: u64 = 16;

/// `off` turns guessing ahead off: for benchmarks, which show what it brings.
const LOOKUP: &str = "CARAT_ENGINE_LOOKUP";

/// Answers at work in one context.
pub struct Schedule<'m> {
    context: LlamaContext<'m>,
    tokenizer: &'m Tokenizer<'m>,
    outbox: Outbox,
    batch: LlamaBatch<'m>,
    lanes: Vec<Lane>,
    active: Vec<Generation>,
    waiting: VecDeque<Generation>,
    answers: Answers,
    ended: VecDeque<Ended>,
    chores: VecDeque<Chore>,
    pace: Pace,
    wager: Wager,
    lookup: bool,
    scorings: VecDeque<Scoring>,
    /// The last scoring's prompt: what the next one has in common with it is worth a checkpoint.
    scored: Vec<LlamaToken>,
    /// Whether the last step was a scoring's.
    scored_last: bool,
    preparing: Option<Preparing>,
    measuring: Measuring,
    owners: Vec<Option<Owner>>,
    keeper: Option<Keeper>,
    window: u32,
    limit: u32,
    checkpoint_bytes: usize,
    /// Whether the windowed layers have cells for the window of every lane; a short context's have not, and since each
    /// lane has its own there, a fork could fill them where the other layers have room.
    forks: bool,
    /// Tokens that a batch holds.
    batch_size: usize,
    /// Answers that were begun.
    begun: u64,
    /// Steps that were computed.
    steps: u64,
}

/// An answer that ended and that its history leaves a part of out.
#[derive(Debug)]
pub struct Ended {
    /// The lane that it was written in.
    pub lane: usize,
    /// The conversation with the answer.
    pub messages: Vec<Message>,
    /// Whether thinking was on.
    pub thinking: bool,
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
            answers: Answers::default(),
            ended: VecDeque::new(),
            chores: VecDeque::new(),
            pace: Pace::new(model.chunk, model.fit.ubatch as usize),
            wager: Wager::default(),
            lookup: std::env::var_os(LOOKUP).is_none_or(|value| value != "off"),
            scorings: VecDeque::new(),
            scored: Vec::new(),
            scored_last: false,
            preparing: None,
            measuring: Measuring::default(),
            owners: (0..sequences).map(|_| None).collect(),
            keeper: None,
            window: model.window,
            checkpoint_bytes: usize::try_from(memory::available() / CHECKPOINTS).unwrap_or(usize::MAX),
            forks: u64::from(model.fit.context)
                >= u64::from(model.window) * u64::from(model.fit.sequences) + u64::from(model.fit.ubatch),
            batch_size: model.fit.ubatch as usize,
            begun: 0,
            steps: 0,
        }
    }

    /// Tokens that one conversation may hold.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// The answers that were written here.
    #[must_use]
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The lanes, with what is in the cache.
    #[must_use]
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// Whether there is nothing to answer.
    #[must_use]
    pub fn idle(&self) -> bool {
        self.active.is_empty() && self.waiting.is_empty() && self.scorings.is_empty()
    }

    /// Takes an answer in. Its prompt must leave room for a token.
    pub fn add(&mut self, generation: Generation) {
        self.stop_preparing();
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
        } else {
            self.drop_scoring(id);
            self.drop_preparing(id);
        }
    }

    /// Ends every answer: the model goes away.
    pub fn abandon(&mut self, error: &EngineError) {
        let generations: Vec<_> = self.active.drain(..).chain(self.waiting.drain(..)).collect();
        generations.into_iter().for_each(|generation| self.tell_failed(generation, error.clone()));
        for scoring in self.scorings.drain(..) {
            self.outbox.failed(scoring.id, error.clone());
        }
        self.stop_preparing();
    }

    /// Computes one batch and sends what came of it.
    pub fn step(&mut self) {
        // Scoring and answers take turns where both have something to do: nobody waits behind two computations at once.
        if !std::mem::take(&mut self.scored_last) && self.step_scoring() {
            self.scored_last = true;
            return;
        }
        self.admit();
        let filled = self.fill();
        if self.batch.n_tokens() == 0 {
            return;
        }
        let began = Instant::now();
        match self.context.decode(&mut self.batch) {
            Ok(()) => {
                // A device computes behind our back; what is measured and looked at next must be there.
                self.context.synchronize();
                if filled.read > 0 {
                    self.pace.took(filled.read, began.elapsed());
                } else if self.active.len() == 1 {
                    self.wager.took(1 + filled.guessed.len(), began.elapsed());
                }
                self.advance(&filled);
            }
            Err(DecodeError::NoKvCacheSlot) => self.make_room(),
            Err(error) => self.fail(&error),
        }
    }

    fn fail(&mut self, error: &DecodeError) {
        let error = EngineError::Decode { detail: error.to_string() };
        for generation in std::mem::take(&mut self.active) {
            self.tell_failed(generation, error.clone());
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
        self.release(generation.suspend());
        self.tell_failed(generation, error);
    }

    /// Says that an answer failed, after what was written of it.
    fn tell_failed(&self, mut generation: Generation, error: EngineError) {
        tracing::error!(id = generation.id, code = error.code(), "answer failed");
        self.tell(generation.id, generation.untold());
        self.outbox.event(generation.id, GenerateEvent::Failed { error });
    }

    fn finish(&mut self, at: usize, reason: FinishReason) {
        let mut generation = self.active.remove(at);
        let usage = generation.usage();
        tracing::info!(id = generation.id, ?reason, generated = usage.generated_tokens, "answer ends");
        self.tell(generation.id, generation.finish(reason));
        self.answers.remember(generation.written(), self.tokenizer);
        if let Some(lane) = generation.lane {
            self.lanes[lane].held = false;
            self.own(lane, generation.state.take());
            match generation.rewritten() {
                Some(messages) => self.ended.push_back(Ended { lane, messages, thinking: generation.thinking }),
                None => self.chores.push_back(Chore::Mark { lane }),
            }
        }
    }

    fn tell(&self, id: u64, events: Vec<GenerateEvent>) {
        for event in events {
            self.outbox.event(id, event);
        }
    }
}
