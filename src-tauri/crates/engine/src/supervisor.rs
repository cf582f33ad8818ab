//! A supervisor keeps one worker process for the loaded model: it starts it, greets it, hands it requests,
//! tells its replies apart, and says what happened when it dies.
//!
//! Everything is owned by one task ([`owner`]); the methods here only put commands into its inbox.
//! A crash while a model loads is tried again once, with [`LoadRequest::safe`]. A crash while answering ends the
//! answers with [`EngineError::Crashed`]; the next `load` or `generate` starts a fresh worker, a safe one where the
//! same load crashed twice in a row. Unloading by hand forgets the crashes.

mod ending;
mod life;
mod log;
mod open;
mod owner;
mod relay;
mod spawner;
mod worker;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use self::log::Log;
use self::owner::{Command, Owner};
use crate::frames::{Device, FromWorker, ToWorker};
use crate::{
    CountRequest, EmbedRequest, Embeddings, Engine, EngineError, EngineStatus, GenerateRequest, Generation, KeptState,
    LoadRequest, ModelFacts, PrepareRequest, Prepared, Reply, Result, ScoreRequest, Scores, StateKey, TokenCount,
};

/// Events that wait in the reader's channel; more wait in the relay.
const EVENTS: usize = 64;

/// Which program the worker is and how patient to be with it.
#[derive(Debug, Clone)]
pub struct SupervisorConfig {
    /// The program `carat-engine`.
    pub program: PathBuf,
    /// Variables to set for it beside those it inherits.
    pub environment: Vec<(OsString, OsString)>,
    /// The longest wait for its hello. Finding GPUs can take many seconds on a busy machine.
    pub hello_timeout: Duration,
    /// The longest wait for the last event of a cancelled answer; after that it ends without its numbers.
    pub cancel_grace: Duration,
}

impl SupervisorConfig {
    /// The usual settings for a worker program.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            environment: Vec::new(),
            hello_timeout: Duration::from_secs(60),
            cancel_grace: Duration::from_secs(2),
        }
    }
}

/// What a worker told about itself in its hello.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerInfo {
    /// Its version, in words.
    pub version: String,
    /// What it can compute on.
    pub devices: Vec<Device>,
}

/// What can be seen of the worker from outside of its owner.
#[derive(Debug, Default)]
struct Window {
    /// The living process; 0 is none.
    pid: AtomicU32,
    /// The last hello.
    info: Mutex<Option<WorkerInfo>>,
    /// What the last worker wrote to stderr.
    log: Log,
}

/// A request with a single reply that somebody waits for; where they stop waiting, the worker is told.
struct OpenSingle {
    id: u64,
    /// Weak, so that a request under way doesn't keep the owner, and with it the process, alive.
    commands: Option<mpsc::WeakUnboundedSender<Command>>,
}

impl OpenSingle {
    /// It is over, so there is nothing to be told.
    fn answered(mut self) {
        self.commands = None;
    }
}

impl Drop for OpenSingle {
    fn drop(&mut self) {
        if let Some(commands) = self.commands.take().and_then(|commands| commands.upgrade()) {
            let _ = commands.send(Command::Cancel { id: self.id });
        }
    }
}

/// An [`Engine`] in a process of its own. Dropping it ends the process.
#[derive(Debug)]
pub struct Supervisor {
    commands: mpsc::UnboundedSender<Command>,
    status: watch::Receiver<EngineStatus>,
    window: Arc<Window>,
    ids: Arc<AtomicU64>,
    cancel_grace: Duration,
    runtime: tokio::runtime::Handle,
}

impl Supervisor {
    /// A supervisor without a worker; the first `load` starts one.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    #[must_use]
    pub fn new(config: SupervisorConfig) -> Self {
        let (commands, inbox) = mpsc::unbounded_channel();
        let (status_sender, status) = watch::channel(EngineStatus::Unloaded);
        let window = Arc::new(Window::default());
        let ids = Arc::new(AtomicU64::new(1));
        let cancel_grace = config.cancel_grace;
        let runtime = tokio::runtime::Handle::current();
        runtime.spawn(Owner::new(config, inbox, status_sender, Arc::clone(&window), Arc::clone(&ids)).run());
        Self { commands, status, window, ids, cancel_grace, runtime }
    }

    /// The worker's process, for tests and diagnostics.
    #[must_use]
    pub fn worker_pid(&self) -> Option<u32> {
        Some(self.window.pid.load(Ordering::Acquire)).filter(|&pid| pid != 0)
    }

    /// What the last worker told about itself, for diagnostics.
    #[must_use]
    pub fn worker_info(&self) -> Option<WorkerInfo> {
        self.window.info.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last lines that the worker wrote to stderr, oldest first, for diagnostics.
    /// Neither llama.cpp nor the worker writes prompts there, and what a panic quotes is cut off.
    #[must_use]
    pub fn last_log(&self) -> Vec<String> {
        self.window.log.lines()
    }

    /// Sends a command and waits for its reply. An owner that is gone has unloaded.
    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<Result<T>>) -> Command) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let _ = self.commands.send(command(reply));
        answer.await.unwrap_or(Err(EngineError::Unloaded))
    }

    /// Sends a request that the worker answers with one frame, and reads that. Dropped before, it is cancelled.
    fn single<T: Send + 'static>(
        &self,
        request: impl FnOnce(u64) -> ToWorker,
        read: fn(FromWorker) -> Option<T>,
    ) -> Reply<'static, T> {
        let id = self.next_id();
        let (reply, answer) = oneshot::channel();
        let _ = self.commands.send(Command::Ask { id, message: request(id), reply });
        let open = OpenSingle { id, commands: Some(self.commands.downgrade()) };
        Box::pin(async move {
            let frame = answer.await.unwrap_or(Err(EngineError::Unloaded));
            open.answered();
            let other = || EngineError::Decode { detail: "the worker answered another question".to_owned() };
            read(frame?).ok_or_else(other)
        })
    }

    fn next_id(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed)
    }
}

impl Engine for Supervisor {
    fn load(&self, request: LoadRequest) -> Reply<'_, ModelFacts> {
        Box::pin(self.ask(|reply| Command::Load { request, reply }))
    }

    fn generate(&self, request: GenerateRequest) -> Generation {
        let id = self.next_id();
        let (inbox_sender, inbox) = mpsc::unbounded_channel();
        let (events_sender, events) = mpsc::channel(EVENTS);
        let cancel = CancellationToken::new();
        // Weak, so that answers under way don't keep the owner, and with it the process, alive.
        let commands = self.commands.downgrade();
        let tell_worker = move || {
            if let Some(commands) = commands.upgrade() {
                let _ = commands.send(Command::Cancel { id });
            }
        };
        self.runtime.spawn(relay::relay(inbox, events_sender, cancel.clone(), tell_worker, self.cancel_grace));
        let _ = self.commands.send(Command::Generate { id, request, inbox: inbox_sender });
        Generation { events, cancel }
    }

    fn count(&self, request: CountRequest) -> Reply<'_, TokenCount> {
        self.single(
            |id| ToWorker::Count { id, request },
            |frame| if let FromWorker::Counted { count, .. } = frame { Some(count) } else { None },
        )
    }

    fn embed(&self, request: EmbedRequest) -> Reply<'_, Embeddings> {
        self.single(
            |id| ToWorker::Embed { id, request },
            |frame| if let FromWorker::Embedded { embeddings, .. } = frame { Some(embeddings) } else { None },
        )
    }

    fn score(&self, request: ScoreRequest) -> Reply<'_, Scores> {
        self.single(
            |id| ToWorker::Score { id, request },
            |frame| if let FromWorker::Scored { scores, .. } = frame { Some(scores) } else { None },
        )
    }

    fn prepare(&self, request: PrepareRequest) -> Reply<'_, Prepared> {
        self.single(
            |id| ToWorker::Prepare { id, request },
            |frame| if let FromWorker::Prepared { prepared, .. } = frame { Some(prepared) } else { None },
        )
    }

    fn forget_state(&self, key: StateKey) -> Reply<'_, ()> {
        let forgotten = self.single(
            |id| ToWorker::ForgetState { id, key },
            |frame| matches!(frame, FromWorker::StateForgotten { .. }).then_some(()),
        );
        // Without a model there is nothing in memory to forget.
        Box::pin(async move {
            match forgotten.await {
                Err(EngineError::NoModel | EngineError::Crashed { .. } | EngineError::Unloaded) => Ok(()),
                other => other,
            }
        })
    }

    fn save_state(&self, key: StateKey) -> Reply<'_, KeptState> {
        self.single(
            |id| ToWorker::SaveState { id, key },
            |frame| if let FromWorker::StateSaved { kept, .. } = frame { Some(kept) } else { None },
        )
    }

    fn restore_state(&self, key: StateKey) -> Reply<'_, KeptState> {
        self.single(
            |id| ToWorker::RestoreState { id, key },
            |frame| if let FromWorker::StateRestored { kept, .. } = frame { Some(kept) } else { None },
        )
    }

    fn unload(&self) -> Reply<'_, ()> {
        Box::pin(self.ask(|reply| Command::Unload { reply }))
    }

    fn status(&self) -> watch::Receiver<EngineStatus> {
        self.status.clone()
    }
}
