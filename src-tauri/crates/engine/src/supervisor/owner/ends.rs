//! An end of a life is either wanted, by the owner, or suffered, by a crash or a worker that says nothing.

use std::sync::atomic::Ordering;

use super::{Crashes, Owner};
use crate::supervisor::ending::Ending;
use crate::supervisor::life::{Life, Plan, Stage};
use crate::{EngineError, EngineStatus, LoadRequest};

impl Owner {
    /// Ends the worker, if there is one, and all that waits for it. Told only once the process is gone.
    pub(super) async fn end_life(&mut self, error: &EngineError, resting: EngineStatus) {
        let mut loads = Vec::new();
        if let Some(Life { plan, worker, .. }) = self.life.take() {
            worker.end().await;
            self.window.pid.store(0, Ordering::Release);
            tracing::info!(model = plan.request.model, "worker ended");
            loads = plan.loads;
        }
        self.refuse(loads, error, resting);
    }

    /// The worker ended by itself: tries again once where it was still loading, else tells everyone why.
    pub(super) async fn mourn(&mut self, ending: Ending) {
        let Some(Life { plan, stage, worker }) = self.life.take() else { return };
        worker.end().await;
        self.window.pid.store(0, Ordering::Release);
        let detail = ending.detail();
        tracing::warn!(model = plan.request.model, safe = plan.safe, detail, "worker ended unexpectedly");
        self.count_crash(plan.request.clone());
        let error = match stage {
            Stage::Greeting { .. } => EngineError::WorkerFailed { detail },
            Stage::Loading { .. } | Stage::Ready { .. } => EngineError::Crashed { detail },
        };
        if matches!(stage, Stage::Ready { .. }) || plan.safe || plan.retried {
            let resting = EngineStatus::Crashed { model: plan.request.model, error: error.clone() };
            self.refuse(plan.loads, &error, resting);
        } else {
            self.start(Plan { safe: true, retried: true, ..plan }).await;
        }
    }

    /// The worker lives but says nothing. A second one would be as mute, so there is no second try.
    pub(super) async fn give_up_greeting(&mut self) {
        let Some(request) = self.life.as_ref().map(|life| life.plan.request.clone()) else { return };
        let seconds = self.config.hello_timeout.as_secs_f32();
        let error = EngineError::WorkerFailed { detail: format!("it did not answer within {seconds} seconds") };
        let resting = EngineStatus::Crashed { model: request.model.clone(), error: error.clone() };
        self.count_crash(request);
        self.end_life(&error, resting).await;
    }

    fn count_crash(&mut self, request: LoadRequest) {
        let before =
            self.crashes.take().filter(|crashes| crashes.request == request).map_or(0, |crashes| crashes.count);
        self.crashes = Some(Crashes { request, count: before + 1 });
    }
}
