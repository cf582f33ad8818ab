//! What was removed is hidden first, can be brought back for half a minute, and is then erased with all that was made
//! of it. What a run of Carat leaves hidden, the next one erases.

use std::time::{Duration, Instant};

use carat_store::{DocumentId, DocumentOwner, LibraryId};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};

use super::erasing::erase;
use super::{Desk, draft, lock};
use crate::commands::conversations::UNDO;
use crate::parts::Parts;
use crate::wire::WireError;

/// The place in the store of what is hidden.
const KEY: &str = "removed_documents";

/// Something that was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Removed {
    /// A document, from one that has it.
    Document { document: DocumentId, owner: DocumentOwner },
    /// A library with all that it has.
    Library { library: LibraryId },
}

/// Something that is hidden, and since when; `None` for what an earlier run hid.
#[derive(Debug)]
pub(super) struct Entry {
    what: Removed,
    since: Option<Instant>,
}

impl Entry {
    /// Whether it is this.
    pub(super) fn is(&self, what: &Removed) -> bool {
        self.what == *what
    }

    /// What is out of sight meanwhile: a document among its owner's, or all that an owner has.
    fn hides(&self) -> (DocumentOwner, Option<DocumentId>) {
        match self.what {
            Removed::Document { document, owner } => (owner, Some(document)),
            Removed::Library { library } => (DocumentOwner::Library(library), None),
        }
    }

    fn is_due(&self) -> bool {
        self.since.is_none_or(|since| since.elapsed() >= UNDO)
    }
}

/// Changes what is removed, and what is hidden with it.
pub(super) fn change<T>(desk: &Desk, how: impl FnOnce(&mut Vec<Entry>) -> T) -> T {
    let mut removed = lock(&desk.removed);
    let changed = how(&mut removed);
    desk.documents.set_hidden(removed.iter().map(Entry::hides));
    changed
}

/// Hides something, and erases it once it can no longer be brought back.
pub(crate) async fn hide(app: &AppHandle, what: Removed) -> Result<(), WireError> {
    let parts = app.state::<Parts>();
    change(&parts.desk, |removed| {
        removed.retain(|entry| !entry.is(&what));
        removed.push(Entry { what, since: Some(Instant::now()) });
    });
    note(&parts.desk).await?;
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        // A moment more, so that an undo in the last instant finds what it looks for.
        tokio::time::sleep(UNDO + Duration::from_secs(2)).await;
        erase_due(&app).await;
    });
    Ok(())
}

/// Brings back what is hidden. What is erased by now is not there when it is looked for.
pub(crate) async fn restore(desk: &Desk, what: Removed) -> Result<(), WireError> {
    let found = change(desk, |removed| {
        let before = removed.len();
        removed.retain(|entry| !entry.is(&what));
        removed.len() < before
    });
    if found { note(desk).await } else { Ok(()) }
}

/// A document that is added again is to stay, whatever became of it before.
pub(super) async fn bring_back(desk: &Desk, document: DocumentId, owner: DocumentOwner) -> Result<(), WireError> {
    if owner == draft() {
        lock(&desk.given).retain(|given| *given != document);
    }
    restore(desk, Removed::Document { document, owner }).await
}

/// Hides what an earlier run hid, and all that it left in the draft.
pub(super) async fn hide_left(desk: &Desk) -> Result<(), WireError> {
    let left: Vec<Removed> = desk.stored(|store| store.setting(KEY)).await?.unwrap_or_default();
    let documents = desk.documents.list(draft()).await?;
    let drafted = documents.iter().map(|document| Removed::Document { document: document.id, owner: draft() });
    let hidden = left.into_iter().chain(drafted).map(|what| Entry { what, since: None });
    change(desk, |removed| removed.extend(hidden));
    Ok(())
}

/// Erases what can no longer be brought back.
pub(super) async fn erase_due(app: &AppHandle) {
    let parts = app.state::<Parts>();
    let due: Vec<Removed> =
        lock(&parts.desk.removed).iter().filter(|entry| entry.is_due()).map(|entry| entry.what).collect();
    if due.is_empty() {
        return;
    }
    for what in due {
        match erase(app, what).await {
            Err(error) if !["document_missing", "library_missing"].contains(&error.code.as_str()) => {
                tracing::warn!(code = error.code, "what was removed could not be erased yet");
            }
            _ => change(&parts.desk, |removed| removed.retain(|entry| !entry.is(&what))),
        }
    }
    if let Err(error) = note(&parts.desk).await {
        tracing::warn!(code = error.code, "what is hidden could not be noted");
    }
}

/// Erases a hidden library of this name at once, since another one is to have it.
pub(crate) async fn erase_named(app: &AppHandle, name: &str) -> Result<(), WireError> {
    let parts = app.state::<Parts>();
    let hidden = parts.desk.documents.libraries().await?.into_iter();
    let hidden = hidden.filter(|library| library.name == name.trim() && parts.desk.is_library_hidden(library.id));
    for library in hidden.map(|library| library.id) {
        let what = Removed::Library { library };
        erase(app, what).await?;
        restore(&parts.desk, what).await?;
    }
    Ok(())
}

/// Notes what is hidden, so that it stays so when Carat ends.
async fn note(desk: &Desk) -> Result<(), WireError> {
    let hidden: Vec<Removed> = lock(&desk.removed).iter().map(|entry| entry.what).collect();
    desk.stored(move |store| store.set_setting(KEY, &hidden)).await
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_document_is_hidden_from_the_one_that_gave_it_away_alone() {
        let (document, library) = (DocumentId::from(Uuid::from_u128(1)), LibraryId::from(Uuid::from_u128(2)));
        let entry = Entry { what: Removed::Document { document, owner: draft() }, since: None };
        assert_eq!(entry.hides(), (draft(), Some(document)));
        let whole = Entry { what: Removed::Library { library }, since: None };
        assert_eq!(whole.hides(), (DocumentOwner::Library(library), None), "all that it has");
        assert!(entry.is_due(), "what an earlier run hid can't be brought back");
        assert!(!Entry { since: Some(Instant::now()), ..entry }.is_due());
    }

    #[test]
    fn what_is_hidden_survives_the_store() {
        let library = LibraryId::from(Uuid::from_u128(2));
        let document = DocumentId::from(Uuid::from_u128(1));
        let hidden = vec![
            Removed::Library { library },
            Removed::Document { document, owner: draft() },
            Removed::Document { document, owner: DocumentOwner::Library(library) },
        ];
        let json = serde_json::to_string(&hidden).expect("ids are strings");
        assert_eq!(serde_json::from_str::<Vec<Removed>>(&json).expect("the same"), hidden);
    }
}
