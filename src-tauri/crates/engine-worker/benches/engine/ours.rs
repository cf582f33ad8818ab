//! Our engine, driven as the app drives it: the supervisor, frames, and the worker in its own process.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use carat_engine::{
    CountRequest, Engine as _, FinishReason, GenerateEvent, GenerateRequest, Generation, LoadRequest, Message,
    ModelFacts, StateFolder, StateKey, Supervisor, SupervisorConfig, Usage,
};
use tokio::runtime::Runtime;

use crate::answer::{Answer, Wish};
use crate::setting::Setting;

/// Our engine with the model loaded.
pub(crate) struct Ours {
    runtime: Runtime,
    supervisor: Supervisor,
    request: LoadRequest,
    pub(crate) facts: ModelFacts,
}

impl Ours {
    /// Starts a worker and loads the setting's model.
    pub(crate) fn start(setting: &Setting, context: u32) -> Result<Self> {
        Self::start_with(setting, context, &[])
    }

    /// The same with variables in the worker's environment.
    pub(crate) fn start_with(setting: &Setting, context: u32, variables: &[(&str, &str)]) -> Result<Self> {
        Self::start_keeping(setting, context, variables, None)
    }

    /// Our worker, which keeps what it has read in a folder.
    pub(crate) fn keeping(setting: &Setting, context: u32, states: StateFolder) -> Result<Self> {
        Self::start_keeping(setting, context, &[], Some(states))
    }

    fn start_keeping(
        setting: &Setting,
        context: u32,
        variables: &[(&str, &str)],
        states: Option<StateFolder>,
    ) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let mut config = SupervisorConfig::new(&setting.worker);
        config.environment = variables.iter().map(|(name, value)| (name.into(), value.into())).collect();
        let supervisor = runtime.block_on(async { Supervisor::new(config) });
        let request = LoadRequest {
            context: Some(context),
            threads: Some(setting.threads),
            states,
            ..LoadRequest::new("benchmark", &setting.model)
        };
        let facts = runtime.block_on(supervisor.load(request.clone())).context("our worker did not load the model")?;
        Ok(Self { runtime, supervisor, request, facts })
    }

    /// Ends the worker and starts another; gives back how long the latter took to be ready.
    pub(crate) fn restart(&self) -> Result<Duration> {
        self.runtime.block_on(self.supervisor.unload())?;
        let begin = Instant::now();
        self.runtime.block_on(self.supervisor.load(self.request.clone()))?;
        Ok(begin.elapsed())
    }

    /// The worker's process.
    pub(crate) fn pid(&self) -> Result<u32> {
        self.supervisor.worker_pid().context("our worker is not running")
    }

    /// How many tokens these messages are as a prompt.
    pub(crate) fn count(&self, messages: &[Message]) -> Result<u32> {
        let request = CountRequest { messages: messages.to_vec(), thinking: false, continue_last: false };
        Ok(self.runtime.block_on(self.supervisor.count(request))?.tokens)
    }

    /// Starts an answer.
    pub(crate) fn begin(&self, messages: &[Message], wish: Wish) -> Running<'_> {
        self.begin_in(None, messages, wish)
    }

    fn begin_in(&self, state: Option<StateKey>, messages: &[Message], wish: Wish) -> Running<'_> {
        let request = GenerateRequest {
            messages: messages.to_vec(),
            sampling: Some(wish.sampling),
            max_tokens: Some(wish.tokens),
            thinking: false,
            continue_last: false,
            state,
        };
        Running { begin: Instant::now(), generation: self.supervisor.generate(request), ours: self }
    }

    /// The whole answer in a conversation whose state is kept under this key.
    pub(crate) fn answer_in(&self, state: Option<StateKey>, messages: &[Message], wish: Wish) -> Result<Answer> {
        self.begin_in(state, messages, wish).finish()
    }

    /// Writes what a conversation has in the cache.
    pub(crate) fn save(&self, state: StateKey) -> Result<()> {
        self.runtime.block_on(self.supervisor.save_state(state))?;
        Ok(())
    }

    /// The whole answer.
    pub(crate) fn answer(&self, messages: &[Message], wish: Wish) -> Result<Answer> {
        self.begin(messages, wish).finish()
    }
}

/// An answer that is being written.
pub(crate) struct Running<'o> {
    begin: Instant,
    generation: Generation,
    ours: &'o Ours,
}

impl Running<'_> {
    /// Waits until it has said something.
    pub(crate) fn until_text(&mut self) -> Result<()> {
        self.until(|event| matches!(event, GenerateEvent::Text { .. }))
    }

    /// Waits until a part of its prompt is read, or it has said something.
    pub(crate) fn until_reading(&mut self) -> Result<()> {
        self.until(|event| matches!(event, GenerateEvent::Reading { .. } | GenerateEvent::Text { .. }))
    }

    fn until(&mut self, wanted: impl Fn(&GenerateEvent) -> bool) -> Result<()> {
        loop {
            match self.event()? {
                event if wanted(&event) => return Ok(()),
                GenerateEvent::Finished { reason, .. } => bail!("an answer ended too early ({reason:?})"),
                GenerateEvent::Failed { error } => return Err(error.into()),
                _ => {}
            }
        }
    }

    /// Waits for the end.
    pub(crate) fn finish(mut self) -> Result<Answer> {
        let mut text = String::new();
        loop {
            match self.event()? {
                GenerateEvent::Text { text: more } => text.push_str(&more),
                GenerateEvent::Finished { usage, .. } => return Ok(self.answer(text, usage)),
                GenerateEvent::Failed { error } => return Err(error.into()),
                GenerateEvent::Reading { .. } | GenerateEvent::Thought { .. } => {}
            }
        }
    }

    /// Cancels it and waits until the worker has said so and answers something else.
    pub(crate) fn cancel(mut self, question: &[Message]) -> Result<Duration> {
        let begin = Instant::now();
        self.generation.cancel.cancel();
        loop {
            match self.event()? {
                GenerateEvent::Finished { reason: FinishReason::Cancelled, .. } => break,
                GenerateEvent::Finished { reason, .. } => bail!("a cancelled answer ended otherwise ({reason:?})"),
                GenerateEvent::Failed { error } => return Err(error.into()),
                _ => {}
            }
        }
        self.ours.count(question)?;
        Ok(begin.elapsed())
    }

    fn event(&mut self) -> Result<GenerateEvent> {
        self.ours.runtime.block_on(self.generation.events.recv()).context("an answer ended without a last event")
    }

    fn answer(&self, text: String, usage: Usage) -> Answer {
        Answer {
            text,
            tokens: usage.generated_tokens,
            read: usage.prompt_tokens - usage.reused_tokens,
            drafted: usage.drafted_tokens,
            accepted: usage.accepted_tokens,
            close_calls: usage.close_calls,
            first: usage.first_token_ms,
            whole: self.begin.elapsed().as_secs_f64() * 1000.0,
        }
    }
}
