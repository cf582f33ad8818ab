//! Hidden is what a person removed and can still bring back: no answer is made from it meanwhile.
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

    /// What an owner has without what is hidden, in the order in which it was added.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn visible(&self, owner: DocumentOwner) -> Result<Vec<Document>> {
        let mut documents = self.list(owner).await?;
        let hidden = self.hidden();
        let hides = |document: Option<DocumentId>| hidden.contains(&(owner, document));
        documents.retain(|document| !hides(None) && !hides(Some(document.id)));
        Ok(documents)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::sync::Arc;

    use carat_reader::FromReader;
    use carat_store::{Begun, NewLink, Store};
    use tokio::sync::mpsc;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::Source;

    /// Nothing is read here.
    struct Closed;

    impl Source for Closed {
        fn read(&self, _: File, _: &str, _: CancellationToken) -> mpsc::Receiver<FromReader> {
            mpsc::channel(1).1
        }
    }

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
