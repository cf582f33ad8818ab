//! Answering is playing one script to whoever reads the events.

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::ScriptedEngine;
use super::samples::a_quarter;
use super::script::{Script, Step};
use crate::{EngineError, EngineStatus, FinishReason, GenerateEvent, GenerateRequest, Generation, Usage};

/// Events that wait for the reader, as many as with the real engine.
const EVENTS: usize = 64;

/// Tells why the model went, once it has.
type Gone = watch::Receiver<Option<EngineError>>;

/// How a script came to its end.
enum End {
    Finished(FinishReason, Option<Usage>),
    Failed(EngineError),
}

impl ScriptedEngine {
    /// Plays the next script in a task of its own.
    pub(super) fn start_answer(&self, request: GenerateRequest) -> Generation {
        let (sender, events) = mpsc::channel(EVENTS);
        let cancel = CancellationToken::new();
        let engine = self.clone();
        tokio::spawn(engine.answer_to(request, sender, cancel.clone()));
        Generation { events, cancel }
    }

    async fn answer_to(self, request: GenerateRequest, events: mpsc::Sender<GenerateEvent>, cancel: CancellationToken) {
        let crashed = self.lock().crashed.clone();
        if let Some(load) = crashed
            && let Err(error) = self.load_model(load).await
        {
            return drop(events.send(GenerateEvent::Failed { error }).await);
        }
        let (script, mut gone) = match self.begin_answer(request.clone()) {
            Ok(begun) => begun,
            Err(error) => return drop(events.send(GenerateEvent::Failed { error }).await),
        };
        let mut usage = Usage { prompt_tokens: a_quarter(&request.messages), ..Usage::default() };
        let end = tokio::select! {
            biased;
            () = cancel.cancelled() => End::Finished(FinishReason::Cancelled, None),
            () = events.closed() => End::Finished(FinishReason::Cancelled, None),
            error = gone_with(&mut gone) => End::Failed(error),
            end = self.play(script, &events, &mut usage) => end,
        };
        // Not borrowed during the call, which may write it.
        let gone = gone.borrow().is_some();
        self.end_answer(&end, gone);
        let last = match end {
            End::Finished(reason, numbers) => GenerateEvent::Finished { reason, usage: numbers.unwrap_or(usage) },
            End::Failed(error) => GenerateEvent::Failed { error },
        };
        let _ = events.send(last).await;
    }

    /// Records the request and takes its script.
    fn begin_answer(&self, request: GenerateRequest) -> Result<(Script, Gone), EngineError> {
        let mut state = self.lock();
        let state = &mut *state;
        state.generations.push(request);
        let loaded = state.loaded.as_mut().ok_or(EngineError::NoModel)?;
        let script = state.scripts.pop_front().or_else(|| state.fallback.clone());
        let script = script
            .ok_or_else(|| EngineError::Decode { detail: "the scripted engine has no answer left".to_owned() })?;
        loaded.answering += 1;
        self.status.send_replace(EngineStatus::Generating {
            model: loaded.request.model.clone(),
            facts: loaded.facts.clone(),
        });
        Ok((script, loaded.gone.subscribe()))
    }

    /// Tells the steps until one of them is the last.
    async fn play(&self, script: Script, events: &mpsc::Sender<GenerateEvent>, usage: &mut Usage) -> End {
        for step in script.steps {
            match step {
                Step::Tell(GenerateEvent::Failed { error }) => return End::Failed(error),
                Step::Tell(event) => {
                    if matches!(event, GenerateEvent::Text { .. } | GenerateEvent::Thought { .. }) {
                        usage.generated_tokens += 1;
                    }
                    // Where nobody reads any more, the caller ends the script.
                    let _ = events.send(event).await;
                }
                Step::Wait(gate) => gate.as_ref().unwrap_or(&self.gate).pass().await,
                Step::Finish(reason, numbers) => return End::Finished(reason, numbers),
            }
        }
        End::Finished(FinishReason::Stop, None)
    }

    /// Brings the status up to date, before the last event is told.
    fn end_answer(&self, end: &End, gone: bool) {
        let mut state = self.lock();
        if let End::Finished(FinishReason::Cancelled, _) = end {
            state.cancelled += 1;
        }
        if gone {
            return;
        }
        let Some(loaded) = &mut state.loaded else { return };
        let model = loaded.request.model.clone();
        if let End::Failed(error @ EngineError::Crashed { .. }) = end {
            let request = loaded.request.clone();
            state.forget_model(error.clone());
            state.crashed = Some(request);
            self.status.send_replace(EngineStatus::Crashed { model, error: error.clone() });
            return;
        }
        loaded.answering -= 1;
        if loaded.answering == 0 {
            self.status.send_replace(EngineStatus::Ready { model, facts: loaded.facts.clone() });
        }
    }
}

/// Waits until the model is gone.
async fn gone_with(gone: &mut Gone) -> EngineError {
    let error = gone.wait_for(Option::is_some).await;
    error.ok().and_then(|error| error.clone()).unwrap_or(EngineError::Unloaded)
}
