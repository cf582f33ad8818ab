//! Whatever happened before, the next token is the one that a cold start would give.
//!
//! Conversations here are longer than the window of 512 tokens, in a cache that holds little more than two windows,
//! so that turning back meets each way there is: roll-back, checkpoint, fork and cold start.

use std::fs::File;

use carat_engine::frames::{FromWorker, read_frame};
use carat_engine::{FinishReason, GenerateEvent, GenerateRequest, LoadRequest, Message, Role};
use carat_engine_worker::generation::Generation;
use carat_engine_worker::memory::{Cache, Fit};
use carat_engine_worker::model::{Model, Plan};
use carat_engine_worker::outbox::Outbox;
use carat_engine_worker::prompt::{self, Conversation};
use carat_engine_worker::schedule::Schedule;
use carat_engine_worker::tokens::Tokenizer;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::token::LlamaToken;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::model::{backend, precise};
use crate::process::{conversation, long};

/// Measured between two ways of cutting one prompt, or of laying it out in the cache: up to 0.16. A roll-back that lost a third
/// of its window: 0.58, one that lost nearly all of it: 6.4.
const TOLERANCE: f32 = 0.3;

const FIT: Fit = Fit { context: 2048, sequences: 2, ubatch: 128, cache: Cache::Half };

/// What can happen to a conversation.
#[derive(Debug, Clone)]
enum Event {
    /// A question of about this many tokens.
    Ask(usize),
    /// Another question in place of the last.
    Edit(usize),
    /// The same question again.
    Regenerate,
    /// Another question after the first answer.
    Branch(usize),
    /// A question that is cancelled after this many steps.
    Cancel(usize),
    /// A question in another conversation.
    Aside,
    /// The last answer will be read otherwise than it was written, and there is time to read it so.
    Rewrite,
    /// Time to rest.
    Pause,
}

struct Desk<'m> {
    model: &'m Model,
    tokenizer: &'m Tokenizer<'m>,
    schedule: Schedule<'m>,
    cold: LlamaContext<'m>,
    frames: File,
    messages: Vec<Message>,
    asked: u64,
}

impl Desk<'_> {
    fn happens(&mut self, event: &Event) {
        match event {
            Event::Ask(tokens) => self.ask(*tokens, None),
            Event::Cancel(steps) => self.ask(200, Some(*steps)),
            Event::Edit(tokens) => {
                self.messages.truncate(self.messages.len().saturating_sub(2));
                self.ask(*tokens, None);
            }
            Event::Branch(tokens) => {
                self.messages.truncate(2);
                self.ask(*tokens, None);
            }
            Event::Regenerate => {
                self.messages.pop();
                self.answer(None);
            }
            Event::Aside => {
                let aside = vec![Message::text(Role::User, "What is the capital of Japan?")];
                let messages = std::mem::replace(&mut self.messages, aside);
                self.answer(None);
                self.messages = messages;
            }
            Event::Rewrite => {
                self.messages.pop();
                self.messages.push(Message::text(Role::Assistant, "What it thought is left out."));
                let tokens = self.tokens(&self.messages);
                let lanes = self.schedule.lanes().iter().map(|lane| lane.shared(&tokens));
                let (lane, _) = lanes.enumerate().max_by_key(|(_, shared)| *shared).expect("there are lanes");
                self.schedule.rewrite(lane, tokens.clone());
                while self.schedule.rest() {}
                assert_eq!(self.schedule.lanes()[lane].shared(&tokens), tokens.len(), "it is read ahead");
            }
            Event::Pause => while self.schedule.rest() {},
        }
    }

    fn ask(&mut self, tokens: usize, cancelled: Option<usize>) {
        self.asked += 1;
        self.messages.push(Message::text(Role::User, format!("{} {}", self.asked, long(tokens))));
        self.answer(cancelled);
    }

    /// Answers the last message; what does not fit any more is left out from the beginning, as the app does it.
    fn answer(&mut self, cancelled: Option<usize>) {
        let mut request = GenerateRequest { max_tokens: Some(12), ..conversation(self.messages.clone()) };
        while self.tokens(&request.messages).len() + 40 > FIT.context as usize {
            request.messages.drain(..2);
        }
        let conversation = Conversation { messages: &request.messages, thinking: false, continue_last: false };
        let prompt = prompt::render(&self.model.family, conversation).expect("it renders");
        let read = self.tokenizer.read(&prompt, self.schedule.answers());
        self.asked += 1;
        let id = self.asked;
        let arrived = std::time::Instant::now();
        self.schedule.add(Generation::new(id, &request, self.model.facts.sampling, prompt, read, arrived));
        let mut steps = 0;
        while !self.schedule.idle() {
            if cancelled == Some(steps) {
                self.schedule.end(id, FinishReason::Cancelled);
            }
            self.schedule.step();
            steps += 1;
        }
        let mut text = String::new();
        loop {
            match read_frame::<FromWorker>(&mut self.frames).expect("a frame").expect("the answer has an end") {
                FromWorker::Event { event: GenerateEvent::Text { text: piece }, .. } => text.push_str(&piece),
                FromWorker::Event { event: GenerateEvent::Finished { .. }, .. } => break,
                FromWorker::Event { event: GenerateEvent::Reading { .. }, .. } => {}
                other => panic!("{other:?}"),
            }
        }
        self.messages = request.messages;
        self.messages.push(Message::text(Role::Assistant, text));
    }

    fn tokens(&self, messages: &[Message]) -> Vec<LlamaToken> {
        let conversation = Conversation { messages, thinking: false, continue_last: false };
        let prompt = prompt::render(&self.model.family, conversation).expect("it renders");
        self.tokenizer.read(&prompt, self.schedule.answers()).tokens
    }

    /// How far the next token's logits are from those of a cold start.
    fn difference(&mut self) -> f32 {
        let tokens = self.tokens(&self.messages);
        let warm = self.schedule.logits(&tokens).expect("it computes");
        self.cold.clear_kv_cache();
        let mut batch = LlamaBatch::new(FIT.ubatch as usize, 1);
        for (from, piece) in (0..).step_by(FIT.ubatch as usize).zip(tokens.chunks(FIT.ubatch as usize)) {
            batch.clear();
            for (position, token) in (from..).zip(piece) {
                batch.add(*token, position, &[0], position as usize + 1 == tokens.len()).expect("room");
            }
            self.cold.decode(&mut batch).expect("it computes");
        }
        let cold = self.cold.get_logits_ith(batch.n_tokens() - 1);
        warm.iter().zip(cold).map(|(warm, cold)| (warm - cold).abs()).fold(0.0, f32::max)
    }
}

/// Runs each of these sequences of events in a schedule of its own.
fn run(model: &Model, events: &[Event]) -> Result<(), TestCaseError> {
    let tokenizer = Tokenizer::new(model.llama.vocab());
    let file = tempfile::NamedTempFile::new().expect("a file for frames");
    let outbox = Outbox::new(file.reopen().expect("the file again"));
    let context = || model.context(backend()).expect("a context");
    let mut desk = Desk {
        model,
        tokenizer: &tokenizer,
        schedule: Schedule::new(model, context(), &tokenizer, outbox),
        cold: context(),
        frames: file.reopen().expect("the file again"),
        messages: Vec::new(),
        asked: 0,
    };
    desk.happens(&Event::Ask(650));
    for event in events {
        desk.happens(event);
        let difference = desk.difference();
        tracing::info!(difference, ?event, "compared");
        prop_assert!(difference < TOLERANCE, "{difference} after {event:?} of {events:?}");
    }
    Ok(())
}

fn model() -> Model {
    let request = LoadRequest::new("test", precise());
    let plan = Plan::of(&request).expect("there is room");
    let mut model = Model::load(backend(), &request, &plan, |_| true).expect("it loads");
    model.fit = FIT;
    model
}

#[test]
fn each_way_back_gives_what_a_cold_start_gives() {
    use Event::{Aside, Ask, Branch, Cancel, Edit, Pause, Regenerate, Rewrite};
    let model = model();
    let events = [Ask(500), Edit(40), Rewrite, Cancel(1), Aside, Pause, Branch(30), Regenerate, Edit(500)];
    run(&model, &events).expect("each is as it must be");
}

#[test]
fn any_events_give_what_a_cold_start_gives() {
    let model = model();
    let event = prop_oneof![
        (10..700usize).prop_map(Event::Ask),
        (10..400usize).prop_map(Event::Edit),
        Just(Event::Regenerate),
        (10..400usize).prop_map(Event::Branch),
        (0..6usize).prop_map(Event::Cancel),
        Just(Event::Aside),
        Just(Event::Rewrite),
        Just(Event::Pause),
    ];
    // Each event costs a cold start of a thousand tokens; `PROPTEST_CASES` asks for more.
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1);
    let config = Config { cases, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&prop::collection::vec(event, 4), |events| run(&model, &events))
        .expect("each is as it must be");
}
