//! Hidden is what a person removed and can still bring back: nobody sees it and no answer is made from it meanwhile.
//!
//! It is there all the same: [`Documents::list`] lists it, and a search finds it.

use std::collections::HashSet;

use carat_store::{Document, DocumentId, DocumentOwner};

use crate::{Documents, Result};

/// What is hidden: documents of owners, and all that an owner has where no document is named.
pub(crate) type Hidden = HashSet<(DocumentOwner, Option<DocumentId>)>;

impl Documents {
    /// Hides documents, each from one owner's; without a document, all of that owner's. What was hidden before and is
    /// not among these is seen again.
    pub fn set_hidden(&self, hidden: impl IntoIterator<Item = (DocumentOwner, Option<DocumentId>)>) {
        let hidden = hidden.into_iter().collect();
        *self.hidden() = hidden;
    }

    /// Whether a document is hidden among an owner's.
    #[must_use]
    pub fn is_hidden(&self, document: DocumentId, owner: DocumentOwner) -> bool {
        let hidden = self.hidden();
        hidden.contains(&(owner, None)) || hidden.contains(&(owner, Some(document)))
    }

    /// What an owner has without what is hidden, in the order in which it was added.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn visible(&self, owner: DocumentOwner) -> Result<Vec<Document>> {
        let mut documents = self.list(owner).await?;
        documents.retain(|document| !self.is_hidden(document.id, owner));
        Ok(documents)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use carat_store::{Begun, NewLink, Store};

    use super::*;
    use crate::closed::Closed;

    #[tokio::test]
    async fn what_is_hidden_from_one_is_seen_by_another_and_seen_again_once_it_is_back() {
        let store = Store::in_memory().expect("a store");
        let library = |name| DocumentOwner::Library(store.create_library(name).expect("made").id);
        let (work, home) = (library("Work"), library("Home"));
        let begin = |owner| {
            let link = NewLink { owner, path: "/a.txt".into(), name: "a.txt".into() };
            let (Begun::New(document) | Begun::Known(document)) = store.begin_document("aa", 1, &link).expect("begun");
            document.id
        };
        let id = begin(work);
        assert_eq!(begin(home), id);
        let documents = Documents::new(store.clone(), Arc::new(Closed), None);
        let seen = async |owner| documents.visible(owner).await.expect("listed").len();
        assert_eq!((seen(work).await, seen(home).await), (1, 1));
        documents.set_hidden([(work, Some(id)), (home, None)]);
        assert_eq!((seen(work).await, seen(home).await), (0, 0));
        documents.set_hidden([(home, None)]);
        assert_eq!((seen(work).await, seen(home).await), (1, 0));
    }
}
