//! Resuming: what was broken off goes on, be it reading or encoding.

use std::path::Path;

use carat_store::{Document, DocumentOwner, DocumentState, NewLink};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::adding::encode;
use crate::{DocumentError, Documents, Result};

/// The encoder that fails at so many documents in a row fails at all of them: each costs a try to load it.
const FAILURES: usize = 5;

impl Documents {
    /// Goes on with what was broken off: reads again what a process that is gone was reading, and encodes what `owners`
    /// have that lacks vectors of the present encoder. Says how many documents it went on with.
    ///
    /// # Errors
    /// Those of the store, [`DocumentError::Cancelled`], and [`DocumentError::Encoder`] where that fails again and
    /// again; a document that can't be read any more keeps its reason, and none keeps the others from going on.
    pub async fn resume(&self, owners: &[DocumentOwner], cancel: &CancellationToken) -> Result<usize> {
        let broken = self.blocking(|store| Ok(store.broken_off_documents()?)).await?;
        let mut went_on = 0;
        for (document, owner) in broken {
            if cancel.is_cancelled() {
                return Ok(went_on);
            }
            went_on += 1;
            if let Err(error) = self.read_again(document, owner).await {
                tracing::warn!(code = error.code(), "a document was not read again");
            }
        }
        let mut failures = 0;
        for owner in owners {
            for document in self.list(*owner).await? {
                if cancel.is_cancelled() || !self.lacks_vectors(&document) {
                    continue;
                }
                went_on += 1;
                match self.encode_on(&document, cancel).await {
                    Ok(()) => failures = 0,
                    Err(DocumentError::Cancelled) => return Err(DocumentError::Cancelled),
                    Err(error) => {
                        tracing::warn!(code = error.code(), "a document got no vectors");
                        failures += usize::from(matches!(error, DocumentError::Encoder { .. }));
                        if failures >= FAILURES {
                            return Err(error);
                        }
                    }
                }
            }
        }
        Ok(went_on)
    }

    /// Whether a document lacks vectors that the present encoder could give it.
    fn lacks_vectors(&self, document: &Document) -> bool {
        let Some(encoder) = self.encoder() else { return false };
        let same = document.encoder.as_deref() == Some(encoder.kind().name.as_str());
        document.state == DocumentState::Ready && !(same && document.encoded >= document.chunks)
    }

    async fn encode_on(&self, document: &Document, cancel: &CancellationToken) -> Result<()> {
        // Nobody listens: the list of documents shows how far each is.
        let (events, _) = mpsc::channel(1);
        encode(self, document, &events, cancel).await
    }

    async fn read_again(&self, document: Document, owner: DocumentOwner) -> Result<()> {
        let path = document.path.clone();
        if path.is_empty() || !Path::new(&path).is_file() {
            let reason = DocumentError::Interrupted.stored();
            return self.blocking(move |store| Ok(store.fail_document(document.id, &reason)?)).await;
        }
        let link = NewLink { owner, path: path.clone(), name: document.name.clone() };
        let mut addition = self.add_file(path, link);
        while addition.events.recv().await.is_some() {}
        // A file that changed meanwhile is another document, and this one's text is nowhere any more.
        self.blocking(move |store| match store.document(document.id) {
            Ok(now) if now.state == DocumentState::Reading => {
                store.unlink_document(document.id, owner)?;
                Ok(())
            }
            _ => Ok(()),
        })
        .await
    }
}
