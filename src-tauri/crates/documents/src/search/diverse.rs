//! Diversifying: a passage that says again what a better one says steps back, so that a model is shown more.

use std::collections::HashSet;

use carat_store::Chunk;

use super::features::{Family, visit};

/// What being new counts, beside fitting the question.
const NEWNESS: f32 = 0.25;

/// Passages beyond those asked for that may step forward.
const RESERVE: usize = 20;

/// The `top` passages to show, by maximal marginal relevance. The best one always stays first.
pub(super) fn chosen(ranked: &[(usize, f32)], chunks: &[Chunk], top: usize) -> Vec<(usize, f32)> {
    let Some((_, best)) = ranked.first().copied().filter(|_| top > 1) else {
        return ranked.iter().copied().take(top).collect();
    };
    let mut left: Vec<(usize, f32, HashSet<u64>)> = ranked
        .iter()
        .take(top.saturating_add(RESERVE))
        .map(|(place, score)| (*place, *score, stems(&chunks[*place].text)))
        .collect();
    let mut nearest = vec![0f32; left.len()];
    let mut chosen: Vec<(usize, f32)> = Vec::new();
    while chosen.len() < top && !left.is_empty() {
        let worth = |n: usize| (1.0 - NEWNESS) * left[n].1 / best - NEWNESS * nearest[n];
        let next = (0..left.len()).max_by(|a, b| worth(*a).total_cmp(&worth(*b)).then(b.cmp(a))).unwrap_or(0);
        let (place, score, words) = left.remove(next);
        nearest.remove(next);
        for (other, near) in left.iter().zip(&mut nearest) {
            *near = near.max(likeness(&words, &other.2));
        }
        chosen.push((place, score));
    }
    chosen
}

fn stems(text: &str) -> HashSet<u64> {
    let mut stems = HashSet::new();
    visit(text, |family, hash| {
        if family == Family::Stems {
            stems.insert(hash);
        }
    });
    stems
}

/// What two passages share, over what either has.
fn likeness(first: &HashSet<u64>, second: &HashSet<u64>) -> f32 {
    let shared = first.intersection(second).count();
    let all = first.len() + second.len() - shared;
    super::statistics::to_f32(shared) / super::statistics::to_f32(all.max(1))
}

#[cfg(test)]
mod tests {
    use carat_store::ChunkId;

    use super::*;

    fn chunk(text: &str) -> Chunk {
        Chunk {
            id: ChunkId(0),
            start: 0,
            text: text.into(),
            context: String::new(),
            language: None,
            place: "{}".into(),
        }
    }

    #[test]
    fn a_repetition_steps_back_and_the_best_stays_first() {
        let chunks = ["the ship left the harbour", "the ship left the harbour", "a storm sank it later"].map(chunk);
        let ranked = [(0, 1.0), (1, 0.99), (2, 0.9)];
        let places = |top| chosen(&ranked, &chunks, top).into_iter().map(|(place, _)| place).collect::<Vec<_>>();
        assert_eq!(places(3), [0, 2, 1]);
        assert_eq!(places(1), [0]);
        assert!(chosen(&[], &chunks, 5).is_empty());
    }
}
