//! A scope is what an owner has, as a search needs it: kept in memory until something changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use carat_store::{Chunk, ChunkId, Document, DocumentOwner, Store};

use super::Hit;
use super::statistics::{SAMPLE, Statistics, to_f32};
use crate::vector::{Shelf, Small};
use crate::{Result, Spot};

/// Owners that are kept; more are read again when they are searched.
const KEPT: usize = 8;

/// Which vectors of a document are kept: its encoder's, as far as that has come.
type ShelfKey = (i64, String, u32);

/// All scopes that were used of late.
#[derive(Debug, Default)]
pub(crate) struct Scopes {
    kept: Mutex<Vec<(DocumentOwner, Arc<Scope>)>>,
}

/// What an owner has.
#[derive(Debug)]
pub(crate) struct Scope {
    revision: i64,
    encoder: Option<String>,
    documents: HashMap<i64, Document>,
    shelves: HashMap<i64, (ShelfKey, Arc<Shelf>)>,
    statistics: Arc<Statistics>,
    /// Passages of the owner over passages of all.
    share: f32,
}

impl Scopes {
    /// The scope of an owner as it is now, with the vectors that `encoder` made.
    pub(crate) fn of(&self, store: &Store, owner: DocumentOwner, encoder: Option<&str>) -> Result<Arc<Scope>> {
        let revision = store.document_revision()?;
        let before = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().find(|(known, _)| *known == owner).map(|(_, scope)| Arc::clone(scope))
        };
        if let Some(scope) = &before
            && scope.revision == revision
            && (encoder.is_none() || scope.encoder.as_deref() == encoder)
        {
            return Ok(Arc::clone(scope));
        }
        let scope = Arc::new(Scope::read(store, owner, encoder, revision, before.as_deref())?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| *known != owner);
        kept.insert(0, (owner, Arc::clone(&scope)));
        kept.truncate(KEPT);
        Ok(scope)
    }
}

impl Scope {
    fn read(
        store: &Store,
        owner: DocumentOwner,
        encoder: Option<&str>,
        revision: i64,
        before: Option<&Self>,
    ) -> Result<Self> {
        let encoder = encoder.map(str::to_owned).or_else(|| before.and_then(|scope| scope.encoder.clone()));
        let documents: HashMap<i64, Document> =
            store.documents(owner)?.into_iter().map(|document| (document.number, document)).collect();
        let total: usize = documents.values().map(|document| document.chunks as usize).sum();
        let mut shelves = HashMap::new();
        for document in documents.values().filter(|document| document.encoded > 0) {
            let Some(name) = document.encoder.clone().filter(|name| Some(name) == encoder.as_ref()) else { continue };
            let key = (document.number, name, document.encoded);
            let known = before.and_then(|scope| scope.shelves.get(&document.number)).filter(|(known, _)| *known == key);
            let shelf = match known {
                Some((_, shelf)) => Arc::clone(shelf),
                None => Arc::new(Shelf::of(store.vectors(document.number)?)),
            };
            shelves.insert(document.number, (key, shelf));
        }
        // A large scope that grew a little has the same statistics.
        let known = before.filter(|scope| {
            let known = scope.statistics.total();
            total > SAMPLE && known > SAMPLE && known.abs_diff(total) * 10 < total
        });
        let statistics = match known {
            Some(scope) => Arc::clone(&scope.statistics),
            None => Arc::new(Statistics::of(&sample(store, &documents, total)?, total)),
        };
        let all = store.chunk_total()?;
        let share = if all == 0 { 1.0 } else { to_f32(total) / to_f32(usize::try_from(all).unwrap_or(usize::MAX)) };
        Ok(Self { revision, encoder, documents, shelves, statistics, share })
    }

    /// Whether a chunk belongs to it.
    pub(crate) fn has(&self, chunk: i64) -> bool {
        self.documents.contains_key(&ChunkId(chunk).document())
    }

    pub(crate) fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// Its passages over those of all owners, from 0 to 1.
    pub(crate) fn share(&self) -> f32 {
        self.share
    }

    pub(crate) fn shelves(&self) -> impl Iterator<Item = &Shelf> {
        self.shelves.values().map(|(_, shelf)| shelf.as_ref())
    }

    pub(crate) fn vector(&self, chunk: ChunkId) -> Option<Small> {
        self.shelves.get(&chunk.document())?.1.find(chunk.0)
    }

    /// A chunk as a hit; `None` where its document went meanwhile.
    pub(crate) fn hit(&self, chunk: &Chunk, score: f32, lexical: f32, semantic: Option<f32>) -> Option<Hit> {
        let document = self.documents.get(&chunk.id.document())?;
        let text = chunk.text.trim_end();
        let lead = text.len() - text.trim_start().len();
        let text = text.trim_start();
        let start = chunk.start + chunk.text[..lead].chars().count() as u64;
        // A place that can't be read leaves a hit that can't be shown at its page, which is better than none.
        let spot: Spot = serde_json::from_str(&chunk.place).unwrap_or_default();
        Some(Hit {
            chunk: chunk.id,
            document: document.id,
            source: document.path.clone(),
            name: document.name.clone(),
            page: spot.place.page.or(spot.place.slide),
            start,
            end: start + text.chars().count() as u64,
            text: text.to_owned(),
            context: chunk.context.clone(),
            spot,
            score,
            lexical,
            semantic,
        })
    }
}

/// Chunks from all over the documents, at equal distances.
fn sample(store: &Store, documents: &HashMap<i64, Document>, total: usize) -> Result<Vec<Chunk>> {
    let mut numbers: Vec<(i64, u32)> = documents.values().map(|document| (document.number, document.chunks)).collect();
    numbers.sort_unstable();
    let all = numbers.into_iter().flat_map(|(document, chunks)| (0..chunks).map(move |n| ChunkId::of(document, n)));
    let step = total.div_ceil(SAMPLE).max(1);
    let ids: Vec<ChunkId> = all.step_by(step).collect();
    Ok(store.chunks(&ids)?)
}
