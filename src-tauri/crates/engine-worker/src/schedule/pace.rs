//! A pace is how much of a prompt one step reads.
//!
//! Nothing can interrupt llama.cpp in the middle of a step, so neither a cancel nor another's first token may wait
//! longer than half a second behind one. Larger steps read faster, so a step is as large as that allows, by what
//! the last one took: the further a prompt goes, the longer the same number of tokens takes.

use std::time::Duration;

/// What a step should take at most.
const LONGEST: Duration = Duration::from_millis(420);

/// Steps are multiples of this where they are larger, so that one prompt is cut in few ways. With flash attention on a
/// processor, cuts of 128, 256 and 512 gave the same numbers to the last bit; 64 did not.
const GRAIN: usize = 64;

/// No step is smaller: a machine that slow would spend its time on everything but tokens.
const LEAST: usize = 16;

/// How much of a prompt one step reads.
#[derive(Debug, Clone)]
pub struct Pace {
    step: usize,
    most: usize,
}

impl Pace {
    /// A pace that begins with steps of `first` tokens; `most` is what a batch holds.
    #[must_use]
    pub fn new(first: usize, most: usize) -> Self {
        Self { step: first.clamp(1, most), most }
    }

    /// Tokens that the next step may read.
    #[must_use]
    pub fn step(&self) -> usize {
        self.step
    }

    /// Learns from a step that read `tokens` of prompts.
    pub fn took(&mut self, tokens: usize, time: Duration) {
        // A small part says little of a whole step.
        if tokens < self.step / 2 || tokens < LEAST {
            return;
        }
        let fits = tokens as f64 * LONGEST.as_secs_f64() / time.as_secs_f64().max(1e-6);
        // One step that went fast says little of one four times as large.
        let fits = (fits as usize).min(tokens * 2);
        let grained = if fits >= GRAIN { fits / GRAIN * GRAIN } else { fits.next_power_of_two() / 2 };
        self.step = grained.clamp(LEAST.min(self.most), self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(steps: &[(usize, u64)]) -> usize {
        let mut pace = Pace::new(128, 512);
        for (tokens, milliseconds) in steps {
            pace.took(*tokens, Duration::from_millis(*milliseconds));
        }
        pace.step()
    }

    #[test]
    fn a_fast_machine_takes_all_a_batch_holds() {
        assert_eq!(pace(&[(128, 10), (256, 20)]), 512);
        assert_eq!(pace(&[(128, 0), (256, 0), (512, 0)]), 512);
    }

    #[test]
    fn no_step_takes_longer_than_half_a_second_twice() {
        assert_eq!(pace(&[(128, 260)]), 192);
        assert_eq!(pace(&[(128, 260), (192, 600)]), 128);
        assert_eq!(pace(&[(128, 4000)]), 16, "a large model on a small machine");
        assert_eq!(pace(&[(128, 60_000)]), 16);
    }

    #[test]
    fn a_small_piece_says_nothing() {
        assert_eq!(pace(&[(20, 400)]), 128);
    }
}
