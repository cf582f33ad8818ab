//! Erasing: a document or library goes with all that was made of it, be it passages, pasted files or what models have
//! computed.

use std::collections::HashSet;

use carat_engine::{Engine, StateKey};
use carat_store::{DocumentId, DocumentOwner, LibraryId};
use tauri::{AppHandle, Manager};

use super::{Removed, draft, files, tell_of_libraries};
use crate::events::tell;
use crate::parts::Parts;
use crate::states;
use crate::wire::{AppEvent, DocumentKey, WireError};

/// Stops a document and leaves nothing of it.
pub(crate) async fn cancel(app: &AppHandle, key: DocumentKey) -> Result<(), WireError> {
    let (document, owner) = (key.document, key.needed_owner()?);
    erase(app, Removed::Document { document, owner }).await?;
    tell(app, &AppEvent::DocumentGone { id: key.to_string() });
    tell_of_libraries(app);
    Ok(())
}

/// Erases what was removed.
pub(super) async fn erase(app: &AppHandle, what: Removed) -> Result<(), WireError> {
    let parts = app.state::<Parts>();
    match what {
        // One that is under way is erased at its end, which is soon.
        Removed::Document { document, owner } if parts.desk.under_way.stop(document, owner) => Ok(()),
        Removed::Document { document, owner } => erase_document(app, document, owner).await,
        Removed::Library { library } => erase_library(&parts, library).await,
    }
}

/// Takes a document from one that has it, and erases it where that was the last one.
pub(super) async fn erase_document(
    app: &AppHandle,
    document: DocumentId,
    owner: DocumentOwner,
) -> Result<(), WireError> {
    let parts = app.state::<Parts>();
    let known = parts.desk.find(DocumentKey::new(document, owner)).await?;
    let erased = parts.desk.documents.remove(document, owner).await?;
    // All of it is tried: the document is gone, and nobody comes here for it again.
    let read = forget_read(&parts, owner).await;
    if erased {
        forget(&parts, vec![(document, known.sha256)]).await?;
    }
    read
}

async fn erase_library(parts: &Parts, library: LibraryId) -> Result<(), WireError> {
    let owner = DocumentOwner::Library(library);
    parts.desk.under_way.stop_of(owner);
    let had = parts.desk.documents.list(owner).await?;
    let erased = parts.desk.documents.delete_library(library).await?;
    let read = forget_read(parts, owner).await;
    let gone = had.into_iter().filter(|document| erased.contains(&document.id));
    forget(parts, gone.map(|document| (document.id, document.sha256)).collect()).await?;
    read
}

/// Forgets what models have read of the conversations that asked an owner: it holds the words of its documents. Comes
/// after the removal, so that no question in between brings them back.
async fn forget_read(parts: &Parts, owner: DocumentOwner) -> Result<(), WireError> {
    let conversations = match owner {
        DocumentOwner::Library(library) => parts.stored(move |store| store.conversations_about(library)).await?,
        // What is read of a draft is its documents', and goes with them.
        DocumentOwner::Conversation(_) if owner == draft() => Vec::new(),
        DocumentOwner::Conversation(conversation) => vec![conversation],
    };
    forget_states(parts, keys_of(&conversations)).await
}

/// Forgets what else is kept of documents that are erased: what a model has computed, and a pasted file.
async fn forget(parts: &Parts, erased: Vec<(DocumentId, String)>) -> Result<(), WireError> {
    let ids: Vec<DocumentId> = erased.iter().map(|(id, _)| *id).collect();
    forget_states(parts, keys_of(&ids)).await?;
    let forget = move |home: &carat_store::Home, _: &carat_store::Store| {
        erased.iter().try_for_each(|(_, sha256)| files::forget_one_pasted(home, sha256))
    };
    parts.blocking(forget).await
}

/// Forgets states, in memory and on disk.
async fn forget_states(parts: &Parts, keys: HashSet<StateKey>) -> Result<(), WireError> {
    if keys.is_empty() {
        return Ok(());
    }
    for key in &keys {
        parts.engine.forget_state(key.clone()).await?;
    }
    // The worker removes those of the model that is loaded alone.
    let folder = states::folder(&parts.home, &parts.settings.now());
    let forget = move |_: &carat_store::Home, _: &carat_store::Store| {
        let removed = folder.retain(|key| !keys.contains(key));
        removed.map(drop).map_err(|error| WireError::file(folder.path(), error))
    };
    parts.blocking(forget).await
}

/// The names under which states of conversations or documents are kept.
fn keys_of<I: ToString>(ids: &[I]) -> HashSet<StateKey> {
    ids.iter().filter_map(|id| StateKey::new(id.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use carat_engine::StateFolder;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn states_are_found_under_the_ids_that_they_are_kept_by() {
        let folder = tempfile::tempdir().expect("a folder");
        let states = StateFolder::new(folder.path(), 0);
        let [gone, kept] = [1, 2].map(|id| DocumentId::from(Uuid::from_u128(id)));
        for key in keys_of(&[gone, kept]) {
            std::fs::write(states.file(&key, "gemma"), "state").expect("written");
        }
        let keys = keys_of(&[gone]);
        assert_eq!(states.retain(|key| !keys.contains(key)).expect("looked through"), 1);
        let left: Vec<_> = keys_of(&[kept]).iter().map(|key| states.file(key, "gemma").is_file()).collect();
        assert_eq!(left, [true]);
    }
}
