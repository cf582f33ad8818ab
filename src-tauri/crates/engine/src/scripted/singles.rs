//! Requests with a single reply: each is recorded, and answered as a test set it up or in a plain way.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::samples::{DIMENSIONS, a_quarter, a_vector};
use super::{ScriptedEngine, State};
use crate::{
    CountRequest, EmbedRequest, Embeddings, EngineError, KeptState, PrepareRequest, Prepared, Result, Score,
    ScorePrompt, ScoreRequest, Scores, StateKey, TokenCount,
};

/// How a test counts tokens.
type Count = Arc<dyn Fn(&CountRequest) -> Result<TokenCount> + Send + Sync>;

/// How a test scores continuations.
type Scoring = Arc<dyn Fn(&ScoreRequest) -> Result<Scores> + Send + Sync>;

/// What was set up, and what was asked.
#[derive(Default)]
pub(super) struct Singles {
    count: Option<Count>,
    score: Option<Scoring>,
    counts: Vec<CountRequest>,
    scores: Vec<ScoreRequest>,
    embeddings: Vec<EmbedRequest>,
    prepared: Vec<PrepareRequest>,
    saved: BTreeSet<StateKey>,
    forgotten: Vec<StateKey>,
}

impl ScriptedEngine {
    /// Counts tokens in another way than a quarter of the characters.
    pub fn count_with(&self, count: impl Fn(&CountRequest) -> Result<TokenCount> + Send + Sync + 'static) {
        self.lock().singles.count = Some(Arc::new(count));
    }

    /// Scores in another way than holding all continuations equally likely.
    pub fn score_with(&self, score: impl Fn(&ScoreRequest) -> Result<Scores> + Send + Sync + 'static) {
        self.lock().singles.score = Some(Arc::new(score));
    }

    /// All counts so far.
    #[must_use]
    pub fn counts(&self) -> Vec<CountRequest> {
        self.lock().singles.counts.clone()
    }

    /// All scores so far.
    #[must_use]
    pub fn scores(&self) -> Vec<ScoreRequest> {
        self.lock().singles.scores.clone()
    }

    /// All embeddings so far.
    #[must_use]
    pub fn embeddings(&self) -> Vec<EmbedRequest> {
        self.lock().singles.embeddings.clone()
    }

    /// All beginnings that were to be read ahead.
    #[must_use]
    pub fn preparations(&self) -> Vec<PrepareRequest> {
        self.lock().singles.prepared.clone()
    }

    /// The states that were to be forgotten.
    #[must_use]
    pub fn forgotten_states(&self) -> Vec<StateKey> {
        self.lock().singles.forgotten.clone()
    }

    /// The states that were saved.
    #[must_use]
    pub fn saved_states(&self) -> Vec<StateKey> {
        self.lock().singles.saved.iter().cloned().collect()
    }

    pub(super) fn counted(&self, request: CountRequest) -> Result<TokenCount> {
        let (count, limit) = {
            let mut state = self.lock();
            let limit = state.context()?;
            state.singles.counts.push(request.clone());
            (state.singles.count.clone(), limit)
        };
        match count {
            // Called unlocked, so that it may look at the engine.
            Some(count) => count(&request),
            None => Ok(TokenCount { tokens: a_quarter(&request.messages), limit }),
        }
    }

    pub(super) fn embedded(&self, request: EmbedRequest) -> Result<Embeddings> {
        let mut state = self.lock();
        state.context()?;
        let vectors = request.texts.iter().map(|text| a_vector(text)).collect();
        let words = |text: &String| u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX);
        let tokens = request.texts.iter().map(words).collect();
        state.singles.embeddings.push(request);
        Ok(Embeddings { dimensions: DIMENSIONS as u32, vectors, tokens })
    }

    pub(super) fn scored(&self, request: ScoreRequest) -> Result<Scores> {
        let score = {
            let mut state = self.lock();
            state.context()?;
            state.singles.scores.push(request.clone());
            state.singles.score.clone()
        };
        match score {
            Some(score) => score(&request),
            None => {
                let total = -(request.continuations.len().max(1) as f64).ln();
                let scores = request.continuations.iter().map(|_| Score { total, tokens: vec![total] });
                let prompt_tokens = match &request.prompt {
                    ScorePrompt::Messages(messages) => a_quarter(messages),
                    ScorePrompt::Exact(pieces) => u32::try_from(pieces.len()).unwrap_or(u32::MAX),
                };
                Ok(Scores { continuations: scores.collect(), prompt_tokens, reused_tokens: 0 })
            }
        }
    }

    pub(super) fn prepared(&self, request: PrepareRequest) -> Result<Prepared> {
        let mut state = self.lock();
        state.context()?;
        let total = a_quarter(&request.messages);
        state.singles.prepared.push(request);
        Ok(Prepared { ready: total, reused: 0, total })
    }

    pub(super) fn state_forgotten(&self, key: StateKey) {
        let mut state = self.lock();
        state.singles.saved.remove(&key);
        state.singles.forgotten.push(key);
    }

    pub(super) fn state_saved(&self, key: StateKey) -> Result<KeptState> {
        let mut state = self.lock();
        state.context()?;
        state.singles.saved.insert(key);
        Ok(KeptState { tokens: 1, bytes: 1 })
    }

    pub(super) fn state_restored(&self, key: &StateKey) -> Result<KeptState> {
        let state = self.lock();
        state.context()?;
        let there = state.singles.saved.contains(key);
        Ok(if there { KeptState { tokens: 1, bytes: 1 } } else { KeptState::default() })
    }
}

impl State {
    /// The loaded model's context.
    fn context(&self) -> Result<u32> {
        self.loaded.as_ref().map(|loaded| loaded.facts.context).ok_or(EngineError::NoModel)
    }
}
