//! The inbox is what the app has asked for and the worker has not looked at yet.
//!
//! A thread of its own reads frames, so that the end of standard input ends the process even in the middle of a decode.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Instant;

use carat_engine::frames::{ToWorker, read_frame};
use carat_engine::{CountRequest, EmbedRequest, GenerateRequest, LoadRequest, PrepareRequest, ScoreRequest, StateKey};

use crate::outbox::exit;

/// One thing to do.
#[derive(Debug)]
pub enum Command {
    /// Tell who is there.
    Hello,
    /// Load a model, in place of any other.
    Load {
        /// The request's id.
        id: u64,
        /// Which and how.
        request: LoadRequest,
    },
    /// Answer.
    Generate {
        /// The request's id.
        id: u64,
        /// What to answer.
        request: GenerateRequest,
        /// When it came, for the time to the first token.
        arrived: Instant,
    },
    /// Count tokens.
    Count {
        /// The request's id.
        id: u64,
        /// What to count.
        request: CountRequest,
    },
    /// Embed texts.
    Embed {
        /// The request's id.
        id: u64,
        /// What to embed.
        request: EmbedRequest,
    },
    /// Score continuations.
    Score {
        /// The request's id.
        id: u64,
        /// What to score.
        request: ScoreRequest,
    },
    /// Read a prompt's beginning ahead.
    Prepare {
        /// The request's id.
        id: u64,
        /// What to read.
        request: PrepareRequest,
    },
    /// Write a state to disk.
    SaveState {
        /// The request's id.
        id: u64,
        /// Whose.
        key: StateKey,
    },
    /// Read a state from disk.
    RestoreState {
        /// The request's id.
        id: u64,
        /// Whose.
        key: StateKey,
    },
    /// Forget a state.
    ForgetState {
        /// The request's id.
        id: u64,
        /// Whose.
        key: StateKey,
    },
    /// Stop the request of this id.
    Cancel {
        /// The request's id.
        id: u64,
    },
    /// Free the model.
    Unload {
        /// The request's id.
        id: u64,
    },
}

/// A load that may be given up: it is the one thing that takes long without looking at the inbox.
#[derive(Debug, Default)]
pub struct Loading {
    id: AtomicU64,
    given_up: AtomicBool,
}

impl Loading {
    fn begin(&self, id: u64) {
        self.id.store(id, Ordering::SeqCst);
        self.given_up.store(false, Ordering::SeqCst);
    }

    fn give_up(&self) {
        self.given_up.store(true, Ordering::SeqCst);
    }

    /// Whether the load of this id goes on.
    #[must_use]
    pub fn goes_on(&self, id: u64) -> bool {
        self.id.load(Ordering::SeqCst) == id && !self.given_up.load(Ordering::SeqCst)
    }
}

/// Starts the thread that reads standard input.
///
/// # Errors
/// Where the thread can't be started.
pub fn listen() -> io::Result<(Receiver<Command>, Arc<Loading>)> {
    let (sender, receiver) = mpsc::channel();
    let loading = Arc::new(Loading::default());
    let shared = Arc::clone(&loading);
    std::thread::Builder::new().name("frames".into()).spawn(move || read(&sender, &shared))?;
    Ok((receiver, loading))
}

/// Reads frames until standard input ends, then ends the process.
fn read(sender: &Sender<Command>, loading: &Loading) {
    let mut input = io::stdin().lock();
    loop {
        let command = match read_frame::<ToWorker>(&mut input) {
            Ok(Some(frame)) => command(frame, loading),
            Ok(None) => exit(0),
            Err(error) => {
                tracing::error!(%error, "a frame from the app could not be read");
                exit(2)
            }
        };
        if sender.send(command).is_err() {
            exit(0)
        }
    }
}

fn command(frame: ToWorker, loading: &Loading) -> Command {
    match frame {
        ToWorker::Hello { .. } => Command::Hello,
        ToWorker::Load { id, request } => {
            loading.begin(id);
            Command::Load { id, request }
        }
        ToWorker::Generate { id, request } => Command::Generate { id, request, arrived: Instant::now() },
        ToWorker::Count { id, request } => Command::Count { id, request },
        ToWorker::Embed { id, request } => Command::Embed { id, request },
        ToWorker::Score { id, request } => Command::Score { id, request },
        ToWorker::Prepare { id, request } => Command::Prepare { id, request },
        ToWorker::ForgetState { id, key } => Command::ForgetState { id, key },
        ToWorker::SaveState { id, key } => Command::SaveState { id, key },
        ToWorker::RestoreState { id, key } => Command::RestoreState { id, key },
        ToWorker::Cancel { id } => {
            if loading.goes_on(id) {
                loading.give_up();
            }
            Command::Cancel { id }
        }
        ToWorker::Unload { id } => {
            loading.give_up();
            Command::Unload { id }
        }
    }
}
