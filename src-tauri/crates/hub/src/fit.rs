//! A fit says in one word whether a model runs on this machine, why, and about how fast.
//!
//! It is reckoned from numbers alone. Decoding reads every active weight once for each token, so the speed is the
//! machine's reading speed over the bytes to read.

use serde::Serialize;

use crate::{Machine, MemoryFormula, ReadingSpeed};

/// Conversations that may run at once: a long answer and a quick question beside it.
pub const SEQUENCES: u32 = 2;

/// The context that is taken where none is chosen, in tokens.
pub const USUAL_CONTEXT: u32 = 8192;

/// Slower than this one waits for the answer instead of reading along; in tokens a second.
const READING_PACE: f64 = 5.0;

/// What the system needs to breathe: a model that leaves less of the free memory is tight.
const SPARE: u64 = 1 << 30;

/// Less than this part of a model in graphics memory is not worth it.
const WORTH_PART: u64 = 4;

/// What a model needs, in numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needs {
    /// Bytes of its weights.
    pub weights: u64,
    /// The part of them that each token is reckoned with, from 0 to 1.
    pub active: f64,
    /// What its cache takes.
    pub memory: MemoryFormula,
    /// Tokens of context.
    pub context: u32,
    /// Conversations that run at once.
    pub sequences: u32,
}

/// In one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FitWord {
    /// Memory to spare and a pace to read along with.
    RunsWell,
    /// It runs, with a drawback.
    Tight,
    /// It would not run, or would bring the machine to a stand.
    TooLarge,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FitReason {
    /// It fits the graphics memory as a whole.
    InGpu,
    /// It fits the free memory.
    InMemory,
    /// It fits the free memory with little to spare.
    LittleSpare,
    /// Part of it fits the graphics memory, the rest the main memory.
    PartlyInGpu,
    /// It fits, and answers more slowly than one reads.
    Slow,
    /// It would fit if other programs were closed.
    CloseOthers,
    /// It needs more memory than the machine has.
    MoreThanMachine,
}

/// How a model would run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fit {
    /// In one word.
    pub word: FitWord,
    /// Why.
    pub why: FitReason,
    /// Tokens a second, about; `None` where the machine's speed is not known.
    pub tokens_per_second: Option<f64>,
    /// Whether the speed was measured with answers.
    pub speed_measured: bool,
    /// Bytes that it needs.
    pub needed: u64,
    /// Bytes free where it would run.
    pub free: u64,
    /// Bytes there are in all.
    pub total: u64,
    /// The context that it was reckoned for.
    pub context: u32,
}

impl Fit {
    /// How a model with these needs would run on this machine.
    #[must_use]
    pub fn of(needs: &Needs, machine: &Machine, speed: &ReadingSpeed) -> Self {
        let needed = needs.memory.needed(needs.weights, needs.context, needs.sequences);
        let gpu = machine.gpus.iter().max_by_key(|gpu| gpu.memory_free);
        let (gpu_free, gpu_total) = gpu.map_or((0, 0), |gpu| (gpu.memory_free, gpu.memory_total));
        let fit = |word, why, pace: Option<f64>, free, total| Self {
            word,
            why,
            tokens_per_second: pace,
            speed_measured: speed.measured,
            needed,
            free,
            total,
            context: needs.context,
        };
        let to_read = bytes_to_read(needs);
        let on_cpu = pace(speed.memory, to_read);
        if needed <= gpu_free {
            let pace = pace(speed.gpu, to_read);
            return slow_or(fit(FitWord::RunsWell, FitReason::InGpu, pace, gpu_free, gpu_total));
        }
        let (free, total) = (machine.memory_free, machine.memory_total);
        if gpu_free >= needed / WORTH_PART && needed - gpu_free <= free {
            // What lies in main memory sets the pace.
            let left = to_read * fraction(needed - gpu_free, needed);
            let pace = pace(speed.memory, left);
            return fit(FitWord::Tight, FitReason::PartlyInGpu, pace, gpu_free + free, gpu_total + total);
        }
        if needed.saturating_add(SPARE) <= free {
            slow_or(fit(FitWord::RunsWell, FitReason::InMemory, on_cpu, free, total))
        } else if needed <= free {
            fit(FitWord::Tight, FitReason::LittleSpare, on_cpu, free, total)
        } else if needed.saturating_add(SPARE) <= total {
            fit(FitWord::Tight, FitReason::CloseOthers, on_cpu, free, total)
        } else {
            fit(FitWord::TooLarge, FitReason::MoreThanMachine, None, free.max(gpu_free), total.max(gpu_total))
        }
    }
}

/// A model that fits and is slower than reading is tight all the same.
fn slow_or(fit: Fit) -> Fit {
    match fit.tokens_per_second {
        Some(pace) if pace < READING_PACE => Fit { word: FitWord::Tight, why: FitReason::Slow, ..fit },
        _ => fit,
    }
}

#[allow(clippy::cast_precision_loss, reason = "an estimate needs no last digit")]
fn bytes_to_read(needs: &Needs) -> f64 {
    needs.weights as f64 * needs.active.clamp(0.01, 1.0)
}

#[allow(clippy::cast_precision_loss, reason = "an estimate needs no last digit")]
fn fraction(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn pace(bytes_per_second: Option<f64>, to_read: f64) -> Option<f64> {
    bytes_per_second.filter(|speed| *speed > 0.0 && to_read > 0.0).map(|speed| speed / to_read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Gpu;

    const GB: u64 = 1_000_000_000;

    fn needs(weights: u64) -> Needs {
        Needs { weights, active: 1.0, memory: MemoryFormula::default(), context: 8192, sequences: 1 }
    }

    fn machine(free: u64, total: u64, gpu_free: u64) -> Machine {
        let gpus = if gpu_free == 0 {
            vec![]
        } else {
            vec![Gpu { name: "G".into(), memory_total: gpu_free, memory_free: gpu_free }]
        };
        Machine { memory_total: total, memory_free: free, gpus }
    }

    const QUICK: ReadingSpeed = ReadingSpeed { memory: Some(40e9), gpu: Some(400e9), measured: true };

    fn found(weights: u64, machine: &Machine, speed: &ReadingSpeed) -> (FitWord, FitReason) {
        let fit = Fit::of(&needs(weights), machine, speed);
        (fit.word, fit.why)
    }

    #[test]
    fn a_model_with_memory_and_pace_to_spare_runs_well_and_says_how_fast() {
        let fit = Fit::of(&needs(4 * GB), &machine(16 * GB, 32 * GB, 0), &QUICK);
        assert_eq!((fit.word, fit.why, fit.tokens_per_second), (FitWord::RunsWell, FitReason::InMemory, Some(10.0)));
        assert!(fit.speed_measured && fit.needed > 4 * GB && fit.free == 16 * GB);
    }

    #[test]
    fn each_drawback_has_its_reason() {
        use {FitReason::*, FitWord::*};
        let slow = ReadingSpeed { memory: Some(10e9), ..QUICK };
        assert_eq!(found(4 * GB, &machine(16 * GB, 32 * GB, 0), &slow), (Tight, Slow));
        assert_eq!(found(4 * GB, &machine(5 * GB, 32 * GB, 0), &QUICK), (Tight, LittleSpare));
        assert_eq!(found(4 * GB, &machine(2 * GB, 32 * GB, 0), &QUICK), (Tight, CloseOthers));
        assert_eq!(found(40 * GB, &machine(16 * GB, 32 * GB, 0), &QUICK), (TooLarge, MoreThanMachine));
        assert_eq!(found(4 * GB, &machine(2 * GB, 4 * GB, 24 * GB), &QUICK), (RunsWell, InGpu));
        assert_eq!(found(20 * GB, &machine(32 * GB, 64 * GB, 12 * GB), &QUICK), (Tight, PartlyInGpu));
    }

    #[test]
    fn without_a_known_speed_none_is_told() {
        let fit = Fit::of(&needs(4 * GB), &machine(16 * GB, 32 * GB, 0), &ReadingSpeed::default());
        assert_eq!((fit.word, fit.tokens_per_second), (FitWord::RunsWell, None));
    }

    #[test]
    fn a_mixture_of_experts_is_as_fast_as_its_active_weights() {
        let experts = Needs { active: 0.15, ..needs(14 * GB) };
        let (machine, dense) = (machine(32 * GB, 64 * GB, 0), needs(14 * GB));
        let pace = |needs: &Needs| Fit::of(needs, &machine, &QUICK).tokens_per_second.expect("a pace");
        assert!(pace(&experts) > pace(&dense) * 6.0);
    }

    proptest::proptest! {
        #[test]
        fn more_memory_never_makes_a_fit_worse_and_a_larger_model_never_makes_it_better(
            weights in 1..100 * GB, more in 0..50 * GB, free in 0..64 * GB, taken in 0..32 * GB, context in 256_u32..262_144,
        ) {
            let memory = MemoryFormula { layers: None, cache_bytes_per_token: 16 << 10, window: 1024, window_bytes_per_token: 320 << 10 };
            let needs = |weights| Needs { weights, active: 1.0, memory, context, sequences: 2 };
            let of = |weights, free| Fit::of(&needs(weights), &machine(free, free + taken, 0), &ReadingSpeed::default()).word;
            proptest::prop_assert!(of(weights, free + more) <= of(weights, free));
            proptest::prop_assert!(of(weights + more, free) >= of(weights, free));
        }
    }
}
