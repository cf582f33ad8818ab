//! The owner is the one task that holds the worker and the open requests. Commands and frames reach it one by one,
//! so nothing here is locked, and each reply is sent after the status that goes with it.

mod commands;
mod ends;
mod replies;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

pub(super) use self::commands::Command;
use super::life::{Life, LoadReply, Plan, Stage};
use super::open::OpenRequests;
use super::worker::{Heard, Worker};
use super::{SupervisorConfig, Window};
use crate::frames::ToWorker;
use crate::{EngineError, EngineStatus, GenerateEvent, LoadRequest};

/// Crashes of the same load in a row after which it starts with the safer settings.
const CRASHES_UNTIL_SAFE: u32 = 2;

/// Crashes of one load since it last answered to the end.
struct Crashes {
    request: LoadRequest,
    count: u32,
}

/// See the module.
pub(super) struct Owner {
    config: SupervisorConfig,
    commands: mpsc::UnboundedReceiver<Command>,
    status: watch::Sender<EngineStatus>,
    window: Arc<Window>,
    ids: Arc<AtomicU64>,
    life: Option<Life>,
    /// The status while there is no life.
    resting: EngineStatus,
    open: OpenRequests,
    crashes: Option<Crashes>,
}

impl Owner {
    pub(super) fn new(
        config: SupervisorConfig,
        commands: mpsc::UnboundedReceiver<Command>,
        status: watch::Sender<EngineStatus>,
        window: Arc<Window>,
        ids: Arc<AtomicU64>,
    ) -> Self {
        let (life, resting, open, crashes) = (None, EngineStatus::Unloaded, OpenRequests::default(), None);
        Self { config, commands, status, window, ids, life, resting, open, crashes }
    }

    /// Works until the supervisor is dropped, then ends the worker.
    pub(super) async fn run(mut self) {
        loop {
            let deadline = self.life.as_ref().and_then(Life::deadline);
            tokio::select! {
                command = self.commands.recv() => match command {
                    Some(command) => self.obey(command).await,
                    None => break,
                },
                heard = hear(self.life.as_mut()) => match heard {
                    Heard::Frame(frame) => self.note(frame).await,
                    Heard::Ended(ending) => self.mourn(ending).await,
                },
                () = sleep_until(deadline) => self.give_up_greeting().await,
            }
            self.publish();
        }
        self.end_life(&EngineError::Unloaded, EngineStatus::Unloaded).await;
    }

    /// Starts a life for a load, a safe one where it crashed too often.
    async fn begin(&mut self, request: LoadRequest, loads: Vec<LoadReply>, waiting: Vec<ToWorker>) {
        self.crashes = self.crashes.take().filter(|crashes| crashes.request == request);
        let safe = request.safe || self.crashes.as_ref().is_some_and(|crashes| crashes.count >= CRASHES_UNTIL_SAFE);
        self.start(Plan { request, safe, retried: false, loads, waiting }).await;
    }

    async fn start(&mut self, plan: Plan) {
        self.resting = EngineStatus::Starting { model: plan.request.model.clone() };
        self.publish();
        match Worker::start(&self.config, self.window.log.clone()).await {
            Ok(worker) => {
                tracing::info!(model = plan.request.model, safe = plan.safe, pid = worker.pid(), "worker started");
                self.window.pid.store(worker.pid().unwrap_or(0), Ordering::Release);
                let stage = Stage::Greeting { deadline: Instant::now() + self.config.hello_timeout };
                self.life = Some(Life { plan, stage, worker });
            }
            Err(error) => self.refuse(plan.loads, &error, EngineStatus::Unloaded),
        }
    }

    /// Hands on an event; whoever sees the last one sees the status after it.
    fn event(&mut self, id: u64, event: GenerateEvent) {
        let inbox = self.open.inbox(id, event.is_last());
        if event.is_last() {
            self.publish();
        }
        if let Some(inbox) = inbox {
            // A relay whose reader is gone has ended already.
            let _ = inbox.send(event);
        }
    }

    /// Closes a request of either kind with an error.
    fn fail(&mut self, id: u64, error: EngineError) {
        match self.open.take_single(id) {
            Some(reply) => drop(reply.send(Err(error))),
            None => self.event(id, GenerateEvent::Failed { error }),
        }
    }

    /// Tells the status while there is no life, then the error to all who wait for something.
    fn refuse(&mut self, loads: Vec<LoadReply>, error: &EngineError, resting: EngineStatus) {
        self.resting = resting;
        let open = std::mem::take(&mut self.open);
        self.publish();
        for load in loads {
            let _ = load.send(Err(error.clone()));
        }
        open.fail_all(error);
    }

    fn publish(&self) {
        let status = self.life.as_ref().map_or_else(|| self.resting.clone(), |life| life.status(self.open.answering()));
        self.status.send_if_modified(|old| {
            let changed = *old != status;
            *old = status;
            changed
        });
    }
}

/// What the worker says next; forever silent without one.
async fn hear(life: Option<&mut Life>) -> Heard {
    match life {
        Some(life) => life.worker.hear().await,
        None => std::future::pending().await,
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
