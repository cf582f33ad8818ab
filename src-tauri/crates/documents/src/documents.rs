//! The one way to documents: adding, searching, listing, removing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use carat_store::{Document, DocumentId, DocumentOwner, SearchUsed, Store};
use tokio::sync::OwnedMutexGuard;

use crate::hidden::Hidden;
use crate::language::language_of;
use crate::{DocumentError, Encoder, Hit, Result, Searcher, Source};

/// Documents of a store. Clones share everything.
#[derive(Clone)]
pub struct Documents {
    inner: Arc<Inner>,
}

/// Tells whether a passage reads like orders to an assistant.
type HasOrders = Arc<dyn Fn(&str) -> bool + Send + Sync>;

struct Inner {
    store: Store,
    source: Arc<dyn Source>,
    encoder: RwLock<Option<Encoder>>,
    searcher: Searcher,
    /// Where passages are looked at for such.
    orders: Option<HasOrders>,
    /// One lock for each content that is being added.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// Held for each batch that is encoded: whoever shares the encoder waits for one of them, not for one a document.
    batch: tokio::sync::Mutex<()>,
    hidden: Mutex<Hidden>,
}

impl std::fmt::Debug for Documents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Documents").field("encoder", &self.encoder()).finish_non_exhaustive()
    }
}

impl Documents {
    /// Documents of a store, read by `source`, encoded where there is an encoder.
    #[must_use]
    pub fn new(store: Store, source: Arc<dyn Source>, encoder: Option<Encoder>) -> Self {
        let searcher = Searcher::new(store.clone());
        let inner = Inner {
            store,
            source,
            encoder: RwLock::new(encoder),
            searcher,
            orders: None,
            turns: Mutex::default(),
            batch: tokio::sync::Mutex::default(),
            hidden: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The same, and each passage is looked at for orders to an assistant when it is added: how many have any is noted
    /// with the document. To be called before it is cloned; later it changes nothing.
    #[must_use]
    pub fn looking_for_orders(mut self, has_orders: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.orders = Some(Arc::new(has_orders));
        }
        self
    }

    /// How many of these passages read like orders to an assistant.
    pub(crate) fn orders_in(&self, passages: &[carat_store::NewChunk]) -> u32 {
        let Some(has_orders) = &self.inner.orders else { return 0 };
        let found = passages.iter().filter(|passage| has_orders(&passage.text)).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The encoder in use; `None` where documents are searched by words alone.
    #[must_use]
    pub fn encoder(&self) -> Option<Encoder> {
        self.inner.encoder.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes another encoder, or none. [`Documents::resume`] then makes the vectors anew.
    pub fn set_encoder(&self, encoder: Option<Encoder>) {
        *self.inner.encoder.write().unwrap_or_else(PoisonError::into_inner) = encoder;
    }

    pub(crate) fn source(&self) -> &dyn Source {
        self.inner.source.as_ref()
    }

    /// The best `top` passages of what an owner has.
    ///
    /// The encoder takes part where it knows the question's language. Where it fails, words alone find.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn search(&self, owner: DocumentOwner, question: &str, top: usize) -> Result<Vec<Hit>> {
        let vector = self.question_vector(question).await;
        let (searcher, question) = (self.inner.searcher.clone(), question.to_owned());
        self.blocking(move |_| {
            let vector = vector.as_ref().map(|(name, numbers)| (name.as_str(), numbers.as_slice()));
            searcher.search(owner, &question, vector, top)
        })
        .await
    }

    /// How a question is looked for now.
    #[must_use]
    pub fn search_used(&self, question: &str) -> SearchUsed {
        let encoder = self.encoder();
        let covers = |encoder: &Encoder| encoder.kind().covers(language_of(question));
        SearchUsed {
            covers_language: encoder.as_ref().is_some_and(covers),
            encoder: encoder.map(|encoder| encoder.kind().title().to_owned()),
        }
    }

    /// The vector of a question or of a sentence of an answer; `None` where there is no encoder for it.
    pub async fn question_vector(&self, question: &str) -> Option<(String, Vec<f32>)> {
        let encoder = self.encoder().filter(|encoder| encoder.kind().covers(language_of(question)))?;
        match encoder.query(question).await {
            Ok(vector) => Some((encoder.kind().name.clone(), vector)),
            Err(error) => {
                tracing::warn!(code = error.code(), "a question is searched by words alone");
                None
            }
        }
    }

    /// What an owner has, in the order in which it was added.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn list(&self, owner: DocumentOwner) -> Result<Vec<Document>> {
        self.blocking(move |store| Ok(store.documents(owner)?)).await
    }

    /// Takes a document from an owner; where that was the last one, its text, index and vectors are erased. Says whether
    /// they were: what else is kept of it, such as states of a model, is then to be removed too.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn remove(&self, id: DocumentId, owner: DocumentOwner) -> Result<bool> {
        self.blocking(move |store| Ok(store.unlink_document(id, owner)?)).await
    }

    /// What is hidden.
    pub(crate) fn hidden(&self) -> MutexGuard<'_, Hidden> {
        self.inner.hidden.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` where it may block.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = self.inner.store.clone();
        tokio::task::spawn_blocking(move || work(&store)).await.unwrap_or(Err(DocumentError::Interrupted))
    }

    /// Waits until no other batch is being encoded.
    pub(crate) async fn batch(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.inner.batch.lock().await
    }

    /// Waits until nobody else here adds the same content.
    pub(crate) async fn turn(&self, sha256: &str) -> OwnedMutexGuard<()> {
        let lock = {
            let mut turns = self.inner.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(turns.entry(sha256.to_owned()).or_default())
        };
        lock.lock_owned().await
    }
}
