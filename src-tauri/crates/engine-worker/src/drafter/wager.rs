//! A wager is how much of a guess is checked: as much as is likely to pay.
//!
//! It knows two things. What a step of so many tokens takes, measured as steps go by; and how likely a guessed token
//! is right, which it learns from the guesses before. A step that checks n tokens gives one more than were right, and
//! is worth it where that is more than as much time would give one by one.

use std::time::Duration;

/// How many guessed tokens are checked at once. With the one that is surely right they fill steps of 4, 8, 16 and 32
/// tokens: processors compute four at a time, and a step of three takes longer than one of four.
const SIZES: [usize; 4] = [3, 7, 15, 31];

/// What such steps take until they were measured, in steps of one token: Gemma 3 270M on two cores.
const FIRST_COSTS: [f32; 4] = [2.1, 3.0, 4.5, 7.8];

/// A check takes at most this, or as long as so many steps of one token: nothing can interrupt it, and another's question
/// waits for its end.
const LONGEST_MS: f32 = 150.0;
const LONGEST_STEPS: f32 = 3.5;

/// A wager must promise this much more than no wager: what it promises is never exact.
const MARGIN: f32 = 1.1;

/// How fast older guesses are forgotten with each new one.
const KEPT: f32 = 0.9;

/// How fast older measurements are forgotten.
const SMOOTH: f32 = 0.2;

/// How much of a guess is checked.
#[derive(Debug, Clone)]
pub struct Wager {
    right: f32,
    wrong: f32,
    /// What a step of one token takes, in milliseconds; 0 until it was measured.
    single: f32,
    /// What larger steps take, likewise.
    checks: [f32; 4],
}

impl Default for Wager {
    fn default() -> Self {
        Self { right: 1.0, wrong: 1.0, single: 0.0, checks: [0.0; 4] }
    }
}

impl Wager {
    /// The most tokens that are ever checked at once.
    pub const MOST: usize = SIZES[SIZES.len() - 1];

    /// How many of `guessed` tokens to check; 0 where it does not pay. `evidence` is what speaks for them.
    #[must_use]
    pub fn size(&self, guessed: usize, evidence: f32) -> usize {
        let right = self.right + evidence;
        let chance = right / (right + self.wrong);
        let worth = |(class, size): (usize, &usize)| {
            let size = guessed.min(*size);
            // The first is right, the first two, and so on: each is a token won.
            let won: f32 = (1..=size).map(|count| chance.powi(i32::try_from(count).unwrap_or(i32::MAX))).sum();
            ((1.0 + won) / self.cost(class), size)
        };
        let brief = |(class, _): &(usize, &usize)| self.cost(*class) <= (LONGEST_MS / self.single).max(LONGEST_STEPS);
        let best = SIZES.iter().enumerate().filter(brief).map(worth).max_by(|a, b| a.0.total_cmp(&b.0));
        best.filter(|(worth, _)| *worth > MARGIN).map_or(0, |(_, size)| size)
    }

    /// Learns how many of the tokens that were checked were right.
    pub fn settle(&mut self, checked: usize, right: usize) {
        self.right = self.right * KEPT + right as f32;
        // The tokens after the first wrong one were not guessed wrongly: nobody knows.
        self.wrong = self.wrong * KEPT + if right < checked { 1.0 } else { 0.0 };
        // Certainty, of either kind, does not grow without end: texts change.
        let most = 40.0 / (self.right + self.wrong).max(40.0);
        self.right *= most;
        self.wrong = (self.wrong * most).max(0.05);
    }

    /// Learns what a step of this many tokens of one answer took.
    pub fn took(&mut self, tokens: usize, time: Duration) {
        let known = match SIZES.iter().position(|size| size + 1 == tokens) {
            Some(class) => &mut self.checks[class],
            None if tokens == 1 => &mut self.single,
            None => return,
        };
        let took = time.as_secs_f32() * 1000.0;
        *known = if *known > 0.0 { *known + (took - *known) * SMOOTH } else { took };
    }

    /// What a check takes, in steps of one token.
    fn cost(&self, class: usize) -> f32 {
        let measured = self.checks[class] > 0.0 && self.single > 0.0;
        if measured { (self.checks[class] / self.single).max(1.0) } else { FIRST_COSTS[class] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_that_prove_right_grow() {
        let mut wager = Wager::default();
        let mut sizes = Vec::new();
        for _ in 0..5 {
            let size = wager.size(100, 2.0);
            wager.settle(size, size);
            sizes.push(size);
        }
        assert_eq!(sizes.first(), Some(&3));
        assert_eq!(sizes.last(), Some(&31));
        assert!(sizes.is_sorted());
    }

    #[test]
    fn guesses_that_prove_wrong_end_until_more_speaks_for_them() {
        let mut wager = Wager::default();
        wager.settle(3, 0);
        assert_eq!(wager.size(100, 1.0), 0);
        assert!(wager.size(100, 6.0) > 0);
        for _ in 0..1000 {
            wager.settle(3, 0);
        }
        assert_eq!(wager.size(100, 6.0), 0);
        for _ in 0..40 {
            wager.settle(31, 31);
        }
        assert_eq!(wager.size(100, 1.0), 31, "a text that changed is noticed");
    }

    #[test]
    fn a_machine_on_which_it_does_not_pay_does_without() {
        let mut wager = Wager::default();
        wager.took(1, Duration::from_millis(10));
        for tokens in [4, 8, 16, 32] {
            wager.took(tokens, Duration::from_millis(10 * tokens as u64));
        }
        for _ in 0..10 {
            wager.settle(3, 3);
        }
        assert_eq!(wager.size(100, 8.0), 0, "four at once take as long as four one by one");
    }

    #[test]
    fn nobody_waits_long_behind_a_check() {
        let sizes = |single: u64| {
            let mut wager = Wager::default();
            wager.took(1, Duration::from_millis(single));
            for _ in 0..20 {
                wager.settle(31, 31);
            }
            wager.size(100, 8.0)
        };
        assert_eq!((sizes(5), sizes(28), sizes(200)), (31, 15, 7));
    }

    #[test]
    fn a_device_that_checks_for_nothing_checks_much() {
        let mut wager = Wager::default();
        wager.took(1, Duration::from_millis(10));
        for tokens in [4, 8, 16, 32] {
            wager.took(tokens, Duration::from_millis(11));
        }
        assert_eq!(wager.size(100, 4.0), 31);
        assert_eq!(wager.size(5, 4.0), 5, "no more than was guessed");
    }
}
