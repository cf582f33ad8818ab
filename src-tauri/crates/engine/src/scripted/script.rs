//! A script is the course of one answer: what is told, in order, and where it stands and waits.

use super::Gate;
use crate::{EngineError, FinishReason, GenerateEvent, Usage};

/// One step of a script.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Tell(GenerateEvent),
    /// Stand at the engine's own gate, or at another.
    Wait(Option<Gate>),
    /// End it; without numbers they are made up from the steps before.
    Finish(FinishReason, Option<Usage>),
}

/// The steps of one answer. One that just ends has stopped: [`FinishReason::Stop`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Script {
    pub(super) steps: Vec<Step>,
}

impl Script {
    /// An empty answer.
    pub fn new() -> Self {
        Self::default()
    }

    /// The prompt is being read.
    pub fn reading(self, done: u32, total: u32) -> Self {
        self.then(Step::Tell(GenerateEvent::Reading { done, total }))
    }

    /// More of the answer; counts as one token.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.then(Step::Tell(GenerateEvent::Text { text: text.into() }))
    }

    /// More of the answer, one event for each piece.
    pub fn texts<T: Into<String>>(self, texts: impl IntoIterator<Item = T>) -> Self {
        texts.into_iter().fold(self, Self::text)
    }

    /// More of the thought; counts as one token.
    pub fn thought(self, text: impl Into<String>) -> Self {
        self.then(Step::Tell(GenerateEvent::Thought { text: text.into() }))
    }

    /// Stands at the engine's gate for a permit.
    pub fn wait(self) -> Self {
        self.then(Step::Wait(None))
    }

    /// Stands at a gate of its own, where several answers overlap.
    pub fn wait_at(self, gate: &Gate) -> Self {
        self.then(Step::Wait(Some(gate.clone())))
    }

    /// Ends the answer, with numbers made up from the steps.
    pub fn finish(self, reason: FinishReason) -> Self {
        self.then(Step::Finish(reason, None))
    }

    /// Ends the answer with these numbers.
    pub fn finish_with(self, reason: FinishReason, usage: Usage) -> Self {
        self.then(Step::Finish(reason, Some(usage)))
    }

    /// Breaks the answer off. After a [`EngineError::Crashed`] the engine stands as crashed.
    pub fn fail(self, error: EngineError) -> Self {
        self.then(Step::Tell(GenerateEvent::Failed { error }))
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}
