//! The worker's one thread for inference owns llama.cpp, the model and its context, and does what the inbox says.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::Instant;

use anyhow::Context as _;
use carat_engine::frames::{Device, FromWorker, PROTOCOL};
use carat_engine::{CountRequest, EngineError, FinishReason, GenerateEvent, GenerateRequest, LoadRequest, TokenCount};
use llama_cpp_2::list_llama_ggml_backend_devices;
use llama_cpp_2::llama_backend::LlamaBackend;

use crate::backends;
use crate::generation::Generation;
use crate::inbox::{Command, Loading};
use crate::model::Model;
use crate::outbox::Outbox;
use crate::prompt::{self, Conversation, Prompt};
use crate::schedule::Schedule;
use crate::tokens::{Read, Tokenizer};

/// A loading frame is sent when the fraction has grown by this much: more would be noise.
const PROGRESS_STEP: f32 = 0.01;

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
            Command::Load { id, request } => load(&backend, id, &request, outbox, loading)
                .map_err(|error| outbox.failed(id, error))
                .ok()
                // The model is freed at the end of this closure, before anything else is waited for.
                .and_then(|model| serve(&backend, &model, id, inbox, outbox)),
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
        Command::Count { id, .. } => outbox.failed(id, EngineError::NoModel),
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

fn load(
    backend: &LlamaBackend,
    id: u64,
    request: &LoadRequest,
    outbox: &Outbox,
    loading: &Arc<Loading>,
) -> Result<Model, EngineError> {
    tracing::info!(id, model = request.model, safe = request.safe, "loading");
    let progress = {
        let (outbox, loading) = (outbox.clone(), Arc::clone(loading));
        let mut told = -1.0f32;
        move |fraction: f32| {
            if fraction - told >= PROGRESS_STEP || fraction >= 1.0 {
                told = fraction;
                outbox.send(&FromWorker::Loading { id, fraction });
            }
            loading.goes_on(id)
        }
    };
    Model::load(backend, request, progress)
}

/// Answers with this model until it is unloaded or another is asked for. Gives back the command that ended it, if one did.
fn serve(
    backend: &LlamaBackend,
    model: &Model,
    id: u64,
    inbox: &Receiver<Command>,
    outbox: &Outbox,
) -> Option<Command> {
    let context = match model.context(backend) {
        Ok(context) => context,
        Err(error) => {
            outbox.failed(id, error);
            return None;
        }
    };
    let tokenizer = Tokenizer::new(model.llama.vocab());
    let mut desk = Desk {
        model,
        tokenizer: &tokenizer,
        schedule: Schedule::new(model, context, &tokenizer, outbox.clone()),
        outbox,
    };
    outbox.send(&FromWorker::Loaded { id, facts: model.facts.clone() });
    loop {
        // With work at hand the inbox is only looked into; without, the worker sleeps on it.
        let command = match inbox.try_recv() {
            Ok(command) => command,
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) if desk.schedule.idle() => {
                if desk.rest() {
                    continue;
                }
                inbox.recv().ok()?
            }
            Err(TryRecvError::Empty) => {
                desk.schedule.step();
                continue;
            }
        };
        match command {
            Command::Hello => hello(outbox),
            Command::Generate { id, request, arrived } => desk.generate(id, &request, arrived),
            Command::Count { id, request } => desk.count(id, &request),
            Command::Cancel { id } => desk.schedule.end(id, FinishReason::Cancelled),
            Command::Unload { id } => {
                desk.schedule.abandon(&EngineError::Unloaded);
                drop(desk);
                return Some(Command::Unload { id });
            }
            load @ Command::Load { .. } => {
                desk.schedule.abandon(&EngineError::Unloaded);
                return Some(load);
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
}

impl Desk<'_> {
    fn generate(&mut self, id: u64, request: &GenerateRequest, arrived: Instant) {
        let conversation = Conversation {
            messages: &request.messages,
            thinking: request.thinking,
            continue_last: request.continue_last,
        };
        let limit = self.schedule.limit();
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

    fn render(&self, conversation: Conversation<'_>) -> Result<(Prompt, Read), EngineError> {
        let prompt = prompt::render(&self.model.family, conversation)?;
        let read = self.tokenizer.read(&prompt, self.schedule.answers());
        Ok((prompt, read))
    }

    /// Does a little of what makes the next question quicker. `false` where there is nothing left to do.
    fn rest(&mut self) -> bool {
        let Some(ended) = self.schedule.ended() else { return self.schedule.rest() };
        // The last message is the answer itself, so this reads like its place in every later prompt.
        let conversation = Conversation { messages: &ended.messages, thinking: ended.thinking, continue_last: true };
        if let Ok((_, read)) = self.render(conversation) {
            self.schedule.rewrite(ended.lane, read.tokens);
        }
        true
    }
}
