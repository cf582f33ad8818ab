//! A reply is a frame of the worker, and what the owner makes of it.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::Owner;
use crate::frames::{Device, FromWorker, PROTOCOL, ToWorker};
use crate::supervisor::WorkerInfo;
use crate::supervisor::life::Stage;
use crate::{EngineError, EngineStatus, FinishReason, GenerateEvent, LoadRequest, ModelFacts};

impl Owner {
    /// Takes note of a frame. One that does not fit the stage belongs to something that is over.
    pub(super) async fn note(&mut self, frame: FromWorker) {
        let Some(life) = &mut self.life else { return };
        match (&mut life.stage, frame) {
            (Stage::Greeting { .. }, FromWorker::Hello { protocol, version, devices }) => {
                self.greeted(protocol, version, devices).await
            }
            (Stage::Loading { id: load, fraction: old, .. }, FromWorker::Loading { id, fraction }) if id == *load => {
                *old = fraction.clamp(0.0, 1.0)
            }
            (Stage::Loading { id: load, steps, .. }, FromWorker::Stepped { id, step }) if id == *load => {
                steps.push(step)
            }
            (Stage::Ready { id: load, facts }, FromWorker::Measured { id, speed }) if id == *load => {
                facts.speed = Some(speed)
            }
            (Stage::Loading { id: load, .. }, FromWorker::Loaded { id, facts }) if id == *load => {
                self.loaded(id, facts)
            }
            (Stage::Loading { id: load, .. }, FromWorker::Failed { id, error }) if id == *load => {
                self.end_life(&error, EngineStatus::Unloaded).await
            }
            (Stage::Ready { .. }, FromWorker::Event { id, event }) => {
                // An answer that came to its end under the asked-for settings proves them.
                let whole =
                    matches!(event, GenerateEvent::Finished { reason, .. } if reason != FinishReason::Cancelled);
                if whole && life.plan.safe == life.plan.request.safe {
                    self.crashes = None;
                }
                self.event(id, event);
            }
            (
                Stage::Ready { .. },
                frame @ (FromWorker::Counted { id, .. }
                | FromWorker::Embedded { id, .. }
                | FromWorker::Scored { id, .. }
                | FromWorker::Prepared { id, .. }
                | FromWorker::StateForgotten { id }
                | FromWorker::StateSaved { id, .. }
                | FromWorker::StateRestored { id, .. }),
            ) => {
                if let Some(reply) = self.open.take_single(id) {
                    let _ = reply.send(Ok(frame));
                }
            }
            (Stage::Ready { .. }, FromWorker::Failed { id, error }) => self.fail(id, error),
            (_, frame) => tracing::debug!(kind = kind(&frame), "a frame came at an unexpected time"),
        }
    }

    async fn greeted(&mut self, protocol: u32, version: String, devices: Vec<Device>) {
        if protocol != PROTOCOL {
            let error = EngineError::ProtocolMismatch { worker: protocol, app: PROTOCOL };
            return self.end_life(&error, EngineStatus::Unloaded).await;
        }
        *self.window.info.lock().unwrap_or_else(PoisonError::into_inner) = Some(WorkerInfo { version, devices });
        let Some(life) = &mut self.life else { return };
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        let request = LoadRequest { safe: life.plan.safe, ..life.plan.request.clone() };
        match life.worker.send(&ToWorker::Load { id, request }) {
            Ok(()) => life.stage = Stage::Loading { id, fraction: 0.0, steps: Vec::new() },
            Err(error) => {
                let error = EngineError::LoadFailed { detail: error.to_string() };
                self.end_life(&error, EngineStatus::Unloaded).await;
            }
        }
    }

    fn loaded(&mut self, id: u64, facts: ModelFacts) {
        let Some(life) = &mut self.life else { return };
        life.stage = Stage::Ready { id, facts: facts.clone() };
        let (loads, waiting) = (std::mem::take(&mut life.plan.loads), std::mem::take(&mut life.plan.waiting));
        self.publish();
        for load in loads {
            let _ = load.send(Ok(facts.clone()));
        }
        for message in waiting {
            if let Some(id) = message.id() {
                self.ask(id, message);
            }
        }
    }
}

/// A frame's kind, for the log.
fn kind(frame: &FromWorker) -> &'static str {
    match frame {
        FromWorker::Hello { .. } => "hello",
        FromWorker::Loading { .. } => "loading",
        FromWorker::Stepped { .. } => "stepped",
        FromWorker::Measured { .. } => "measured",
        FromWorker::Loaded { .. } => "loaded",
        FromWorker::Event { .. } => "event",
        FromWorker::Counted { .. } => "counted",
        FromWorker::Embedded { .. } => "embedded",
        FromWorker::Scored { .. } => "scored",
        FromWorker::Prepared { .. } => "prepared",
        FromWorker::StateForgotten { .. } => "state forgotten",
        FromWorker::StateSaved { .. } => "state saved",
        FromWorker::StateRestored { .. } => "state restored",
        FromWorker::Unloaded { .. } => "unloaded",
        FromWorker::Failed { .. } => "failed",
    }
}
