//! The trait that everything above asks for answers.

use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::{
    CountRequest, EmbedRequest, Embeddings, EngineStatus, GenerateEvent, GenerateRequest, KeptState, LoadRequest,
    ModelFacts, PrepareRequest, Prepared, Result, ScoreRequest, Scores, StateKey, TokenCount,
};

/// A future of an engine call.
pub type Reply<'a, T> = BoxFuture<'a, Result<T>>;

/// An answer on its way. Dropping `events` cancels it too.
#[derive(Debug)]
pub struct Generation {
    /// Its events, in order; the last one is `Finished` or `Failed`.
    pub events: mpsc::Receiver<GenerateEvent>,
    /// Cancels it; `Finished` with [`crate::FinishReason::Cancelled`] follows.
    pub cancel: CancellationToken,
}

/// Something that loads a model and answers. Shared by all windows; calls may overlap.
pub trait Engine: Send + Sync + 'static {
    /// Makes the asked-for model the loaded one; does nothing where it is loaded already. Starts a worker where none lives.
    fn load(&self, request: LoadRequest) -> Reply<'_, ModelFacts>;
    /// Starts an answer with the loaded model. Errors come as its last event.
    fn generate(&self, request: GenerateRequest) -> Generation;
    /// Counts tokens with the loaded model.
    fn count(&self, request: CountRequest) -> Reply<'_, TokenCount>;
    /// Turns texts into vectors with a model that was loaded for that. Dropping the future cancels it.
    fn embed(&self, request: EmbedRequest) -> Reply<'_, Embeddings>;
    /// Tells how likely the loaded model holds given continuations. Dropping the future cancels it.
    fn score(&self, request: ScoreRequest) -> Reply<'_, Scores>;
    /// Reads the beginning of a prompt ahead, while nothing else is to be done. Dropping the future cancels it.
    fn prepare(&self, request: PrepareRequest) -> Reply<'_, Prepared>;
    /// Writes what is computed of a conversation or document to disk, now rather than when idle.
    fn save_state(&self, key: StateKey) -> Reply<'_, KeptState>;
    /// Reads what is on disk for a conversation or document, so that its next answer goes on from there.
    fn restore_state(&self, key: StateKey) -> Reply<'_, KeptState>;
    /// Makes the worker forget a conversation or document, in memory and on disk. What is on disk for models that are
    /// not loaded is [`crate::StateFolder::forget`]'s to remove.
    fn forget_state(&self, key: StateKey) -> Reply<'_, ()>;
    /// Ends the worker, which frees its memory for sure.
    fn unload(&self) -> Reply<'_, ()>;
    /// Where the engine stands; changes wake the receiver.
    fn status(&self) -> watch::Receiver<EngineStatus>;
}
