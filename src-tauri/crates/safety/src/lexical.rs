//! The lexical step reads characters: a linear classifier for each head over hashed n-grams. It takes microseconds.

use safetensors::SafeTensors;

use crate::features::{BUCKETS, with_features};
use crate::reading::Words;
use crate::weights::{WeightsError, bytes, floats};

/// The most heads; sums of so many are kept without an allocation.
pub(crate) const MOST_HEADS: usize = 16;

/// One number a head.
pub(crate) type Logits = [f32; MOST_HEADS];

/// The classifier. Its weights stay where they lie: in the program's own file.
#[derive(Debug, Clone)]
pub(crate) struct Lexical {
    /// A row of one byte a head for each bucket.
    weight: &'static [u8],
    heads: usize,
    scale: Vec<f32>,
    bias: Vec<f32>,
}

impl Lexical {
    /// Takes `heads` heads out of a file.
    pub(crate) fn read(file: &SafeTensors<'static>, heads: usize) -> Result<Self, WeightsError> {
        Ok(Self {
            weight: bytes(file, "lexical.weight", &[BUCKETS, heads])?,
            heads,
            scale: floats(file, "lexical.scale", &[heads])?,
            bias: floats(file, "lexical.bias", &[heads])?,
        })
    }

    /// A logit for each head; numbers beyond the heads stay 0.
    pub(crate) fn logits(&self, words: &Words) -> Logits {
        let mut logits = [0.0; MOST_HEADS];
        with_features(words.as_str(), |features| {
            let mut sums = [0_i32; MOST_HEADS];
            for feature in features {
                let row = &self.weight[*feature as usize * self.heads..][..self.heads];
                // The bytes are those of signed numbers.
                row.iter().zip(&mut sums).for_each(|(weight, sum)| *sum += i32::from(weight.cast_signed()));
            }
            let value = if features.is_empty() { 0.0 } else { 1.0 / (features.len() as f32).sqrt() };
            for head in 0..self.heads {
                logits[head] = self.bias[head] + value * self.scale[head] * sums[head] as f32;
            }
        });
        logits
    }
}
