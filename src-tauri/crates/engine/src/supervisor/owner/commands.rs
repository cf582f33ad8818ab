//! A command is what one of the supervisor's methods asks of the owner.

use tokio::sync::{mpsc, oneshot};

use super::Owner;
use crate::frames::ToWorker;
use crate::supervisor::life::{LoadReply, Stage};
use crate::supervisor::open::SingleReply;
use crate::{EngineError, EngineStatus, FinishReason, GenerateEvent, GenerateRequest, LoadRequest, Result, Usage};

/// Commands carry the way back for their replies.
pub(in crate::supervisor) enum Command {
    Load {
        request: LoadRequest,
        reply: LoadReply,
    },
    Generate {
        id: u64,
        request: GenerateRequest,
        inbox: mpsc::UnboundedSender<GenerateEvent>,
    },
    /// A request with a single reply.
    Ask {
        id: u64,
        message: ToWorker,
        reply: SingleReply,
    },
    Cancel {
        id: u64,
    },
    Unload {
        reply: oneshot::Sender<Result<()>>,
    },
}

impl Owner {
    pub(super) async fn obey(&mut self, command: Command) {
        match command {
            Command::Load { request, reply } => self.load(request, reply).await,
            Command::Generate { id, request, inbox } => {
                self.open.add_generation(id, inbox);
                self.generate(id, request).await;
            }
            Command::Ask { id, message, reply } => {
                self.open.add_single(id, reply);
                self.ask(id, message);
            }
            Command::Cancel { id } => self.cancel(id),
            Command::Unload { reply } => {
                self.crashes = None;
                self.end_life(&EngineError::Unloaded, EngineStatus::Unloaded).await;
                let _ = reply.send(Ok(()));
            }
        }
    }

    async fn load(&mut self, request: LoadRequest, reply: LoadReply) {
        match &mut self.life {
            Some(life) if life.plan.request == request => match life.facts() {
                Some(facts) => drop(reply.send(Ok(facts.clone()))),
                None => life.plan.loads.push(reply),
            },
            _ => {
                self.end_life(&EngineError::Unloaded, EngineStatus::Unloaded).await;
                self.begin(request, vec![reply], Vec::new()).await;
            }
        }
    }

    async fn generate(&mut self, id: u64, request: GenerateRequest) {
        let message = ToWorker::Generate { id, request };
        match &self.crashes {
            // The next question after a crash starts the worker again.
            Some(crashes) if matches!(self.resting, EngineStatus::Crashed { .. }) => {
                self.begin(crashes.request.clone(), Vec::new(), vec![message]).await;
            }
            _ => self.ask(id, message),
        }
    }

    /// Sends a request of an open id now, or once the model is loaded.
    pub(super) fn ask(&mut self, id: u64, message: ToWorker) {
        let Some(life) = &mut self.life else {
            let error = match &self.resting {
                EngineStatus::Crashed { error, .. } => error.clone(),
                _ => EngineError::NoModel,
            };
            return self.fail(id, error);
        };
        match life.stage {
            Stage::Greeting { .. } | Stage::Loading { .. } => life.plan.waiting.push(message),
            Stage::Ready { .. } => {
                if let Err(error) = life.worker.send(&message) {
                    self.fail(id, EngineError::Decode { detail: error.to_string() });
                }
            }
        }
    }

    fn cancel(&mut self, id: u64) {
        // Whoever waited for a single reply and cancels is gone.
        let single = self.open.take_single(id).is_some();
        let Some(life) = self.life.as_mut().filter(|_| single || self.open.is_generation(id)) else { return };
        let waiting = life.plan.waiting.iter().position(|message| message.id() == Some(id));
        match waiting {
            Some(index) if single => drop(life.plan.waiting.remove(index)),
            Some(index) => {
                life.plan.waiting.remove(index);
                self.event(id, GenerateEvent::Finished { reason: FinishReason::Cancelled, usage: Usage::default() });
            }
            // A number always has a form in JSON.
            None => drop(life.worker.send(&ToWorker::Cancel { id })),
        }
    }
}
