//! A memory formula says what a model's cache takes: for each token of the context, and for the window of its sliding
//! layers, of which every conversation that runs at once has its own.

use serde::{Deserialize, Serialize};

/// Tokens that are computed at once; the window's cache has room for them beside the window itself.
const UBATCH: u64 = 512;

/// The cache grows in steps of so many tokens.
const STEP: u64 = 256;

/// Buffers for computing: a twentieth of the weights, within these bounds.
const LEAST_COMPUTE: u64 = 300 << 20;
const MOST_COMPUTE: u64 = 1 << 30;

/// What a model's cache takes, in half precision and without `swa_full`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemoryFormula {
    /// Its layers, where known. The rest of the formula has them counted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layers: Option<u32>,
    /// Bytes for each token of the context, of all layers that see the whole of it.
    pub cache_bytes_per_token: u64,
    /// The window of the sliding layers in tokens; 0 where there are none.
    pub window: u32,
    /// Bytes for each token of the window, of all sliding layers.
    pub window_bytes_per_token: u64,
}

impl MemoryFormula {
    /// What models of this size commonly need. For a file of which only the size is known.
    #[must_use]
    pub fn usual(weights: u64) -> Self {
        let kib = match weights >> 30 {
            0 => 32,
            1..4 => 64,
            4..10 => 128,
            _ => 192,
        };
        Self { layers: None, cache_bytes_per_token: kib << 10, window: 0, window_bytes_per_token: 0 }
    }

    /// Bytes of the cache for a context, in tokens, that `sequences` conversations share.
    #[must_use]
    pub fn cache(&self, context: u32, sequences: u32) -> u64 {
        let context = u64::from(context).next_multiple_of(STEP);
        let windows = u64::from(self.window).saturating_mul(u64::from(sequences.max(1)));
        // As llama.cpp sizes it: never more than the whole context.
        let windowed = (windows + UBATCH).next_multiple_of(STEP).min(context);
        let sliding = self.window_bytes_per_token.saturating_mul(windowed);
        self.cache_bytes_per_token.saturating_mul(context).saturating_add(sliding)
    }

    /// Bytes that running needs: weights, cache, computing, and a tenth of all as headroom.
    #[must_use]
    pub fn needed(&self, weights: u64, context: u32, sequences: u32) -> u64 {
        let compute = (weights / 20).clamp(LEAST_COMPUTE, MOST_COMPUTE);
        let sum = weights.saturating_add(self.cache(context, sequences)).saturating_add(compute);
        sum.saturating_add(sum / 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    /// Mebibytes of cache at 8192 and at 32768 tokens with one sequence, reckoned from the models' published shapes.
    const KNOWN: &[(&str, u64, Option<u64>)] = &[
        ("gemma-4-e2b-it", 60, Some(204)),
        ("gemma-4-e4b-it", 168, Some(552)),
        ("gemma-4-12b-it", 608, Some(992)),
        ("gemma-4-26b-a4b-it", 460, Some(940)),
        ("gemma-4-31b-it", 1840, Some(3760)),
        ("gemma-3-270m-it", 39, Some(111)),
        ("gemma-3-1b-it", 54, Some(150)),
        ("gemma-3-4b-it", 334, Some(814)),
        ("gemma-3-12b-it", 992, Some(2528)),
        ("gemma-3-27b-it", 1264, Some(3184)),
        ("gemma-3n-e2b-it", 96, Some(288)),
        ("gemma-2-2b-it", 650, None),
        ("gemma-2-9b-it", 2100, None),
        ("gemma-2-27b-it", 2300, None),
        ("gemma-2b-it", 144, None),
        ("gemma-7b-it", 3584, None),
    ];

    #[test]
    fn the_cache_of_each_gemma_is_what_its_shape_says() {
        for (id, at_8k, at_32k) in KNOWN {
            let memory = Catalogue::embedded().find(id).expect("it is in the catalogue").memory;
            assert_eq!(memory.cache(8192, 1) >> 20, *at_8k, "{id} at 8192");
            if let Some(at_32k) = at_32k {
                assert_eq!(memory.cache(32_768, 1) >> 20, *at_32k, "{id} at 32768");
            }
        }
    }

    #[test]
    fn each_conversation_at_once_has_a_window_of_its_own_but_shares_the_context() {
        let memory =
            MemoryFormula { layers: None, cache_bytes_per_token: 1, window: 1024, window_bytes_per_token: 100 };
        assert_eq!(memory.cache(32_768, 1), 32_768 + 100 * 1536);
        assert_eq!(memory.cache(32_768, 4), 32_768 + 100 * (4 * 1024 + 512));
        assert_eq!(memory.cache(1024, 4), 1024 + 100 * 1024, "no window is larger than the context");
    }

    #[test]
    fn no_number_is_too_large_to_be_reckoned_with() {
        let memory = MemoryFormula {
            layers: None,
            cache_bytes_per_token: u64::MAX,
            window: u32::MAX,
            window_bytes_per_token: u64::MAX,
        };
        assert_eq!(memory.needed(u64::MAX, u32::MAX, u32::MAX), u64::MAX);
    }
}
