//! Keeping is how conversations outlive the process: states go to disk in quiet moments and come back when they are of use.
//!
//! A lane's owner is the conversation or document that its tokens belong to. It lasts until the lane is held again.

use std::time::{Duration, Instant};

use carat_engine::KeptState;
use carat_engine::frames::FromWorker;
use carat_engine::{EngineError, StateKey};
use llama_cpp_2::context::session::LlamaStateSeqFlags;
use llama_cpp_2::token::LlamaToken;

use super::Schedule;
use crate::lane::checkpoint::Checkpoints;
use crate::lane::snapshot::{Scope, Snapshot};
use crate::states::file::Body;
use crate::states::keeper::{Found, Fresh, Keeper, Told};

/// Fewer tokens than this are read again sooner than they are kept.
const LEAST: usize = 128;

/// A state is brought back where it saves reading this many tokens.
const WORTH: usize = 128;

/// How long a conversation must have been left alone before its state is written.
const ALONE: Duration = Duration::from_secs(1);

/// Large states wait longer, by this much for each mebibyte: a conversation in full flow would write a gigabyte a minute.
const ALONE_PER_MIB: Duration = Duration::from_millis(30);

/// Whose tokens a lane holds.
#[derive(Debug)]
pub(super) struct Owner {
    key: StateKey,
    /// When the lane was last held, as it counts; it is another's since it was held again.
    used: u64,
    /// When the state is to be written; `None` where it is on disk as it is.
    due: Option<Instant>,
}

impl Schedule<'_> {
    /// Keeps states from now on.
    pub fn keep_with(&mut self, keeper: Keeper) {
        self.keeper = Some(keeper);
    }

    /// Notes whose tokens a lane holds that was held until now.
    pub(super) fn own(&mut self, lane: usize, key: Option<StateKey>) {
        let due = Instant::now() + self.alone(lane);
        self.owners[lane] = key.map(|key| Owner { key, used: self.lanes[lane].used, due: Some(due) });
    }

    fn alone(&self, lane: usize) -> Duration {
        let whole = self.context.state_seq_get_size_ext(self.lanes[lane].sequence, LlamaStateSeqFlags::empty());
        ALONE + ALONE_PER_MIB * u32::try_from(whole >> 20).unwrap_or(u32::MAX)
    }

    /// The lane that holds this key's tokens, the latest of them.
    fn lane_of(&self, key: &StateKey) -> Option<usize> {
        let owned = |lane: &usize| self.owner(*lane).is_some_and(|owner| owner.key == *key);
        (0..self.lanes.len()).filter(owned).max_by_key(|lane| self.lanes[*lane].used)
    }

    fn owner(&self, lane: usize) -> Option<&Owner> {
        let Some(owner) = &self.owners[lane] else { return None };
        let holds = &self.lanes[lane];
        (!holds.held && holds.used == owner.used && !holds.tokens.is_empty()).then_some(owner)
    }

    /// When the next state is to be written.
    #[must_use]
    pub fn next_keep(&self) -> Option<Instant> {
        self.keeper.as_ref()?;
        self.to_keep().map(|(due, _)| due).min()
    }

    /// Lanes whose state is not on disk as it is, and when it is to be written.
    fn to_keep(&self) -> impl Iterator<Item = (Instant, usize)> {
        (0..self.lanes.len())
            .filter(move |lane| self.lanes[*lane].tokens.len() >= LEAST)
            .filter_map(move |lane| Some((self.owner(lane)?.due?, lane)))
    }

    /// Writes the state that is due first.
    pub fn keep_due(&mut self) {
        if let Some((_, lane)) = self.to_keep().min() {
            self.keep(lane, Box::new(|_| ()));
        }
    }

    /// Writes all states that are not on disk as they are, and waits until they are.
    pub fn keep_all(&mut self) {
        let lanes: Vec<usize> = self.to_keep().map(|(_, lane)| lane).collect();
        for lane in lanes {
            self.keep(lane, Box::new(|_| ()));
        }
        self.keeper = None;
    }

    fn keep(&mut self, lane: usize, told: Told) {
        let Some(owner) = &mut self.owners[lane] else { return };
        owner.due = None;
        let (key, lane) = (owner.key.clone(), &self.lanes[lane]);
        let (Some(keeper), Some(whole)) = (&self.keeper, Snapshot::take(&self.context, lane.sequence, Scope::Whole))
        else {
            return told(Ok(KeptState::default()));
        };
        let numbers = |tokens: &[LlamaToken]| tokens.iter().map(|token| token.0).collect::<Vec<i32>>();
        let checkpoints = lane.checkpoints.kept().filter(|(place, _)| *place <= lane.tokens.len());
        let body = Body {
            whole: whole.into_bytes(),
            checkpoints: checkpoints
                .map(|(place, state)| (u32::try_from(place).unwrap_or(u32::MAX), state.bytes().to_vec()))
                .collect(),
        };
        let answers = self.answers.within(&lane.tokens).into_iter().map(numbers).collect();
        keeper.write(Fresh { key, tokens: numbers(&lane.tokens), answers, body }, told);
    }

    /// Looks for a state on disk that no lane holds, and remembers the answers in it.
    pub fn recall(&mut self, key: &StateKey) -> Option<Found> {
        if self.lane_of(key).is_some() {
            return None;
        }
        let found = self.keeper.as_ref()?.find(key)?;
        for answer in &found.head.answers {
            let written: Vec<LlamaToken> = answer.iter().map(|token| LlamaToken::new(*token)).collect();
            self.answers.remember(&written, self.tokenizer);
        }
        Some(found)
    }

    /// Brings a state back where this prompt is read sooner with it than with what is in memory.
    pub fn bring_back(&mut self, key: StateKey, found: Found, prompt: &[LlamaToken]) {
        let shared = found.head.tokens.iter().zip(prompt).take_while(|(kept, wanted)| **kept == wanted.0).count();
        let Some(seat) = self.seat(prompt) else { return };
        if shared >= seat.kept() + WORTH {
            let _ = self.put(key, found, seat.lane);
        }
    }

    /// Puts a state into a free lane. Gives back how many tokens it has then.
    fn put(&mut self, key: StateKey, found: Found, lane: usize) -> Option<KeptState> {
        let began = Instant::now();
        let tokens: Vec<LlamaToken> = found.head.tokens.iter().map(|token| LlamaToken::new(*token)).collect();
        let known = tokens.iter().all(|token| self.tokenizer.has(*token));
        if tokens.is_empty() || tokens.len() >= self.limit as usize || !known {
            return None;
        }
        let bytes = found.bytes;
        let (_, body) = self.keeper.as_ref()?.read(&key, found)?;
        self.lanes[lane].clear(&mut self.context);
        self.make_way(lane, tokens.len());
        let whole = Snapshot::of_checked(body.whole, Scope::Whole);
        let sequence = self.lanes[lane].sequence;
        // It must hold what its head says: the places are llama.cpp's own, so nothing else can tell.
        let there = |schedule: &Self| usize::try_from(schedule.context.kv_cache_seq_pos_max(sequence) + 1).unwrap_or(0);
        if !whole.put(&mut self.context, sequence) || there(self) != tokens.len() {
            tracing::warn!(lane, "a state could not be put back");
            self.lanes[lane].clear(&mut self.context);
            if let Some(keeper) = &self.keeper {
                keeper.discard(&key);
            }
            return None;
        }
        self.steps += 1;
        self.lanes[lane].extend(&tokens, self.steps);
        let checkpoints = body.checkpoints.into_iter();
        self.lanes[lane].checkpoints = Checkpoints::of_kept(
            checkpoints.map(|(place, bytes)| (place as usize, Snapshot::of_checked(bytes, Scope::Windows))).collect(),
        );
        self.owners[lane] = Some(Owner { key, used: self.lanes[lane].used, due: None });
        tracing::info!(lane, tokens = tokens.len(), ms = began.elapsed().as_millis(), "state brought back");
        Some(KeptState { tokens: u32::try_from(tokens.len()).unwrap_or(u32::MAX), bytes })
    }

    /// Writes a state now and tells what came of it.
    pub fn save(&mut self, id: u64, key: &StateKey) {
        let outbox = self.outbox.clone();
        let told: Told = Box::new(move |kept| match kept {
            Ok(kept) => outbox.send(&FromWorker::StateSaved { id, kept }),
            Err(error) => outbox.failed(id, EngineError::StateNotKept { detail: error.to_string() }),
        });
        match self.lane_of(key).filter(|_| self.keeper.is_some()) {
            Some(lane) => self.keep(lane, told),
            None => told(Ok(KeptState::default())),
        }
    }

    /// Reads a state now and tells what there was.
    pub fn restore(&mut self, id: u64, key: StateKey) {
        let held = self.lane_of(&key).map(|lane| KeptState {
            tokens: u32::try_from(self.lanes[lane].tokens.len()).unwrap_or(u32::MAX),
            bytes: 0,
        });
        let kept = held.or_else(|| {
            let found = self.recall(&key)?;
            let tokens: Vec<LlamaToken> = found.head.tokens.iter().map(|token| LlamaToken::new(*token)).collect();
            let lane = self.seat(&tokens)?.lane;
            self.put(key, found, lane)
        });
        self.outbox.send(&FromWorker::StateRestored { id, kept: kept.unwrap_or_default() });
    }

    /// Forgets whose tokens these are, and the tokens, here and on disk.
    pub fn forget(&mut self, id: u64, key: &StateKey) {
        for lane in 0..self.lanes.len() {
            if self.owners[lane].as_ref().is_some_and(|owner| owner.key == *key) {
                self.owners[lane] = None;
                if !self.lanes[lane].held {
                    self.lanes[lane].clear(&mut self.context);
                }
            }
        }
        // One that is being written is not kept when it ends.
        for generation in self.active.iter_mut().chain(&mut self.waiting) {
            generation.state.take_if(|own| own == key);
        }
        let outbox = self.outbox.clone();
        let gone = move || outbox.send(&FromWorker::StateForgotten { id });
        match &self.keeper {
            Some(keeper) => keeper.forget(key.clone(), gone),
            None => gone(),
        }
    }
}
