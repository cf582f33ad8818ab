//! The desk is where documents lie while a window works with them: those being read, those that were dropped and not
//! taken yet, those that were removed and can still be brought back.
//!
//! What a document says and how it is found is `carat-documents`' own; here is only what one run of Carat has to
//! remember, and what windows are told.

mod adding;
mod encoding;
mod erasing;
mod files;
mod giving;
mod plan;
mod removed;
mod start;
mod under_way;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use carat_documents::{Documents, Encoder};
use carat_engine::{Engine, Supervisor};
use carat_reader::{Limits, Reader};
use carat_store::{ConversationId, Document, DocumentId, DocumentOwner, LibraryId, Store};
use tauri::{AppHandle, Manager};
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

pub(crate) use self::adding::{again, take};
pub(crate) use self::erasing::cancel;
pub(crate) use self::files::{forget_pasted, pasted, read_whole};
pub(crate) use self::giving::{give, take_from_draft};
pub(crate) use self::plan::{Answering, plan};
pub(crate) use self::removed::{Removed, erase_named, hide, restore};
pub(crate) use self::start::begin;
use self::under_way::UnderWay;
use crate::events::tell;
use crate::parts::Parts;
use crate::wire::{AppEvent, DocumentKey, DocumentState, StoredDocument, WireError};

/// Documents that are read at once: each in a process of its own, and a laptop has few cores.
const READ_AT_ONCE: usize = 2;

/// Drops that wait for the window to take them. One that it never takes must not be kept for good.
const DROPS: usize = 8;

/// How long changes of libraries are gathered before windows hear of them: a folder brings thousands.
const GATHER: Duration = Duration::from_millis(300);

/// The owner of the documents of a conversation that has not begun.
pub(crate) fn draft() -> DocumentOwner {
    DocumentOwner::Conversation(ConversationId::from(Uuid::nil()))
}

/// The documents of this Carat.
pub(crate) struct Desk {
    /// Reading, searching, keeping.
    pub(crate) documents: Documents,
    /// Where an encoder that the person has runs.
    pub(crate) engine: Arc<Supervisor>,
    under_way: UnderWay,
    removed: Mutex<Vec<removed::Entry>>,
    /// Documents of a question that began a conversation: its own already, and the draft's until it is answered.
    given: Mutex<Vec<DocumentId>>,
    drops: Mutex<VecDeque<(String, Vec<PathBuf>)>>,
    reading: Semaphore,
    /// Whether what an earlier run left in the draft is out of sight.
    cleared: watch::Sender<bool>,
    /// Whether windows are about to hear of the libraries.
    telling: AtomicBool,
}

impl Desk {
    /// The desk over a store. `small` runs the small encoder that lies beside the programs, the filter's too; `engine`
    /// any other one.
    pub(crate) fn new(store: Store, programs: &Path, small: Arc<dyn Engine>, engine: Arc<Supervisor>) -> Self {
        let program = programs.join(format!("carat-reader{}", std::env::consts::EXE_SUFFIX));
        // The threads of the filter's own load, so that one worker serves both.
        let encoder = Encoder::beside(programs, small, Some(1));
        if encoder.is_none() {
            tracing::warn!("documents are searched by words alone: the encoder is not beside the programs");
        }
        let documents = Documents::new(store, Arc::new(Reader::new(program, Limits::default())), encoder);
        Self {
            documents: documents.looking_for_orders(carat_safety::has_orders),
            engine,
            under_way: UnderWay::default(),
            removed: Mutex::default(),
            given: Mutex::default(),
            drops: Mutex::default(),
            reading: Semaphore::new(READ_AT_ONCE),
            cleared: watch::channel(false).0,
            telling: AtomicBool::new(false),
        }
    }

    /// What an owner has, in the order in which it was added, without what was removed.
    pub(crate) async fn visible(&self, owner: DocumentOwner) -> Result<Vec<Document>, WireError> {
        if owner == draft() {
            // The sender lives in self, so waiting can't fail.
            let _ = self.cleared.subscribe().wait_for(|cleared| *cleared).await;
        }
        let mut documents = self.documents.list(owner).await?;
        documents.retain(|document| !self.is_hidden(document.id, owner));
        Ok(documents)
    }

    /// A document as its key names it.
    pub(crate) async fn find(&self, key: DocumentKey) -> Result<Document, WireError> {
        let id = key.document;
        match key.owner {
            None => self.stored(move |store| store.document(id)).await,
            Some(owner) => {
                let found = self.documents.list(owner).await?.into_iter().find(|document| document.id == id);
                Ok(found.ok_or(carat_store::Error::DocumentMissing { id })?)
            }
        }
    }

    /// A document as windows show it.
    pub(crate) fn shown(&self, document: &Document, owner: DocumentOwner) -> StoredDocument {
        let encoder = self.documents.encoder();
        let name = encoder.as_ref().map(|encoder| encoder.kind().name.as_str());
        let state = self.under_way.state(document.id).unwrap_or_else(|| DocumentState::at_rest(document, name));
        StoredDocument::new(document, owner, state)
    }

    /// Whether a library is hidden.
    pub(crate) fn is_library_hidden(&self, id: LibraryId) -> bool {
        lock(&self.removed).iter().any(|entry| entry.is(&Removed::Library { library: id }))
    }

    /// Whether nobody is to see a document among an owner's.
    pub(crate) fn is_hidden(&self, id: DocumentId, owner: DocumentOwner) -> bool {
        self.documents.is_hidden(id, owner) || (owner == draft() && lock(&self.given).contains(&id))
    }

    /// Keeps what was dropped on the window until the window takes it.
    pub(crate) fn keep_drop(&self, paths: Vec<PathBuf>) -> String {
        let id = Uuid::now_v7().to_string();
        let mut drops = lock(&self.drops);
        drops.push_back((id.clone(), paths));
        while drops.len() > DROPS {
            drops.pop_front();
        }
        id
    }

    /// Takes what was dropped; each drop once.
    pub(crate) fn take_drop(&self, id: &str) -> Result<Vec<PathBuf>, WireError> {
        let mut drops = lock(&self.drops);
        let at = drops.iter().position(|(known, _)| known == id);
        let gone = || WireError::new("drop_gone", "What was dropped is not waiting any more. Drop it again.");
        at.and_then(|at| drops.remove(at)).map(|(_, paths)| paths).ok_or_else(gone)
    }

    /// Stops all that is being read, for when everything is deleted.
    pub(crate) fn stop_all(&self) {
        self.under_way.stop_all();
        removed::change(self, Vec::clear);
        lock(&self.given).clear();
        lock(&self.drops).clear();
    }

    /// Runs a call of the store where blocking is allowed.
    async fn stored<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> carat_store::Result<T> + Send + 'static,
    ) -> Result<T, WireError> {
        let store = self.documents.store().clone();
        let worked = tauri::async_runtime::spawn_blocking(move || work(&store)).await;
        Ok(worked.map_err(|_| WireError::internal("a task broke off"))??)
    }
}

/// Tells windows that a library holds something else, once for all changes of a moment.
fn tell_of_libraries(app: &AppHandle) {
    if app.state::<Parts>().desk.telling.swap(true, Ordering::SeqCst) {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(GATHER).await;
        app.state::<Parts>().desk.telling.store(false, Ordering::SeqCst);
        tell(&app, &AppEvent::Libraries);
    });
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
