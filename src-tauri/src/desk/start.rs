//! The start: what an earlier run left in the draft or hidden goes, and what it did not bring to an end goes on.

use std::collections::HashSet;
use std::time::Duration;

use carat_store::{Document, DocumentOwner, DocumentState};
use tauri::{AppHandle, Manager};
use tokio_util::sync::CancellationToken;

use super::{Desk, draft, encoding, files, removed, tell_of_libraries};
use crate::events::tell;
use crate::parts::Parts;
use crate::wire::{AppEvent, DocumentKey, WireError};

/// How often documents that go on are looked at: reading on tells nobody how far it is.
const LOOK: Duration = Duration::from_secs(1);

/// Clears the draft and goes on with what was broken off, again whenever another encoder is there. The draft can be used
/// at once.
pub(crate) async fn begin(app: AppHandle) {
    let parts = app.state::<Parts>();
    let desk = &parts.desk;
    if let Err(error) = removed::hide_left(desk).await {
        tracing::warn!(code = error.code, "what an earlier run left could not be hidden");
    }
    desk.cleared.send_replace(true);
    removed::erase_due(&app).await;
    encoding::follow(&app).await;
}

/// Reads and encodes what an earlier run, or another encoder, left undone.
pub(super) async fn go_on(app: &AppHandle) -> Result<(), WireError> {
    let parts = app.state::<Parts>();
    let desk = &parts.desk;
    let owners = owners(desk).await?;
    let (mut kept, mut unfinished) = (HashSet::new(), Vec::new());
    let encoder = desk.documents.encoder().map(|encoder| encoder.kind().name.clone());
    for owner in owners.iter().copied().chain([draft()]) {
        for document in desk.documents.list(owner).await? {
            kept.insert(document.sha256.clone());
            if !is_whole(&document, encoder.as_deref()) {
                unfinished.push((document, owner));
            }
        }
    }
    parts.blocking(move |home, _| files::forget_pasted(home, &kept)).await?;
    if unfinished.is_empty() {
        return Ok(());
    }
    let never = CancellationToken::new();
    let resumed = desk.documents.resume(&owners, &never);
    tokio::pin!(resumed);
    let mut look = tokio::time::interval(LOOK);
    let went_on = loop {
        tokio::select! {
            went_on = &mut resumed => break went_on,
            _ = look.tick() => tell_changed(app, &mut unfinished).await,
        }
    };
    tell_changed(app, &mut unfinished).await;
    tell_of_libraries(app);
    let documents = went_on?;
    tracing::info!(documents, "documents went on");
    Ok(())
}

/// Whom documents may belong to.
async fn owners(desk: &Desk) -> Result<Vec<DocumentOwner>, WireError> {
    let conversations = desk.stored(carat_store::Store::conversation_ids).await?;
    let mut owners = desk.documents.library_owners().await?;
    owners.extend(conversations.into_iter().map(DocumentOwner::Conversation));
    Ok(owners)
}

/// Whether there is nothing more to do for a document.
fn is_whole(document: &Document, encoder: Option<&str>) -> bool {
    match document.state {
        DocumentState::Reading => false,
        DocumentState::Failed => true,
        DocumentState::Ready => {
            encoder.is_none_or(|name| document.encoder.as_deref() == Some(name) && document.encoded >= document.chunks)
        }
    }
}

/// Tells windows of the documents that stand elsewhere now.
async fn tell_changed(app: &AppHandle, documents: &mut [(Document, DocumentOwner)]) {
    let parts = app.state::<Parts>();
    let desk = &parts.desk;
    for (before, owner) in documents {
        let Ok(now) = desk.find(DocumentKey::new(before.id, *owner)).await else { continue };
        if now != *before && !desk.is_hidden(now.id, *owner) {
            tell(app, &AppEvent::Document { document: desk.shown(&now, *owner) });
        }
        *before = now;
    }
}

#[cfg(test)]
mod tests {
    use carat_store::{DocumentFacts, NewLink, Store};

    use super::*;

    #[test]
    fn a_document_is_whole_where_the_encoder_in_use_has_gone_through_all_of_it() {
        let store = Store::in_memory().expect("a store");
        let link = NewLink { owner: draft(), path: "/a.txt".into(), name: "a.txt".into() };
        let begun = store.begin_document("ab", 3, &link).expect("begun");
        let (carat_store::Begun::New(document) | carat_store::Begun::Known(document)) = begun;
        assert!(!is_whole(&document, None), "it is being read");
        let facts = DocumentFacts { format: "text".into(), parts: None, notices: serde_json::json!([]), characters: 3 };
        store.finish_document(document.id, &facts).expect("read");
        let ready = Document { chunks: 2, ..store.document(document.id).expect("there") };
        assert!(is_whole(&ready, None), "without an encoder words are all there is");
        assert!(!is_whole(&ready, Some("a")));
        let encoded = Document { encoder: Some("a".into()), encoded: 2, ..ready };
        assert!(is_whole(&encoded, Some("a")));
        assert!(!is_whole(&encoded, Some("b")), "another encoder's vectors are none of this one's");
    }
}
