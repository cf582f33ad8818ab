//! How well a passage's words fit a question's: BM25 over each family of features, added up.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use carat_store::Chunk;
use rayon::prelude::*;

use super::features::{FAMILIES, Family, WEIGHTS, visit};
use super::statistics::{Statistics, rarity};

/// How soon more of the same feature stops to count.
const K1: f32 = 1.2;

/// How much a long passage's features count less.
const B: f32 = 0.75;

/// What a feature of the headings above a passage counts, beside one in its text.
const CONTEXT: f32 = 0.5;

/// A question's features with what each weighs.
pub(crate) struct Question {
    /// Family and hash to a place in `weights`.
    places: HashMap<(u8, u64), u32, BuildHasherDefault<Hashed>>,
    weights: Vec<(Family, f32)>,
}

impl Question {
    /// Reads a question. `exact` corrects how many passages a feature is in.
    pub(crate) fn read(text: &str, statistics: &Statistics, exact: &HashMap<u64, f32>) -> Self {
        let mut question = Self { places: HashMap::default(), weights: Vec::new() };
        visit(text, |family, hash| {
            let with = || match (family, exact.get(&hash)) {
                (Family::Words | Family::Stems, Some(count)) => *count,
                _ => statistics.passages_with(family, hash),
            };
            let next = u32::try_from(question.weights.len()).unwrap_or(u32::MAX);
            let place = *question.places.entry((family as u8, hash)).or_insert(next);
            if place == next {
                question.weights.push((family, 0.0));
                let weight = rarity(with(), statistics.total()) * WEIGHTS[family as usize] * (K1 + 1.0);
                question.weights[place as usize].1 = weight;
                return;
            }
            // What a question says twice counts twice.
            let once = rarity(with(), statistics.total()) * WEIGHTS[family as usize] * (K1 + 1.0);
            question.weights[place as usize].1 += once;
        });
        question
    }

    /// The greatest score that a passage could have.
    pub(crate) fn best(&self) -> f32 {
        self.weights.iter().map(|(_, weight)| weight).sum()
    }

    /// The scores of passages.
    pub(crate) fn scores(&self, chunks: &[Chunk], statistics: &Statistics) -> Vec<f32> {
        chunks.par_iter().map(|chunk| self.score(&chunk.text, &chunk.context, statistics)).collect()
    }

    fn score(&self, text: &str, context: &str, statistics: &Statistics) -> f32 {
        let mut counts = vec![0f32; self.weights.len()];
        let mut lengths = [0f32; FAMILIES];
        visit(text, |family, hash| {
            lengths[family as usize] += 1.0;
            if let Some(place) = self.places.get(&(family as u8, hash)) {
                counts[*place as usize] += 1.0;
            }
        });
        visit(context, |family, hash| {
            if let Some(place) = self.places.get(&(family as u8, hash)) {
                counts[*place as usize] += CONTEXT;
            }
        });
        let mut damping = [0f32; FAMILIES];
        for (family, damping) in damping.iter_mut().enumerate() {
            *damping = K1 * (1.0 - B + B * lengths[family] / statistics.length(family));
        }
        counts
            .iter()
            .zip(&self.weights)
            .filter(|(count, _)| **count > 0.0)
            .map(|(count, (family, weight))| weight * count / (count + damping[*family as usize]))
            .sum()
    }
}

/// The keys are hashes already.
#[derive(Debug, Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u8(*byte));
    }

    fn write_u8(&mut self, family: u8) {
        self.0 = self.0.rotate_left(8) ^ u64::from(family);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 ^= hash;
    }
}
