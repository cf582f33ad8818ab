//! The worker's one thread for inference owns llama.cpp, the model and its context, and does what the inbox says.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use carat_engine::frames::{Device, FromWorker, PROTOCOL};
use carat_engine::{
    CountRequest, EngineError, FinishReason, GenerateEvent, GenerateRequest, LoadRequest, LoadStep, Message,
    ModelFacts, Part, PrepareRequest, Purpose, Role, ScorePrompt, ScoreRequest, TokenCount,
};
use llama_cpp_2::list_llama_ggml_backend_devices;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::token::LlamaToken;

use crate::backends;
use crate::embed::Embedder;
use crate::generation::Generation;
use crate::inbox::{Command, Loading};
use crate::ladder::about_memory;
use crate::memory::{Cache, available};
use crate::model::{Model, Plan};
use crate::outbox::Outbox;
use crate::prompt::{self, Conversation, Prompt};
use crate::schedule::{Measured, Schedule};
use crate::score::Scoring;
use crate::states::identity::Identity;
use crate::states::keeper::Keeper;
use crate::tokens::{Read, Tokenizer};

/// A loading frame is sent when the fraction has grown by this much: more would be noise.
const PROGRESS_STEP: f32 = 0.01;

/// How long a model must have been left alone before its speed is measured.
const QUIET: Duration = Duration::from_millis(500);

/// Does what the inbox says until it closes.
///
/// # Errors
/// Where llama.cpp can't be initialised.
pub fn run(inbox: &Receiver<Command>, outbox: &Outbox, loading: &Arc<Loading>) -> anyhow::Result<()> {
    backends::load();
    let backend = LlamaBackend::init().context("failed to initialise llama.cpp")?;
    let mut next = inbox.recv().ok();
    while let Some(command) = next.take() {
        next = match command {
            Command::Load { id, request } => {
                let loads = Load { backend: &backend, id, request: &request, outbox, loading };
                match Plan::of(&request) {
                    Ok(plan) => loads.serve(plan, inbox),
                    Err(error) => {
                        outbox.failed(id, error);
                        None
                    }
                }
            }
            other => {
                without_model(other, outbox);
                None
            }
        };
        // A closed inbox ends the loop; the thread that reads frames has ended the process before that.
        next = next.or_else(|| inbox.recv().ok());
    }
    Ok(())
}

fn without_model(command: Command, outbox: &Outbox) {
    match command {
        Command::Hello => hello(outbox),
        Command::Generate { id, .. } => outbox.event(id, GenerateEvent::Failed { error: EngineError::NoModel }),
        Command::Count { id, .. }
        | Command::Embed { id, .. }
        | Command::Score { id, .. }
        | Command::Prepare { id, .. }
        | Command::SaveState { id, .. }
        | Command::RestoreState { id, .. }
        | Command::ForgetState { id, .. } => outbox.failed(id, EngineError::NoModel),
        Command::Unload { id } => outbox.send(&FromWorker::Unloaded { id }),
        Command::Load { .. } | Command::Cancel { .. } => {}
    }
}

fn hello(outbox: &Outbox) {
    let devices = list_llama_ggml_backend_devices().into_iter().map(|device| Device {
        name: device.name,
        description: device.description,
        backend: device.backend,
        memory_total: device.memory_total as u64,
        memory_free: device.memory_free as u64,
    });
    outbox.send(&FromWorker::Hello {
        protocol: PROTOCOL,
        version: format!("carat-engine {}", env!("CARGO_PKG_VERSION")),
        devices: devices.collect(),
    });
}

/// One load under way.
struct Load<'l> {
    backend: &'l LlamaBackend,
    id: u64,
    request: &'l LoadRequest,
    outbox: &'l Outbox,
    loading: &'l Arc<Loading>,
}

impl Load<'_> {
    /// Goes down the ladder until a model and its context are in memory, and works with it until it is unloaded or
    /// another is asked for. Gives back the command that ended it, if one did.
    fn serve(&self, mut plan: Plan, inbox: &Receiver<Command>) -> Option<Command> {
        tracing::info!(id = self.id, model = self.request.model, safe = self.request.safe, "loading");
        let mut taken = Vec::new();
        self.take(&mut taken, plan.ladder.given_up(plan.layers()));
        loop {
            let error = match Model::load(self.backend, self.request, &plan, self.progress()) {
                Ok(model) => match self.serve_model(model, &mut plan, &mut taken, inbox) {
                    Ok(last) => return last,
                    // The weights are freed by now, before they are read again.
                    Err(error) => error,
                },
                Err(error) => error,
            };
            let helped = matches!(&error, EngineError::LoadFailed { detail } if about_memory(detail));
            match plan.ladder.less_gpu(plan.layers()).filter(|_| helped) {
                Some(steps) => self.take(&mut taken, steps),
                None => {
                    self.outbox.failed(self.id, smaller(error, &plan));
                    return None;
                }
            }
        }
    }

    /// Makes room for conversations with these weights, with less where there is not enough, and works with it.
    ///
    /// # Errors
    /// Where not even the least context finds room beside them.
    fn serve_model(
        &self,
        mut model: Model,
        plan: &mut Plan,
        taken: &mut Vec<LoadStep>,
        inbox: &Receiver<Command>,
    ) -> Result<Option<Command>, EngineError> {
        model.settle(plan.ladder.rung());
        let context = loop {
            match model.context(self.backend) {
                Ok(context) => break context,
                Err(error) => {
                    tracing::warn!(code = error.code(), context = model.fit.context, "no room for the context");
                    let steps = plan.ladder.less_context(plan.layers()).ok_or(error)?;
                    self.take(taken, steps);
                }
            }
            model.settle(plan.ladder.rung());
        };
        let facts = ModelFacts { steps: std::mem::take(taken), ..model.facts.clone() };
        tracing::info!(context = facts.context, sequences = model.fit.sequences, "model loaded");
        let loaded = || self.outbox.send(&FromWorker::Loaded { id: self.id, facts });
        let tokenizer = Tokenizer::new(model.llama.vocab());
        Ok(match model.facts.purpose {
            Purpose::Embed => {
                let mut embedder = Embedder::new(&model, context, &tokenizer, self.outbox.clone());
                loaded();
                embed(&mut embedder, &tokenizer, inbox, self.outbox)
            }
            Purpose::Answer | Purpose::Guard => {
                let mut schedule = Schedule::new(&model, context, &tokenizer, self.outbox.clone());
                loaded();
                if let Some(keeper) = self.keeper(model.fit.cache) {
                    schedule.keep_with(keeper);
                }
                let (load, measure_at) = (self.id, Some(Instant::now() + QUIET));
                let (model, tokenizer, outbox) = (&model, &tokenizer, self.outbox);
                Desk { model, tokenizer, schedule, outbox, load, measure_at }.work(inbox)
            }
        })
    }

    /// Who keeps states on disk, where they are to be kept. Without one every conversation starts cold, no more.
    fn keeper(&self, cache: Cache) -> Option<Keeper> {
        let folder = self.request.states.clone()?;
        let keeper = Identity::of(&self.request.path, cache.name()).and_then(|who| Keeper::start(folder, who));
        keeper.inspect_err(|error| tracing::warn!(%error, "no states are kept")).ok()
    }

    /// Tells of steps down.
    fn take(&self, taken: &mut Vec<LoadStep>, steps: Vec<LoadStep>) {
        for step in steps {
            tracing::warn!(id = self.id, ?step, "less than was wished for");
            self.outbox.send(&FromWorker::Stepped { id: self.id, step });
            taken.push(step);
        }
    }

    fn progress(&self) -> impl FnMut(f32) -> bool + 'static {
        let (outbox, loading, id) = (self.outbox.clone(), Arc::clone(self.loading), self.id);
        let mut told = -1.0f32;
        move |fraction: f32| {
            if fraction - told >= PROGRESS_STEP || fraction >= 1.0 {
                told = fraction;
                outbox.send(&FromWorker::Loading { id, fraction });
            }
            loading.goes_on(id)
        }
    }
}

/// Where the last rung failed for want of memory, a sentence with numbers that asks for a smaller model.
fn smaller(error: EngineError, plan: &Plan) -> EngineError {
    match &error {
        EngineError::LoadFailed { detail } if about_memory(detail) => EngineError::NotEnoughMemory {
            needed_mb: plan.shape.needed(plan.ladder.rung().fit).div_ceil(1 << 20),
            available_mb: available() >> 20,
        },
        _ => error,
    }
}

/// The next command. With texts at hand the inbox is only looked into; without, the worker sleeps on it.
fn next(inbox: &Receiver<Command>, idle: bool) -> Result<Command, TryRecvError> {
    match inbox.try_recv() {
        Err(TryRecvError::Empty) if idle => inbox.recv().map_err(|_| TryRecvError::Disconnected),
        command => command,
    }
}

/// Embeds until the model is unloaded or another is asked for.
fn embed(
    embedder: &mut Embedder<'_>,
    tokenizer: &Tokenizer<'_>,
    inbox: &Receiver<Command>,
    outbox: &Outbox,
) -> Option<Command> {
    let refused = |asked: &str| EngineError::WrongPurpose { loaded_for: "embed text".into(), asked: asked.into() };
    loop {
        match next(inbox, embedder.idle()) {
            Err(TryRecvError::Empty) => embedder.step(),
            Err(TryRecvError::Disconnected) => return None,
            Ok(Command::Hello) => hello(outbox),
            Ok(Command::Embed { id, request }) => embedder.add(id, &request),
            Ok(Command::Count { id, request }) => {
                let parts = request.messages.iter().flat_map(|message| &message.parts);
                let text: String = parts
                    .filter_map(|part| if let Part::Text { text } = part { Some(text.as_str()) } else { None })
                    .collect();
                let tokens = u32::try_from(tokenizer.alone(&text).len()).unwrap_or(u32::MAX);
                let count = TokenCount { tokens, limit: embedder.longest() };
                outbox.send(&FromWorker::Counted { id, count });
            }
            Ok(Command::Cancel { id }) => embedder.cancel(id),
            Ok(Command::Generate { id, .. }) => {
                outbox.event(id, GenerateEvent::Failed { error: refused("answer") });
            }
            Ok(Command::Score { id, .. }) => outbox.failed(id, refused("score")),
            Ok(Command::Prepare { id, .. }) => outbox.failed(id, refused("answer")),
            Ok(Command::SaveState { id, .. } | Command::RestoreState { id, .. } | Command::ForgetState { id, .. }) => {
                outbox.failed(id, refused("keep a state"))
            }
            Ok(last @ (Command::Unload { .. } | Command::Load { .. })) => {
                embedder.abandon(&EngineError::Unloaded);
                return Some(last);
            }
        }
    }
}

/// A loaded model and the answers it is working on.
struct Desk<'m> {
    model: &'m Model,
    tokenizer: &'m Tokenizer<'m>,
    schedule: Schedule<'m>,
    outbox: &'m Outbox,
    /// The id of the load.
    load: u64,
    /// When to measure the speed, while that is still to be done.
    measure_at: Option<Instant>,
}

impl Desk<'_> {
    /// Answers and scores until the model is unloaded or another is asked for.
    fn work(&mut self, inbox: &Receiver<Command>) -> Option<Command> {
        loop {
            match self.next(inbox) {
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
                Ok(Command::Hello) => hello(self.outbox),
                Ok(Command::Generate { id, request, arrived }) => self.generate(id, &request, arrived),
                Ok(Command::Count { id, request }) => self.count(id, &request),
                Ok(Command::Score { id, request }) => self.score(id, &request),
                Ok(Command::Prepare { id, request }) => self.prepare(id, &request),
                Ok(Command::Embed { id, .. }) => {
                    let (loaded_for, asked) = ("answer".to_owned(), "embed text".to_owned());
                    self.outbox.failed(id, EngineError::WrongPurpose { loaded_for, asked });
                }
                Ok(Command::SaveState { id, key }) => self.schedule.save(id, &key),
                Ok(Command::RestoreState { id, key }) => self.schedule.restore(id, key),
                Ok(Command::ForgetState { id, key }) => self.schedule.forget(id, &key),
                Ok(Command::Cancel { id }) => self.schedule.end(id, FinishReason::Cancelled),
                Ok(last @ (Command::Unload { .. } | Command::Load { .. })) => {
                    self.schedule.abandon(&EngineError::Unloaded);
                    self.schedule.keep_all();
                    return Some(last);
                }
            }
        }
    }

    /// The next command, or after a piece of work a timeout. With nothing at hand the worker sleeps on its inbox, until
    /// there is something to do for which it must have been quiet for a while.
    fn next(&mut self, inbox: &Receiver<Command>) -> Result<Command, RecvTimeoutError> {
        match inbox.try_recv() {
            Ok(command) => Ok(command),
            Err(TryRecvError::Disconnected) => Err(RecvTimeoutError::Disconnected),
            Err(TryRecvError::Empty) if !self.schedule.idle() => {
                self.schedule.step();
                Err(RecvTimeoutError::Timeout)
            }
            Err(TryRecvError::Empty) if self.rest() => Err(RecvTimeoutError::Timeout),
            Err(TryRecvError::Empty) => {
                let due = [self.measure_at, self.schedule.next_keep()].into_iter().flatten().min();
                let Some(due) = due else { return inbox.recv().map_err(|_| RecvTimeoutError::Disconnected) };
                let command = inbox.recv_timeout(due.saturating_duration_since(Instant::now()));
                match &command {
                    Err(RecvTimeoutError::Timeout) => self.quiet(),
                    // Not in the middle of somebody's questions.
                    Ok(_) => self.measure_at = self.measure_at.map(|_| Instant::now() + QUIET),
                    Err(RecvTimeoutError::Disconnected) => {}
                }
                command
            }
        }
    }

    /// Does what is due after a while of quiet.
    fn quiet(&mut self) {
        let now = Instant::now();
        if self.schedule.next_keep().is_some_and(|due| due <= now) {
            self.schedule.keep_due();
        }
        if self.measure_at.is_some_and(|due| due <= now) {
            match self.schedule.measure() {
                Measured::More => {}
                Measured::Not => self.measure_at = None,
                Measured::Speed(speed) => {
                    self.measure_at = None;
                    let speed = self.model.judged(speed);
                    tracing::info!(prefill = speed.prefill, decode = speed.decode, speed.below_device, "measured");
                    self.outbox.send(&FromWorker::Measured { id: self.load, speed });
                }
            }
        }
    }

    /// Reads a conversation's beginning while nobody waits for it.
    fn prepare(&mut self, id: u64, request: &PrepareRequest) {
        let found = request.state.as_ref().and_then(|key| self.schedule.recall(key));
        // Going on inside the last answer ends the prompt where the next question's turn will begin.
        let conversation =
            Conversation { messages: &request.messages, thinking: request.thinking, continue_last: true };
        match self.render(conversation) {
            Ok((_, read)) => {
                if let Some((key, found)) = request.state.clone().zip(found) {
                    self.schedule.bring_back(key, found, &read.tokens);
                }
                self.schedule.prepare(id, read.tokens, request.state.clone());
            }
            Err(error) => self.outbox.failed(id, error),
        }
    }

    fn generate(&mut self, id: u64, request: &GenerateRequest, arrived: Instant) {
        let conversation = Conversation {
            messages: &request.messages,
            thinking: request.thinking,
            continue_last: request.continue_last,
        };
        let limit = self.schedule.limit();
        // Before rendering: the answers of a conversation that is opened again are told from its state.
        let found = request.state.as_ref().and_then(|key| self.schedule.recall(key));
        let rendered = self.render(conversation).and_then(|(prompt, read)| {
            let tokens = read.tokens.len();
            // One token must be left for the answer.
            if tokens == 0 || tokens >= limit as usize {
                Err(EngineError::ContextFull { needed: u32::try_from(tokens + 1).unwrap_or(u32::MAX), limit })
            } else {
                Ok((prompt, read))
            }
        });
        match rendered {
            Ok((prompt, read)) => {
                let defaults = self.model.facts.sampling;
                let mut generation = Generation::new(id, request, defaults, prompt, read, arrived);
                if self.model.facts.thinking && !request.continue_last {
                    generation.history = Some(request.messages.clone());
                }
                if let Some((key, found)) = request.state.clone().zip(found) {
                    self.schedule.bring_back(key, found, &generation.tokens);
                }
                self.schedule.add(generation);
                if request.max_tokens == Some(0) {
                    self.schedule.end(id, FinishReason::Length);
                }
            }
            Err(error) => {
                tracing::warn!(id, code = error.code(), "answer refused");
                self.outbox.event(id, GenerateEvent::Failed { error });
            }
        }
    }

    fn count(&self, id: u64, request: &CountRequest) {
        let conversation = Conversation {
            messages: &request.messages,
            thinking: request.thinking,
            continue_last: request.continue_last,
        };
        match self.render(conversation) {
            Ok((_, read)) => {
                let tokens = u32::try_from(read.tokens.len()).unwrap_or(u32::MAX);
                self.outbox
                    .send(&FromWorker::Counted { id, count: TokenCount { tokens, limit: self.schedule.limit() } });
            }
            Err(error) => self.outbox.failed(id, error),
        }
    }

    fn score(&mut self, id: u64, request: &ScoreRequest) {
        match self.scoring(id, request) {
            Ok(scoring) => self.schedule.add_scoring(scoring),
            Err(error) => self.outbox.failed(id, error),
        }
    }

    /// The tokens of a scoring. A continuation is rendered as the answer that it would be, so that its first token is
    /// the one that the model itself would write.
    fn scoring(&self, id: u64, request: &ScoreRequest) -> Result<Scoring, EngineError> {
        let messages = match &request.prompt {
            ScorePrompt::Messages(messages) => messages,
            ScorePrompt::Exact(pieces) => {
                let prompt = self.tokenizer.prompt(&Prompt::exact(pieces));
                let inside = |text: &String| self.tokenizer.inside(text);
                let continuations: Vec<_> = request.continuations.iter().map(inside).collect();
                self.schedule.fits_scoring(&prompt, &continuations)?;
                return Ok(Scoring::new(id, prompt, continuations));
            }
        };
        let asked = Conversation { messages, thinking: false, continue_last: false };
        let prompt = self.render(asked)?.1.tokens;
        let mut continuations = Vec::with_capacity(request.continuations.len());
        for text in &request.continuations {
            let mut messages = messages.clone();
            messages.push(Message::text(Role::Assistant, text));
            let answered = Conversation { messages: &messages, thinking: false, continue_last: true };
            let whole = self.render(answered)?.1.tokens;
            let rest = whole.strip_prefix(prompt.as_slice()).map(<[LlamaToken]>::to_vec);
            continuations.push(rest.unwrap_or_else(|| self.tokenizer.inside(text)));
        }
        self.schedule.fits_scoring(&prompt, &continuations)?;
        Ok(Scoring::new(id, prompt, continuations))
    }

    fn render(&self, conversation: Conversation<'_>) -> Result<(Prompt, Read), EngineError> {
        let prompt = prompt::render(&self.model.family, conversation)?;
        let read = self.tokenizer.read(&prompt, self.schedule.answers());
        Ok((prompt, read))
    }

    /// Does a little of what makes the next question quicker. `false` where there is nothing left to do.
    fn rest(&mut self) -> bool {
        let Some(ended) = self.schedule.ended() else { return self.schedule.rest() || self.schedule.go_on_preparing() };
        // The last message is the answer itself, so this reads like its place in every later prompt.
        let conversation = Conversation { messages: &ended.messages, thinking: ended.thinking, continue_last: true };
        if let Ok((_, read)) = self.render(conversation) {
            self.schedule.rewrite(ended.lane, read.tokens);
        }
        true
    }
}
