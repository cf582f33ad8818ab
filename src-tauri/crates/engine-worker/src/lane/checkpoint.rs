//! A checkpoint is what the windowed layers of a sequence held at one place of it.
//!
//! Layers that see everything keep all their cells anyway, so a checkpoint and those bring back the sequence as it was
//! there. One of Gemma 3 270M takes 8 MB and 5 ms, and 2 ms to bring back.

use std::sync::Arc;

use llama_cpp_2::context::LlamaContext;

use super::snapshot::{Scope, Snapshot};

/// Checkpoints that a lane keeps at most.
const MOST: usize = 4;

/// A sequence shorter than this is read again sooner than a checkpoint is worth keeping.
const SHORTEST: usize = 64;

/// One place to go back to.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// How many tokens came before it.
    pub place: usize,
    state: Arc<Snapshot>,
}

/// The checkpoints of one lane, by place. A clone shares their memory.
#[derive(Debug, Clone, Default)]
pub struct Checkpoints {
    list: Vec<Checkpoint>,
}

impl Checkpoints {
    /// Takes one of a sequence of `place` tokens. Where it can't be taken, the sequence is the poorer by one, no more.
    pub(super) fn take(&mut self, context: &LlamaContext<'_>, sequence: i32, place: usize) {
        if place < SHORTEST || self.list.last().is_some_and(|last| last.place >= place) {
            return;
        }
        match Snapshot::take(context, sequence, Scope::Windows) {
            Some(state) => self.list.push(Checkpoint { place, state: Arc::new(state) }),
            None => tracing::warn!(sequence, place, "no checkpoint was taken"),
        }
        if self.list.len() > MOST {
            // The first stays: it is the document's end or near it, which branches start from.
            self.list.remove(1);
        }
    }

    /// The place of the newest one from which a sequence can go on after `kept` tokens. One token further is near
    /// enough: the window of the token at `kept` is still whole there.
    pub(super) fn newest(&self, kept: usize) -> Option<usize> {
        self.list.iter().rev().map(|checkpoint| checkpoint.place).find(|place| *place <= kept + 1)
    }

    /// Puts the one of this place back, into any sequence. `false` where that failed; the sequence's window is empty then.
    pub(super) fn restore(&self, context: &mut LlamaContext<'_>, sequence: i32, place: usize) -> bool {
        let Some(checkpoint) = self.list.iter().find(|checkpoint| checkpoint.place == place) else { return false };
        let put = checkpoint.state.put(context, sequence);
        if !put {
            tracing::warn!(sequence, place, "a checkpoint could not be put back");
        }
        put
    }

    /// Forgets those that a sequence of this many tokens has no use for.
    pub(super) fn truncate(&mut self, kept: usize) {
        self.list.retain(|checkpoint| checkpoint.place <= kept);
    }

    /// Forgets the one that is worth least. `false` where there is none.
    pub fn thin(&mut self) -> bool {
        let there = !self.list.is_empty();
        if there {
            self.list.remove(usize::from(self.list.len() > 1));
        }
        there
    }

    /// Those that were kept on disk, their places ascending.
    #[must_use]
    pub fn of_kept(kept: Vec<(usize, Snapshot)>) -> Self {
        let checkpoint = |(place, state)| Checkpoint { place, state: Arc::new(state) };
        Self { list: kept.into_iter().map(checkpoint).collect() }
    }

    /// All of them, for disk.
    pub fn kept(&self) -> impl Iterator<Item = (usize, &Snapshot)> {
        self.list.iter().map(|checkpoint| (checkpoint.place, &*checkpoint.state))
    }

    /// Their size in memory, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.list.iter().map(|checkpoint| checkpoint.state.bytes().len()).sum()
    }
}

/// Gives a sequence cells of its own for its windowed layers, in place of those that it shares.
pub(super) fn detach(context: &mut LlamaContext<'_>, sequence: i32) -> bool {
    let state = Snapshot::take(context, sequence, Scope::Windows);
    state.is_some_and(|state| state.put(context, sequence))
}
