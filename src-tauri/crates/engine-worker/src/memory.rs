//! A fit is how much of a model's context, and how many conversations at once, the machine's memory holds.
//!
//! It is reckoned from the file's header before anything is loaded, so that a model too large gets a sentence with
//! numbers instead of a machine that stands still.

use carat_engine::{EngineError, Purpose};

use crate::gguf::Header;

/// The context that is taken where nothing is asked for, in tokens: enough for a long chat, small for any Gemma.
const CONTEXT: u32 = 8192;

/// No shorter context than this is worth a chat.
const LEAST_CONTEXT: u32 = 2048;

/// The longest text that is embedded whole, in tokens, by models made for it.
const EMBEDDED: u32 = 2048;

/// The same for models made to answer: llama.cpp reserves their whole vocabulary for every token of it.
const EMBEDDED_BY_OTHERS: u32 = 512;

/// Texts that are embedded at once.
const TEXTS: u32 = 8;

/// Sequences of a guard: its policy, and the text that it judges.
const GUARDED: u32 = 2;

/// Conversations that share the context where memory allows.
const SEQUENCES: u32 = 4;

/// What the program, its libraries and the vocabulary take, in bytes; measured with the starter model and rounded up.
const PROGRAM: u64 = 150 << 20;

/// In what precision keys and values are cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cache {
    /// Half precision: two bytes a number.
    #[default]
    Half,
    /// `q8_0`: 34 bytes for 32 numbers.
    Eight,
}

impl Cache {
    /// ggml's name for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Half => "f16",
            Self::Eight => "q8_0",
        }
    }

    fn bytes(self, numbers: u64) -> u64 {
        match self {
            Self::Half => numbers.saturating_mul(2),
            Self::Eight => (numbers / 32).saturating_mul(34),
        }
    }
}

/// How a model is laid out in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// Tokens of context, shared by all sequences.
    pub context: u32,
    /// Sequences that it holds at once.
    pub sequences: u32,
    /// Tokens of one computation.
    pub ubatch: u32,
    /// In what precision it caches.
    pub cache: Cache,
}

/// What of a model's shape takes memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    weights: u64,
    trained: u32,
    /// Cached numbers for each token: of layers that see the whole context, and of those that see a window.
    global: u64,
    windowed: u64,
    /// The window in tokens; 0 where there is none.
    pub window: u32,
    /// Numbers that pass between two layers for each token.
    width: u64,
}

impl Shape {
    /// The shape that a header describes.
    #[must_use]
    pub fn of(header: &Header) -> Self {
        let number = |key: &str| header.number(key).unwrap_or_default();
        let layers = number("block_count").min(4096);
        let heads = number("attention.head_count").max(1);
        let head = number("embedding_length") / heads;
        let length = |key: &str, default: u64| header.number(key).unwrap_or(default);
        let (key, value) = (length("attention.key_length", head), length("attention.value_length", head));
        let (key_swa, value_swa) =
            (length("attention.key_length_swa", key), length("attention.value_length_swa", value));
        let kv_heads =
            header.per_layer("attention.head_count_kv", layers).unwrap_or_else(|| vec![heads; layers as usize]);
        let windows = windows(header, layers);
        // The last layers of some models reuse the cache of earlier ones.
        let cached = layers.saturating_sub(number("attention.shared_kv_layers"));
        let (mut global, mut windowed) = (0u64, 0u64);
        for (heads, window) in kv_heads.iter().zip(&windows).take(cached as usize) {
            if *window {
                windowed = windowed.saturating_add(heads.saturating_mul(key_swa.saturating_add(value_swa)));
            } else {
                global = global.saturating_add(heads.saturating_mul(key.saturating_add(value)));
            }
        }
        let width = number("feed_forward_length")
            .saturating_mul(2)
            .saturating_add(number("embedding_length").saturating_mul(8));
        Self {
            weights: header.weights,
            trained: u32::try_from(number("context_length")).unwrap_or(u32::MAX),
            global,
            windowed,
            window: u32::try_from(window(header)).unwrap_or(u32::MAX),
            width,
        }
    }

    /// Bytes that it needs in this layout.
    #[must_use]
    pub fn needed(&self, fit: Fit) -> u64 {
        let context = u64::from(fit.context).next_multiple_of(256);
        let ubatch = u64::from(fit.ubatch);
        // As llama.cpp sizes it with a unified cache and without `swa_full`.
        let windowed = (u64::from(self.window) * u64::from(fit.sequences) + ubatch).next_multiple_of(256).min(context);
        let numbers = self.global.saturating_mul(context).saturating_add(self.windowed.saturating_mul(windowed));
        let cache = fit.cache.bytes(numbers);
        let compute = self.width.saturating_mul(4).saturating_mul(ubatch);
        self.weights.saturating_add(cache).saturating_add(compute).saturating_add(PROGRAM)
    }

    /// The layout for embeddings: texts are embedded whole, so one computation is as long as the longest of them.
    #[must_use]
    pub fn texts(&self, made_for_it: bool) -> Fit {
        let most = if made_for_it { EMBEDDED } else { EMBEDDED_BY_OTHERS };
        let longest = if self.trained == 0 { EMBEDDED_BY_OTHERS } else { self.trained.min(most) };
        Fit { context: longest, sequences: TEXTS, ubatch: longest, cache: Cache::Half }
    }

    /// The first of these layouts that `available` bytes hold.
    ///
    /// # Errors
    /// [`EngineError::NotEnoughMemory`] where none does.
    pub fn first_of(&self, layouts: &[Fit], available: u64) -> Result<usize, EngineError> {
        let fits = layouts.iter().position(|fit| self.needed(*fit) <= available);
        let least = || layouts.iter().map(|fit| self.needed(*fit)).min().unwrap_or_default();
        fits.ok_or_else(|| too_little(least(), available))
    }

    /// Layouts from the best to the least, all of half precision before the coarser ones. A context that was asked for
    /// is not shortened.
    #[must_use]
    pub fn layouts(&self, asked: Option<u32>, purpose: Purpose, ubatch: u32) -> Vec<Fit> {
        let trained = if self.trained == 0 { CONTEXT } else { self.trained };
        let most = asked.unwrap_or(CONTEXT).clamp(256, trained.max(256));
        let sequences = if purpose == Purpose::Guard { GUARDED } else { SEQUENCES };
        let mut sizes = vec![(most, sequences), (most, 2)];
        if asked.is_none() {
            sizes.extend([CONTEXT / 2, LEAST_CONTEXT].map(|context| (most.min(context), 2)));
        }
        let least = if asked.is_none() { most.min(LEAST_CONTEXT) } else { most };
        sizes.push((least, 1));
        let fit = |(context, sequences), cache| Fit { context, sequences, ubatch: ubatch.min(context), cache };
        let mut layouts: Vec<Fit> = sizes.into_iter().map(|size| fit(size, Cache::Half)).collect();
        layouts.extend([(least, 2), (least, 1)].map(|size| fit(size, Cache::Eight)));
        layouts.dedup();
        layouts
    }
}

fn too_little(needed: u64, available: u64) -> EngineError {
    EngineError::NotEnoughMemory { needed_mb: needed.div_ceil(1 << 20), available_mb: available >> 20 }
}

fn window(header: &Header) -> u64 {
    let default = if header.architecture == "gemma2" { 4096 } else { 0 };
    header.number("attention.sliding_window").unwrap_or(default)
}

/// For each layer whether it sees a window only. Where nothing is known, none does, which reckons high and not low.
fn windows(header: &Header, layers: u64) -> Vec<bool> {
    const PATTERN: &str = "attention.sliding_window_pattern";
    let layers = layers as usize;
    if window(header) == 0 {
        return vec![false; layers];
    }
    let period = match header.per_layer(PATTERN, layers as u64) {
        // A list says it for each layer; a number is the period, whose last layer sees everything.
        Some(list) if list.iter().all(|value| *value <= 1) => return list.iter().map(|value| *value == 1).collect(),
        Some(list) => list.first().copied().unwrap_or_default(),
        None => match header.architecture.as_str() {
            "gemma2" => 2,
            "gemma3" => 6,
            "gemma3n" => 5,
            _ => return vec![false; layers],
        },
    };
    (0..layers as u64).map(|layer| period == 0 || layer % period < period - 1).collect()
}

/// Bytes of memory that are free for a model, by the machine or by the limit of its container, whichever is less.
/// Where the system doesn't say, there is no limit: a model that may fit is not refused.
#[must_use]
pub fn available() -> u64 {
    let Ok(mut system) = sysinfo::System::new() else { return u64::MAX };
    system.refresh_memory();
    let machine = system.available_memory();
    system.cgroup_limits().map_or(machine, |limits| machine.min(limits.free_memory))
}

/// Threads for decoding: the physical cores, as far as this process may use them.
#[must_use]
pub fn cores() -> u32 {
    let usable = std::thread::available_parallelism().map_or(1, usize::from);
    let physical = sysinfo::System::physical_core_count().unwrap_or(usable);
    u32::try_from(physical.min(usable).max(1)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gemma 3 270M: 15 windowed layers and 3 others, each with one head of 256 and 256 numbers.
    fn small() -> Shape {
        Shape {
            weights: 250 << 20,
            trained: 32768,
            global: 3 * 512,
            windowed: 15 * 512,
            window: 512,
            width: 2048 * 2 + 640 * 8,
        }
    }

    fn a_fit(context: u32, sequences: u32) -> Fit {
        Fit { context, sequences, ubatch: 512.min(context), cache: Cache::Half }
    }

    /// The layout that these bytes hold.
    fn fit(shape: &Shape, asked: Option<u32>, available: u64) -> Result<Fit, EngineError> {
        let layouts = shape.layouts(asked, Purpose::Answer, 512);
        shape.first_of(&layouts, available).map(|at| layouts[at])
    }

    #[test]
    fn the_cache_is_that_of_the_published_table() {
        // What llama.cpp itself reports for this model: 3 MiB for each 1,024 tokens, and 15 MiB for one sequence's windows.
        let shape = Shape { weights: 0, width: 0, ..small() };
        assert_eq!(shape.needed(a_fit(8192, 1)) - PROGRAM, (24 + 15) << 20);
        assert_eq!(shape.needed(a_fit(32768, 1)) - PROGRAM, (96 + 15) << 20);
        let coarse = Fit { cache: Cache::Eight, ..a_fit(32768, 1) };
        assert_eq!(shape.needed(coarse) - PROGRAM, ((96 + 15) << 20) / 32 * 17);
    }

    #[test]
    fn plenty_of_memory_gives_all_of_it() {
        assert_eq!(fit(&small(), None, 8 << 30).unwrap(), a_fit(8192, 4));
        assert_eq!(fit(&small(), Some(32768), 8 << 30).unwrap().context, 32768);
        assert_eq!(fit(&small(), Some(1 << 20), 8 << 30).unwrap().context, 32768, "no more than it was trained for");
        assert_eq!(fit(&small(), Some(1), 8 << 30).unwrap(), a_fit(256, 4));
    }

    #[test]
    fn a_guard_has_a_sequence_for_its_policy_and_one_for_the_text() {
        assert_eq!(small().layouts(None, Purpose::Guard, 512)[0], a_fit(8192, 2));
    }

    #[test]
    fn a_text_to_be_embedded_fits_one_computation() {
        assert_eq!(small().texts(true), Fit { ubatch: 2048, ..a_fit(2048, 8) });
        assert_eq!(small().texts(false), a_fit(512, 8));
        let short = Shape { trained: 256, ..small() };
        assert_eq!(short.texts(true).ubatch, 256, "no more than it was trained for");
    }

    #[test]
    fn tight_memory_gives_less() {
        let shape = small();
        for (context, sequences) in [(8192, 4), (8192, 2), (4096, 2), (2048, 2), (2048, 1)] {
            assert_eq!(fit(&shape, None, shape.needed(a_fit(context, sequences))).unwrap(), a_fit(context, sequences));
        }
        let coarse = Fit { cache: Cache::Eight, ..a_fit(2048, 1) };
        let least = shape.needed(coarse);
        assert_eq!(fit(&shape, None, least).unwrap(), coarse);
        assert_eq!(
            fit(&shape, None, least - 1).unwrap_err(),
            EngineError::NotEnoughMemory { needed_mb: least.div_ceil(1 << 20), available_mb: (least - 1) >> 20 }
        );
    }

    #[test]
    fn what_was_asked_for_is_not_shortened() {
        let shape = small();
        assert!(shape.layouts(Some(8192), Purpose::Answer, 512).iter().all(|fit| fit.context == 8192));
        let least = shape.needed(Fit { cache: Cache::Eight, ..a_fit(8192, 1) });
        assert!(fit(&shape, Some(8192), least).is_ok() && fit(&shape, Some(8192), least - 1).is_err());
    }

    #[test]
    fn this_machine_has_memory_and_cores() {
        assert!(available() > 0);
        assert!(cores() > 0);
    }
}
