//! What is under way: documents that wait for their turn, are read, or are encoded.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use carat_documents::Adding;
use carat_store::{Document, DocumentId, DocumentOwner, NewLink};
use tokio_util::sync::CancellationToken;

use super::lock;
use crate::wire::{DocumentState, StoredDocument};

/// The shortest time between two tellings of one document's progress.
const PAUSE: Duration = Duration::from_millis(100);

/// All that is under way.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    entries: Mutex<HashMap<DocumentId, Entry>>,
}

/// One document that is under way.
#[derive(Debug)]
pub(super) struct Entry {
    document: Document,
    /// Who has it; another one where its conversation begins meanwhile.
    pub(super) owner: DocumentOwner,
    state: DocumentState,
    /// Stops it.
    stop: CancellationToken,
    told: Option<Instant>,
}

impl UnderWay {
    /// Enters a document that is to be read; `None` where it is under way already.
    pub(super) fn enter(&self, document: Document, owner: DocumentOwner) -> Option<CancellationToken> {
        let mut entries = lock(&self.entries);
        if entries.contains_key(&document.id) {
            return None;
        }
        let stop = CancellationToken::new();
        let entry = Entry { owner, state: DocumentState::Waiting, stop: stop.clone(), told: None, document };
        entries.insert(entry.document.id, entry);
        Some(stop)
    }

    /// Takes a document out that has come to its end.
    pub(super) fn leave(&self, id: DocumentId) -> Option<Entry> {
        lock(&self.entries).remove(&id)
    }

    /// Where a document stands; `None` where nothing is done with it.
    pub(super) fn state(&self, id: DocumentId) -> Option<DocumentState> {
        lock(&self.entries).get(&id).map(|entry| entry.state.clone())
    }

    /// What a document is to belong to, as it is by now.
    pub(super) fn link(&self, id: DocumentId) -> Option<NewLink> {
        let entries = lock(&self.entries);
        let entry = entries.get(&id)?;
        let (path, name) = (entry.document.path.clone(), entry.document.name.clone());
        Some(NewLink { owner: entry.owner, path, name })
    }

    /// Another owner has a document from now on.
    pub(super) fn give(&self, id: DocumentId, owner: DocumentOwner) {
        if let Some(entry) = lock(&self.entries).get_mut(&id) {
            entry.owner = owner;
        }
    }

    /// Stops a document that is under way for this owner; says whether it is.
    pub(super) fn stop(&self, id: DocumentId, owner: DocumentOwner) -> bool {
        let entries = lock(&self.entries);
        let entry = entries.get(&id).filter(|entry| entry.owner == owner);
        if let Some(entry) = entry {
            entry.stop.cancel();
        }
        entry.is_some()
    }

    /// Stops all documents of an owner.
    pub(super) fn stop_of(&self, owner: DocumentOwner) {
        lock(&self.entries).values().filter(|entry| entry.owner == owner).for_each(|entry| entry.stop.cancel());
    }

    /// Stops everything.
    pub(super) fn stop_all(&self) {
        lock(&self.entries).values().for_each(|entry| entry.stop.cancel());
    }

    /// Notes what happened; gives the document where windows are to be told, with its owner.
    pub(super) fn note(&self, id: DocumentId, event: &Adding) -> Option<(StoredDocument, DocumentOwner)> {
        let mut entries = lock(&self.entries);
        let entry = entries.get_mut(&id)?;
        let often = matches!(event, Adding::Progress { .. } | Adding::Encoding { .. });
        entry.take(event)?;
        if often && entry.told.is_some_and(|told| told.elapsed() < PAUSE) {
            return None;
        }
        entry.told = Some(Instant::now());
        Some((StoredDocument::new(&entry.document, entry.owner, entry.state.clone()), entry.owner))
    }
}

impl Entry {
    /// Goes where an event leads; `None` for one that the end will tell of.
    fn take(&mut self, event: &Adding) -> Option<()> {
        self.state = match event {
            Adding::Started { format, parts, .. } => {
                let format = serde_json::to_value(format).ok();
                self.document.format = format.and_then(|name| name.as_str().map(str::to_owned));
                self.document.parts = *parts;
                DocumentState::Reading { done: 0, total: *parts }
            }
            Adding::Progress { done, total } => DocumentState::Reading { done: *done, total: Some(*total) },
            Adding::Searchable { document } => {
                // What it is called is its owner's own; the store tells it as the first owner has it.
                let (path, name) = (self.document.path.clone(), self.document.name.clone());
                self.document = Document { path, name, added: self.document.added, ..document.clone() };
                DocumentState::Searchable { done: document.encoded, total: document.chunks }
            }
            Adding::Encoding { done, total } => DocumentState::Searchable { done: *done, total: *total },
            Adding::Notice { .. }
            | Adding::Indexed { .. }
            | Adding::Known { .. }
            | Adding::Failed { .. }
            | Adding::Cancelled => return None,
        };
        Some(())
    }
}
