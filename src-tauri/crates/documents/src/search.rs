//! Searching: passages that fit a question, by words and by meaning, the best first.
//!
//! 1. The store's index gives candidates by the question's rarer terms: quick in a hundred thousand passages.
//! 2. Vectors, where an encoder knows the language, give more: all are compared, so none is missed.
//! 3. Each candidate is read and scored by [`lexical`] features, which also see changed and joined words.
//! 4. Both scores are fused, and passages that say the same again step back.

mod diverse;
mod features;
mod fuse;
mod lexical;
mod scope;
mod statistics;

use std::collections::HashMap;
use std::sync::Arc;

use carat_store::{Chunk, ChunkId, DocumentId, DocumentOwner, Store, terms};
use serde::Serialize;

use self::features::Family;
pub(crate) use self::features::hash_of;
use self::lexical::Question;
use self::scope::{Scope, Scopes};
use crate::vector::{Small, small};
use crate::{Result, Spot};

/// Passages that are read and scored.
const CANDIDATES: usize = 120;

/// Passages that their vectors propose.
const NEAREST: usize = 50;

/// Entries of the index that one search may go through: some 10 ms. Common terms beyond are left to the scoring.
const ENTRIES: f32 = 10_000.0;

/// The rarest terms that are looked up however common they are.
const ALWAYS: usize = 2;

/// A passage that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The passage's number.
    pub chunk: ChunkId,
    /// Its document.
    pub document: DocumentId,
    /// The document's path as it was added.
    pub source: String,
    /// The document's name.
    pub name: String,
    /// The page it begins on, where there are pages; else the slide.
    pub page: Option<u32>,
    /// Characters of the document's text before it.
    pub start: u64,
    /// Those before its end.
    pub end: u64,
    /// The passage.
    pub text: String,
    /// What stands above it.
    pub context: String,
    /// Where it stands.
    pub spot: Spot,
    /// How well it fits; only good for comparing hits of one search.
    pub score: f32,
    /// The part of the question that its words cover, from 0 to 1, rare ones counting more.
    pub lexical: f32,
    /// The cosine of its meaning with the question's, where an encoder knows both.
    pub semantic: Option<f32>,
}

/// What the index proposes.
struct Candidates {
    /// Passages by number, with their scores.
    words: Vec<(i64, f64)>,
    /// How many passages of the owner have one of the question's rare terms, by the term's hash.
    exact: HashMap<u64, f32>,
}

/// Searches what an owner has. Calls block.
#[derive(Debug, Clone)]
pub struct Searcher {
    store: Store,
    scopes: Arc<Scopes>,
}

impl Searcher {
    /// A searcher of a store. Clones share what is kept in memory.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, scopes: Arc::new(Scopes::default()) }
    }

    /// The best `top` passages. `vector` is the question's, and `encoder` names what made it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn search(
        &self,
        owner: DocumentOwner,
        question: &str,
        vector: Option<(&str, &[f32])>,
        top: usize,
    ) -> Result<Vec<Hit>> {
        let scope = self.scopes.of(&self.store, owner, vector.map(|(encoder, _)| encoder))?;
        let small = vector.map(|(_, numbers)| small(numbers));
        let (words, meaning) =
            rayon::join(|| self.by_words(&scope, question), || small.as_ref().map(|small| nearest(&scope, small)));
        let Candidates { words, exact } = words?;
        let meaning = meaning.unwrap_or_default();
        let mut ids: Vec<ChunkId> = words.iter().map(|(chunk, _)| ChunkId(*chunk)).collect();
        ids.extend(meaning.iter().map(|(chunk, _)| ChunkId(*chunk)));
        let chunks = self.store.chunks(&ids)?;
        let question = Question::read(question, scope.statistics(), &exact);
        let best = question.best().max(f32::MIN_POSITIVE);
        let share = |score: f32| (score / best).min(1.0);
        let lexical: Vec<f32> = question.scores(&chunks, scope.statistics()).into_iter().map(share).collect();
        let semantic = semantic(&scope, small.as_ref(), &chunks);
        let ranked = fuse::fused(&lexical, &semantic);
        let chosen = diverse::chosen(&ranked, &chunks, top);
        let hit = |(place, score): (usize, f32)| scope.hit(&chunks[place], score, lexical[place], semantic[place]);
        Ok(chosen.into_iter().filter_map(hit).collect())
    }

    /// The candidates of the store's index, and how many passages the rarer terms are in.
    fn by_words(&self, scope: &Scope, question: &str) -> Result<Candidates> {
        let statistics = scope.statistics();
        let share = scope.share();
        let mut exact = HashMap::new();
        let mut found: Vec<(carat_store::Term, f32)> = Vec::new();
        for term in terms(question) {
            let hash = hash_of(&term.text);
            // A lone character stands for all pairs that it begins.
            let mut with = if term.open {
                statistics.passages_with(Family::Words, hash)
            } else {
                statistics.passages_with_term(hash)
            };
            // The index knows rare terms exactly, and quickly since they are rare.
            if !statistics.is_exact() && !term.open && with * 500.0 <= statistics::to_f32(statistics.total()) {
                let all = self.store.chunks_with(&[term.text.as_str()])?.first().copied().unwrap_or_default();
                with = statistics::to_f32(usize::try_from(all).unwrap_or(usize::MAX)) * share;
                exact.insert(hash, with);
            }
            found.push((term, with / share.max(f32::MIN_POSITIVE)));
        }
        found.sort_by(|first, second| first.1.total_cmp(&second.1));
        let mut left = ENTRIES;
        let mut looked_up = Vec::new();
        for (number, (term, entries)) in found.into_iter().enumerate() {
            if number >= ALWAYS && entries > left {
                break;
            }
            left -= entries;
            looked_up.push(term);
        }
        let mut words = self.store.matching_chunks(&looked_up, |chunk| scope.has(chunk))?;
        if words.len() > CANDIDATES {
            words.select_nth_unstable_by(CANDIDATES, |first, second| second.1.total_cmp(&first.1));
            words.truncate(CANDIDATES);
        }
        Ok(Candidates { words, exact })
    }
}

/// The passages whose meaning is nearest.
fn nearest(scope: &Scope, query: &Small) -> Vec<(i64, f32)> {
    let mut all: Vec<(i64, f32)> = scope.shelves().flat_map(|shelf| shelf.cosines(query)).collect();
    if all.len() > NEAREST {
        all.select_nth_unstable_by(NEAREST, |first, second| second.1.total_cmp(&first.1));
        all.truncate(NEAREST);
    }
    all
}

fn semantic(scope: &Scope, query: Option<&Small>, chunks: &[Chunk]) -> Vec<Option<f32>> {
    let of = |chunk: &Chunk| Some(crate::vector::cosine(query?, &scope.vector(chunk.id)?));
    chunks.iter().map(of).collect()
}
