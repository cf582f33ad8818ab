//! Records are the store as a turn sees it: its calls block, so each one runs on a thread that may.

use carat_store::Store;

use crate::{ChatError, Result};

/// The store of one turn: the app's, or one in memory for a turn that keeps nothing.
#[derive(Debug, Clone)]
pub(crate) struct Records {
    store: Store,
}

impl Records {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Records that end with the turn.
    pub(crate) async fn in_memory() -> Result<Self> {
        let opened = tokio::task::spawn_blocking(Store::in_memory).await.map_err(|_| ChatError::Fault)?;
        Ok(Self::new(opened?))
    }

    /// Runs store calls off the async threads.
    pub(crate) async fn run<T, F>(&self, calls: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T> + Send + 'static,
    {
        let store = self.store.clone();
        tokio::task::spawn_blocking(move || calls(&store)).await.map_err(|_| ChatError::Fault)?
    }
}
