//! The trait that everything above asks for answers.

use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::{CountRequest, EngineStatus, GenerateEvent, GenerateRequest, LoadRequest, ModelFacts, Result, TokenCount};

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
    /// Ends the worker, which frees its memory for sure.
    fn unload(&self) -> Reply<'_, ()>;
    /// Where the engine stands; changes wake the receiver.
    fn status(&self) -> watch::Receiver<EngineStatus>;
}
