//! Adding: files that a person chose, dropped or pasted become documents, and windows are told how far each is.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use carat_documents::{Adding, Addition, DocumentError};
use carat_store::{Begun, Document, DocumentId, DocumentOwner, NewLink, StoredError};
use tauri::{AppHandle, Manager};
use tokio_util::sync::CancellationToken;

use super::{files, tell_of_libraries};
use crate::events::tell;
use crate::parts::Parts;
use crate::wire::{Added, AppEvent, DocumentKey, Duplicate, StoredDocument, WireError};

/// Takes in files and the files of folders. They have their ids when this returns, and are read after it.
pub(crate) async fn take(app: &AppHandle, paths: Vec<PathBuf>, owner: DocumentOwner) -> Result<Added, WireError> {
    let parts = app.state::<Parts>();
    let desk = &parts.desk;
    let meant = parts.blocking(move |_, _| Ok(files::meant(&paths)?)).await?;
    let mut there: HashSet<DocumentId> = desk.visible(owner).await?.iter().map(|document| document.id).collect();
    let mut added = Added { passed_over: meant.passed_over, ..Added::default() };
    let mut refused = None;
    for path in meant.files {
        let name = name_of(&path);
        let link = NewLink { owner, path: path.to_string_lossy().into_owned(), name: name.clone() };
        match desk.documents.begin_file(&path, link).await {
            Ok(begun) => {
                let (shown, is_new) = begin(app, begun, path, owner, &mut there).await?;
                if is_new {
                    added.documents.push(shown);
                } else {
                    added.duplicates.push(Duplicate { name, document: shown });
                }
            }
            Err(error) => {
                tracing::warn!(code = error.code(), "a file was not taken in");
                added.passed_over += 1;
                refused.get_or_insert(error);
            }
        }
    }
    if !added.documents.is_empty() {
        tell_of_libraries(app);
    }
    match refused {
        // One file of many is counted; where there is nothing else the reason is what a person needs.
        Some(error) if added.documents.is_empty() && added.duplicates.is_empty() => Err(error.into()),
        _ => Ok(added),
    }
}

/// Puts a document on the desk that the store knows by now, and says whether it is new to its owner.
async fn begin(
    app: &AppHandle,
    begun: Begun,
    path: PathBuf,
    owner: DocumentOwner,
    there: &mut HashSet<DocumentId>,
) -> Result<(StoredDocument, bool), WireError> {
    let parts = app.state::<Parts>();
    let desk = &parts.desk;
    let (Begun::New(document) | Begun::Known(document)) = &begun;
    // What was removed a moment ago and comes again is to stay.
    super::removed::bring_back(desk, document.id, owner).await?;
    let mut is_new = there.insert(document.id);
    if let Begun::New(document) = &begun
        && let Some(stop) = desk.under_way.enter(document.clone(), owner)
    {
        // One that failed before is there, and is read once more.
        is_new = true;
        tauri::async_runtime::spawn(follow(app.clone(), document.id, path, stop));
    }
    let shown = desk.shown(document, owner);
    if is_new && matches!(begun, Begun::Known(_)) {
        tell(app, &AppEvent::Document { document: shown.clone() });
    }
    Ok((shown, is_new))
}

/// Reads a document again that could not be read.
pub(crate) async fn again(app: &AppHandle, key: DocumentKey) -> Result<StoredDocument, WireError> {
    let parts = app.state::<Parts>();
    let desk = &parts.desk;
    let (owner, document) = (key.needed_owner()?, desk.find(key).await?);
    let path = PathBuf::from(&document.path);
    if !path.is_file() {
        return Err(files::gone(&document));
    }
    if document.state != carat_store::DocumentState::Ready
        && let Some(stop) = desk.under_way.enter(document.clone(), owner)
    {
        tauri::async_runtime::spawn(follow(app.clone(), document.id, path, stop));
    }
    let shown = desk.shown(&document, owner);
    tell(app, &AppEvent::Document { document: shown.clone() });
    Ok(shown)
}

/// Waits for a document's turn, reads it, and tells windows of it until its end.
async fn follow(app: AppHandle, id: DocumentId, path: PathBuf, stop: CancellationToken) {
    let failure = read(&app, id, path, &stop).await;
    let parts = app.state::<Parts>();
    let desk = &parts.desk;
    let Some(entry) = desk.under_way.leave(id) else { return };
    let key = DocumentKey::new(id, entry.owner);
    let ended = if stop.is_cancelled() { remove(&app, key).await } else { show(&app, key, failure).await };
    match ended {
        // Somebody removed it for good meanwhile.
        Ok(()) => {}
        Err(error) if error.code == "document_missing" => {}
        Err(error) => tracing::warn!(code = error.code, "a document's end could not be noted"),
    }
    tell_of_libraries(&app);
}

/// Reads a document; gives what kept it from being read.
async fn read(app: &AppHandle, id: DocumentId, path: PathBuf, stop: &CancellationToken) -> Option<StoredError> {
    let parts = app.state::<Parts>();
    let desk = &parts.desk;
    let mut turn = tokio::select! {
        biased;
        () = stop.cancelled() => return None,
        turn = desk.reading.acquire() => turn.ok(),
    };
    let link = desk.under_way.link(id)?;
    let Addition { mut events, cancel } = desk.documents.add_file(path, link);
    let mut failure = None;
    loop {
        let event = tokio::select! {
            biased;
            () = stop.cancelled(), if !cancel.is_cancelled() => {
                cancel.cancel();
                continue;
            }
            event = events.recv() => event,
        };
        let Some(event) = event else { return failure };
        if let Some((document, owner)) = desk.under_way.note(id, &event)
            && !desk.is_hidden(id, owner)
        {
            tell(app, &AppEvent::Document { document });
        }
        match event {
            Adding::Searchable { .. } => {
                // Encoding takes far longer than reading, and the next one can be read meanwhile.
                drop(turn.take());
                tell_of_libraries(app);
            }
            Adding::Failed { code, message } => {
                failure = Some(StoredError { code, message, args: std::collections::BTreeMap::new() });
            }
            _ => {}
        }
    }
}

/// Removes what is left of a document that was stopped.
async fn remove(app: &AppHandle, key: DocumentKey) -> Result<(), WireError> {
    super::erasing::erase_document(app, key.document, key.needed_owner()?).await?;
    tell(app, &AppEvent::DocumentGone { id: key.to_string() });
    Ok(())
}

/// Tells windows where a document stands at its end.
async fn show(app: &AppHandle, key: DocumentKey, failure: Option<StoredError>) -> Result<(), WireError> {
    let parts = app.state::<Parts>();
    let desk = &parts.desk;
    let owner = key.needed_owner()?;
    let mut document: Document = desk.find(key).await?;
    // A file that went away before its turn has no reason in the store yet.
    if document.state == carat_store::DocumentState::Reading {
        let reason = failure.unwrap_or_else(|| DocumentError::Interrupted.stored());
        desk.stored(move |store| store.fail_document(key.document, &reason)).await?;
        document = desk.find(key).await?;
    }
    if !desk.is_hidden(key.document, owner) {
        tell(app, &AppEvent::Document { document: desk.shown(&document, owner) });
    }
    Ok(())
}

/// What a file is called, without its folder.
fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
