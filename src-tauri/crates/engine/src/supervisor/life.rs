//! A life is one worker from its start to its end: the load it is for, how far that is, and who waits for it.

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::worker::Worker;
use crate::frames::ToWorker;
use crate::{EngineStatus, LoadRequest, LoadStep, ModelFacts, Result};

/// Who waits for a load.
pub(super) type LoadReply = oneshot::Sender<Result<ModelFacts>>;

/// What a life is to do. It outlives a worker that crashes while it loads.
#[derive(Debug)]
pub(super) struct Plan {
    /// The load as it was asked for.
    pub(super) request: LoadRequest,
    /// Whether to load with the safer settings, asked for or not.
    pub(super) safe: bool,
    /// Whether a worker has crashed on this plan already.
    pub(super) retried: bool,
    /// Who waits for the load.
    pub(super) loads: Vec<LoadReply>,
    /// Requests to be sent once the model is loaded.
    pub(super) waiting: Vec<ToWorker>,
}

/// How far a life is.
#[derive(Debug)]
pub(super) enum Stage {
    /// The worker has not said hello.
    Greeting {
        /// When to give up on it.
        deadline: Instant,
    },
    /// It loads the model.
    Loading {
        /// The load's id.
        id: u64,
        /// From 0 to 1.
        fraction: f32,
        /// What had to be given up so far.
        steps: Vec<LoadStep>,
    },
    /// It answers.
    Ready {
        /// The load's id.
        id: u64,
        /// What is known of the model.
        facts: ModelFacts,
    },
}

/// One worker and its plan.
#[derive(Debug)]
pub(super) struct Life {
    pub(super) plan: Plan,
    pub(super) stage: Stage,
    pub(super) worker: Worker,
}

impl Life {
    /// When to give up on a worker that does not say hello.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.stage {
            Stage::Greeting { deadline } => Some(deadline),
            Stage::Loading { .. } | Stage::Ready { .. } => None,
        }
    }

    /// What is known of the model, once it is loaded.
    pub(super) fn facts(&self) -> Option<&ModelFacts> {
        match &self.stage {
            Stage::Ready { facts, .. } => Some(facts),
            Stage::Greeting { .. } | Stage::Loading { .. } => None,
        }
    }

    /// How the engine stands.
    pub(super) fn status(&self, answering: bool) -> EngineStatus {
        let model = self.plan.request.model.clone();
        match &self.stage {
            Stage::Greeting { .. } => EngineStatus::Starting { model },
            Stage::Loading { fraction, steps, .. } => {
                EngineStatus::Loading { model, fraction: *fraction, steps: steps.clone() }
            }
            Stage::Ready { facts, .. } if answering => EngineStatus::Generating { model, facts: facts.clone() },
            Stage::Ready { facts, .. } => EngineStatus::Ready { model, facts: facts.clone() },
        }
    }
}
