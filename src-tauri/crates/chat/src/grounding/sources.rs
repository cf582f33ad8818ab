//! Sources are the documents or the library that a question is about.

use carat_documents::Route;
use carat_store::{ConversationId, DocumentId, DocumentOwner, LibraryId, Message, Part};
use uuid::Uuid;

use crate::opening::Opening;
use crate::turn::Worker;

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sources {
    pub(crate) owner: DocumentOwner,
    /// Those of the owner's that are meant; all where there are none.
    pub(crate) documents: Vec<DocumentId>,
    pub(crate) route: Option<Route>,
}

impl Sources {
    /// Those of a new question. Where it begins a conversation, its documents belong to the draft.
    pub(crate) fn of(
        conversation: Option<ConversationId>,
        documents: Vec<DocumentId>,
        library: Option<LibraryId>,
        route: Option<Route>,
    ) -> Option<Self> {
        let owner = match library {
            Some(library) => DocumentOwner::Library(library),
            None if documents.is_empty() => return None,
            None => DocumentOwner::Conversation(conversation.unwrap_or(ConversationId::from(Uuid::nil()))),
        };
        Some(Self { owner, documents: if library.is_some() { Vec::new() } else { documents }, route })
    }

    /// Those of a question that was saved with them.
    pub(crate) fn of_saved(question: &Message) -> Option<Self> {
        let library = question.parts.iter().find_map(|part| match part {
            Part::Library { id, .. } => id.parse().ok(),
            _ => None,
        });
        let documents = question.parts.iter().filter_map(|part| match part {
            Part::Document { id, .. } => id.parse().ok(),
            _ => None,
        });
        Self::of(Some(question.conversation), documents.collect(), library, None)
    }
}

impl Worker {
    /// What a question is about, by name, as it is saved with it.
    pub(crate) async fn named_sources(&self, opening: &Opening) -> Vec<Part> {
        let (Some(documents), Some(sources)) = (&self.documents, opening.sources.clone()) else { return Vec::new() };
        let store = documents.store().clone();
        let named = tokio::task::spawn_blocking(move || match sources.owner {
            DocumentOwner::Library(id) => {
                let named = store.library(id).map(|library| Part::Library { id: id.to_string(), name: library.name });
                named.into_iter().collect()
            }
            DocumentOwner::Conversation(_) => {
                let found = sources.documents.iter().filter_map(|id| store.document(*id).ok());
                found.map(|document| Part::Document { id: document.id.to_string(), name: document.name }).collect()
            }
        });
        // A document that is gone is told of when it is looked into.
        named.await.unwrap_or_default()
    }
}
