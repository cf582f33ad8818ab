//! Giving: the documents of a draft become those of the conversation that its question begins.

use carat_store::{ConversationId, DocumentId, DocumentOwner, NewLink};

use super::{Desk, draft, lock};

/// Gives documents of the draft to the conversation that begins with them. The draft keeps them, unseen, until the
/// question is answered: what answers it looks for them there. Blocks.
pub(crate) fn give(desk: &Desk, conversation: ConversationId, documents: &[DocumentId]) -> carat_store::Result<()> {
    let (store, owner) = (desk.documents.store(), DocumentOwner::Conversation(conversation));
    for document in store.documents(draft())? {
        if !documents.contains(&document.id) {
            continue;
        }
        store.link_document(document.id, &NewLink { owner, path: document.path, name: document.name })?;
        desk.under_way.give(document.id, owner);
        lock(&desk.given).push(document.id);
    }
    Ok(())
}

/// Takes from the draft what was given, once the question is answered.
pub(crate) async fn take_from_draft(desk: &Desk, documents: &[DocumentId]) {
    for document in documents {
        // One that was added to the next draft meanwhile is that one's.
        if !lock(&desk.given).contains(document) {
            continue;
        }
        if let Err(error) = desk.documents.remove(*document, draft()).await {
            tracing::warn!(code = error.code(), "a document could not be taken from the draft");
        }
        lock(&desk.given).retain(|given| given != document);
    }
}
