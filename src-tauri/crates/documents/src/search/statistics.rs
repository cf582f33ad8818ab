//! Statistics say how common each feature is in what is searched, from a sample of its passages.
//!
//! Rare features tell passages apart and common ones do not. A thousand passages tell common from rare well enough;
//! how rare a rare word is, the store's index knows exactly.

use carat_store::{Chunk, terms};
use rayon::prelude::*;

use super::features::{FAMILIES, Family, hash_of, visit};

/// Passages that are looked at.
pub(crate) const SAMPLE: usize = 1000;

/// Counters; features that share one by chance count as more common than they are, which is rare and does little harm.
const SLOTS_BITS: u32 = 21;

/// Stands for the terms of the store's index among the families.
const TERMS: u8 = FAMILIES as u8;

/// How common features are.
pub(crate) struct Statistics {
    counts: Box<[u16]>,
    sampled: usize,
    /// All passages of what is searched.
    total: usize,
    /// Features of a passage, on average.
    lengths: [f32; FAMILIES],
}

impl Statistics {
    /// Looks at a sample of `total` passages.
    pub(crate) fn of(sample: &[Chunk], total: usize) -> Self {
        let mut counts = vec![0u16; 1 << SLOTS_BITS].into_boxed_slice();
        let mut lengths = [0f32; FAMILIES];
        let sets: Vec<(Vec<u32>, [u32; FAMILIES])> = sample
            .par_iter()
            .map(|chunk| {
                let mut slots = Vec::new();
                let mut lengths = [0u32; FAMILIES];
                visit(&chunk.text, |family, hash| {
                    lengths[family as usize] += 1;
                    slots.push(slot(family as u8, hash));
                });
                slots.extend(terms(&chunk.text).iter().map(|term| slot(TERMS, hash_of(&term.text))));
                slots.sort_unstable();
                slots.dedup();
                (slots, lengths)
            })
            .collect();
        for (slots, of_chunk) in sets {
            for slot in slots {
                let count = &mut counts[slot as usize];
                *count = count.saturating_add(1);
            }
            for (sum, length) in lengths.iter_mut().zip(of_chunk) {
                *sum += to_f32(length as usize);
            }
        }
        let sampled = sample.len();
        lengths.iter_mut().for_each(|sum| *sum = (*sum / to_f32(sampled.max(1))).max(1.0));
        Self { counts, sampled, total: total.max(sampled), lengths }
    }

    /// In how many passages of all a feature is, as the sample has it.
    pub(crate) fn passages_with(&self, family: Family, hash: u64) -> f32 {
        self.scaled(self.counts[slot(family as u8, hash) as usize])
    }

    /// In how many passages of all a term of the store's index is, as the sample has it.
    pub(crate) fn passages_with_term(&self, hash: u64) -> f32 {
        self.scaled(self.counts[slot(TERMS, hash) as usize])
    }

    fn scaled(&self, count: u16) -> f32 {
        let count = f32::from(count);
        if self.total == self.sampled {
            return count;
        }
        // One that the sample lacks may be in a few all the same.
        count.max(0.3) * to_f32(self.total) / to_f32(self.sampled.max(1))
    }

    /// All passages.
    pub(crate) fn total(&self) -> usize {
        self.total
    }

    /// Whether it is exact.
    pub(crate) fn is_exact(&self) -> bool {
        self.total == self.sampled
    }

    /// Features of a passage of this family, on average.
    pub(crate) fn length(&self, family: usize) -> f32 {
        self.lengths[family]
    }
}

impl std::fmt::Debug for Statistics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Statistics").field("sampled", &self.sampled).field("total", &self.total).finish_non_exhaustive()
    }
}

/// What a feature weighs that is in `with` of `total` passages.
pub(crate) fn rarity(with: f32, total: usize) -> f32 {
    let total = to_f32(total);
    (1.0 + (total - with + 0.5).max(0.5) / (with + 0.5)).ln()
}

fn slot(family: u8, hash: u64) -> u32 {
    // Families apart, so that a short word and its letters do not count together.
    let mixed = hash ^ u64::from(family).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    u32::try_from(mixed >> (64 - SLOTS_BITS)).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "counts of passages, of which a few more or less do not matter")]
pub(crate) fn to_f32(count: usize) -> f32 {
    count as f32
}
