//! A fit is how much of a model's context, and how many conversations at once, the machine's memory holds.
//!
//! It is reckoned from the file's header before anything is loaded, so that a model too large gets a sentence with
//! numbers instead of a machine that stands still.

use carat_engine::EngineError;

use crate::gguf::Header;

/// The context that is taken where nothing is asked for, in tokens: enough for a long chat, small for any Gemma.
const CONTEXT: u32 = 8192;

/// No shorter context than this is worth a chat.
const LEAST_CONTEXT: u32 = 2048;

/// Conversations that share the context where memory allows.
const SEQUENCES: u32 = 4;

/// What the program, its libraries and the vocabulary take, in bytes; measured with the starter model and rounded up.
const PROGRAM: u64 = 150 << 20;

/// Bytes of one cached number: the cache is in half precision.
const CACHED: u64 = 2;

/// How a model is laid out in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// Tokens of context, shared by all sequences.
    pub context: u32,
    /// Sequences that it holds at once.
    pub sequences: u32,
    /// Tokens of one computation.
    pub ubatch: u32,
}

/// What of a model's shape takes memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    weights: u64,
    trained: u32,
    /// Cached bytes for each token: of layers that see the whole context, and of those that see a window.
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
                windowed = windowed
                    .saturating_add(heads.saturating_mul(key_swa.saturating_add(value_swa)).saturating_mul(CACHED));
            } else {
                global = global.saturating_add(heads.saturating_mul(key.saturating_add(value)).saturating_mul(CACHED));
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
        let cache = self.global.saturating_mul(context).saturating_add(self.windowed.saturating_mul(windowed));
        let compute = self.width.saturating_mul(4).saturating_mul(ubatch);
        self.weights.saturating_add(cache).saturating_add(compute).saturating_add(PROGRAM)
    }

    /// The best layout that `available` bytes hold.
    ///
    /// # Errors
    /// [`EngineError::NotEnoughMemory`] where none does.
    pub fn fit(&self, asked: Option<u32>, ubatch: u32, available: u64) -> Result<Fit, EngineError> {
        let trained = if self.trained == 0 { CONTEXT } else { self.trained };
        let most = asked.unwrap_or(CONTEXT).clamp(256, trained.max(256));
        let mut layouts = vec![(most, SEQUENCES), (most, 2)];
        if asked.is_none() {
            layouts.extend([(most.min(CONTEXT / 2), 2), (most.min(LEAST_CONTEXT), 2)]);
        }
        layouts.push((if asked.is_none() { most.min(LEAST_CONTEXT) } else { most }, 1));
        let mut least = 0;
        for (context, sequences) in layouts {
            let fit = Fit { context, sequences, ubatch: ubatch.min(context) };
            least = self.needed(fit);
            if least <= available {
                return Ok(fit);
            }
        }
        Err(EngineError::NotEnoughMemory { needed_mb: least.div_ceil(1 << 20), available_mb: available >> 20 })
    }
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
            global: 3 * 1024,
            windowed: 15 * 1024,
            window: 512,
            width: 2048 * 2 + 640 * 8,
        }
    }

    #[test]
    fn the_cache_is_that_of_the_published_table() {
        // What llama.cpp itself reports for this model: 3 MiB for each 1,024 tokens, and 15 MiB for one sequence's windows.
        let shape = Shape { weights: 0, width: 0, ..small() };
        let fit = |context| Fit { context, sequences: 1, ubatch: 512 };
        assert_eq!(shape.needed(fit(8192)) - PROGRAM, (24 + 15) << 20);
        assert_eq!(shape.needed(fit(32768)) - PROGRAM, (96 + 15) << 20);
    }

    #[test]
    fn plenty_of_memory_gives_all_of_it() {
        assert_eq!(small().fit(None, 512, 8 << 30).unwrap(), Fit { context: 8192, sequences: 4, ubatch: 512 });
        assert_eq!(small().fit(Some(32768), 512, 8 << 30).unwrap().context, 32768);
        assert_eq!(small().fit(Some(1 << 20), 512, 8 << 30).unwrap().context, 32768, "no more than it was trained for");
        assert_eq!(small().fit(Some(1), 512, 8 << 30).unwrap(), Fit { context: 256, sequences: 4, ubatch: 256 });
    }

    #[test]
    fn tight_memory_gives_less() {
        let shape = small();
        let exactly = |context, sequences| shape.needed(Fit { context, sequences, ubatch: 512 });
        for (context, sequences) in [(8192, 4), (8192, 2), (4096, 2), (2048, 1)] {
            let fit = shape.fit(None, 512, exactly(context, sequences)).unwrap();
            assert_eq!((fit.context, fit.sequences), (context, sequences));
        }
        let least = exactly(2048, 1);
        assert_eq!(
            shape.fit(None, 512, least - 1).unwrap_err(),
            EngineError::NotEnoughMemory { needed_mb: least.div_ceil(1 << 20), available_mb: (least - 1) >> 20 }
        );
    }

    #[test]
    fn what_was_asked_for_is_not_shortened() {
        let shape = small();
        let one = shape.needed(Fit { context: 8192, sequences: 1, ubatch: 512 });
        assert_eq!(shape.fit(Some(8192), 512, one).unwrap(), Fit { context: 8192, sequences: 1, ubatch: 512 });
        assert!(shape.fit(Some(8192), 512, one - 1).is_err());
    }

    #[test]
    fn this_machine_has_memory_and_cores() {
        assert!(available() > 0);
        assert!(cores() > 0);
    }
}
