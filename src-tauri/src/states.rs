//! States of conversations on disk: where they are, how large they may grow, and that they go with their conversations.

use std::collections::HashSet;

use carat_engine::{Engine as _, StateFolder, StateKey};
use carat_store::{ConversationId, Home, Store};

use crate::parts::Parts;
use crate::settings::Settings;
use crate::wire::WireError;

/// The folder of states under these settings.
pub(crate) fn folder(home: &Home, settings: &Settings) -> StateFolder {
    StateFolder::new(home.engine_states(), u64::from(settings.states_mb) * 1_000_000)
}

/// The folder for a model that is loaded now; `None` where the person wants no states.
pub(crate) fn kept(home: &Home, settings: &Settings) -> Option<StateFolder> {
    (settings.states_mb > 0).then(|| folder(home, settings))
}

/// The conversations that there are, those among them that can still be brought back. Blocks.
pub(crate) fn conversations(store: &Store) -> carat_store::Result<HashSet<ConversationId>> {
    store.conversation_ids()
}

/// Removes the states of conversations that are erased. `before` are those that there were before; the worker may hold
/// one of them that was never written.
pub(crate) async fn forget_erased(parts: &Parts, before: HashSet<ConversationId>) -> Result<(), WireError> {
    let folder = folder(&parts.home, &parts.settings.now());
    let there = parts.stored(conversations).await?;
    for erased in before.difference(&there).filter_map(|id| StateKey::new(id.to_string())) {
        parts.engine.forget_state(erased).await?;
    }
    // What is kept of a document is forgotten with the document.
    let documents = parts.stored(Store::document_ids).await?;
    let documents = documents.iter().map(ToString::to_string);
    let keys: HashSet<String> = there.iter().map(ToString::to_string).chain(documents).collect();
    parts.blocking(move |_, _| remove(&folder, |states| states.retain(|key| keys.contains(key.as_str())))).await
}

/// Removes all states. The model must not be loaded. Blocks.
pub(crate) fn forget_all(home: &Home) -> Result<(), WireError> {
    remove(&StateFolder::new(home.engine_states(), 0), StateFolder::forget_all)
}

/// Makes room where the person lowered the quota. Blocks.
pub(crate) fn prune(home: &Home, settings: &Settings) -> Result<(), WireError> {
    remove(&folder(home, settings), |states| states.prune().map(|_| 0))
}

fn remove(folder: &StateFolder, how: impl FnOnce(&StateFolder) -> std::io::Result<usize>) -> Result<(), WireError> {
    let removed = how(folder).map_err(|error| WireError::file(folder.path(), error))?;
    if removed > 0 {
        tracing::info!(removed, "states removed");
    }
    Ok(())
}
