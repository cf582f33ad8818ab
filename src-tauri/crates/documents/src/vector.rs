//! A vector is a text's meaning as numbers: kept in eight bits each, compared by the cosine of the angle between two.

use carat_store::Vector;
use rayon::prelude::*;

/// Passages that one task compares: large enough to be worth a task.
const BLOCK: usize = 2048;

/// Numbers of eight bits and what they are to be multiplied with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Small {
    pub(crate) scale: f32,
    pub(crate) numbers: Vec<i8>,
}

/// Makes a vector small: of the greatest number, 127 parts.
pub(crate) fn small(vector: &[f32]) -> Small {
    let greatest = vector.iter().fold(0f32, |greatest, number| greatest.max(number.abs()));
    if greatest <= 0.0 || !greatest.is_finite() {
        return Small { scale: 0.0, numbers: vec![0; vector.len()] };
    }
    let scale = greatest / 127.0;
    #[expect(clippy::cast_possible_truncation, reason = "the quotient lies between -127 and 127")]
    let numbers = vector.iter().map(|number| (number / scale).round() as i8).collect();
    Small { scale, numbers }
}

/// The vectors of one document, one after another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    dimensions: usize,
    chunks: Vec<i64>,
    scales: Vec<f32>,
    numbers: Vec<i8>,
}

impl Shelf {
    /// Puts vectors of one length together; others are left out.
    pub(crate) fn of(vectors: Vec<Vector>) -> Self {
        let dimensions = vectors.first().map_or(0, |vector| vector.numbers.len());
        let mut shelf = Self { dimensions, ..Self::default() };
        for vector in vectors.into_iter().filter(|vector| vector.numbers.len() == dimensions) {
            shelf.chunks.push(vector.chunk.0);
            shelf.scales.push(vector.scale);
            shelf.numbers.extend(vector.numbers);
        }
        shelf
    }

    pub(crate) fn len(&self) -> usize {
        self.chunks.len()
    }

    /// The cosine of each of its vectors with `query`, by the chunks' numbers.
    pub(crate) fn cosines(&self, query: &Small) -> Vec<(i64, f32)> {
        if self.dimensions == 0 || self.dimensions != query.numbers.len() {
            return Vec::new();
        }
        let cosine = |((chunk, scale), numbers): ((&i64, &f32), &[i8])| {
            #[expect(clippy::cast_precision_loss, reason = "384 products of 127 × 127 fit well into a float")]
            let dot = dot(numbers, &query.numbers) as f32;
            (*chunk, dot * scale * query.scale)
        };
        let all = self.chunks.iter().zip(&self.scales).zip(self.numbers.chunks_exact(self.dimensions));
        if self.len() <= BLOCK {
            return all.map(cosine).collect();
        }
        let chunks = self.chunks.par_iter().zip(self.scales.par_iter()).with_min_len(BLOCK);
        chunks.zip(self.numbers.par_chunks_exact(self.dimensions)).map(cosine).collect()
    }

    /// The vector of a chunk.
    pub(crate) fn find(&self, chunk: i64) -> Option<Small> {
        let place = self.chunks.binary_search(&chunk).ok()?;
        let numbers = self.numbers.get(place * self.dimensions..(place + 1) * self.dimensions)?.to_vec();
        Some(Small { scale: self.scales[place], numbers })
    }
}

/// The cosine of two small vectors of length 1.
pub(crate) fn cosine(first: &Small, second: &Small) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "384 products of 127 × 127 fit well into a float")]
    let dot = dot(&first.numbers, &second.numbers) as f32;
    dot * first.scale * second.scale
}

/// Whole products of 16 bits, summed in 32: compilers make the widest instructions of this.
fn dot(first: &[i8], second: &[i8]) -> i32 {
    first.iter().zip(second).map(|(a, b)| i32::from(i16::from(*a) * i16::from(*b))).sum()
}

#[cfg(test)]
mod tests {
    use carat_store::ChunkId;

    use super::*;

    #[test]
    fn a_small_vector_has_the_direction_of_the_large_one() {
        let vector: Vec<f32> = (0..384).map(|n| ((n * 37 % 101) as f32 - 50.0) / 600.0).collect();
        let length = vector.iter().map(|n| n * n).sum::<f32>().sqrt();
        let unit: Vec<f32> = vector.iter().map(|n| n / length).collect();
        let small = small(&unit);
        assert!((cosine(&small, &small) - 1.0).abs() < 0.01, "of itself: {}", cosine(&small, &small));
        assert_eq!(super::small(&[0.0, f32::NAN]).scale, 0.0);
        assert_eq!(super::small(&[]).numbers, [0i8; 0]);
    }

    #[test]
    fn a_shelf_compares_all_of_its_own_length_and_finds_each() {
        let vector = |chunk, numbers: &[i8]| Vector { chunk: ChunkId(chunk), scale: 0.01, numbers: numbers.to_vec() };
        let shelf = Shelf::of(vec![vector(5, &[100, 0]), vector(6, &[0, 100]), vector(7, &[1])]);
        let query = Small { scale: 0.01, numbers: vec![100, 0] };
        let cosines = shelf.cosines(&query);
        assert_eq!(cosines.len(), 2, "what another encoder made is left out");
        assert!((cosines[0].1 - 1.0).abs() < 1e-6 && cosines[1].1.abs() < 1e-6);
        assert_eq!(shelf.find(6).map(|small| small.numbers), Some(vec![0, 100]));
        assert!(shelf.cosines(&Small { scale: 1.0, numbers: vec![1] }).is_empty());
    }
}
