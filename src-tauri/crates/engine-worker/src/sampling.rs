//! A draw picks the next token from a model's logits.
//!
//! Gemma's vocabulary has 262,144 tokens, so nothing here sorts or copies all of it: one pass keeps the best few, and
//! every further step works on those. The order of the steps is llama.cpp's: penalty, top-k, top-p, min-p, temperature.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use carat_engine::Sampling;

/// How many of the answer's last tokens the penalty looks at, as in llama.cpp.
const PENALISED: usize = 64;

/// Two logits nearer than this may change places when a token is computed alone or among others. Measured on Gemma 3 270M
/// in 4 bits, where rounding between layers does most: checking four guesses at once changed the lead of the best token by
/// up to 0.67, and two ways of cutting one prompt changed single logits by up to 1.3.
pub const CLOSE: f32 = 1.5;

/// With top-k off, a token less likely than the best by e to this power is left out: all of them together, at
/// the largest vocabulary known, weigh less than one part in a million.
const NEGLIGIBLE: f32 = 26.0;

/// Draws the tokens of one answer.
#[derive(Debug, Clone)]
pub struct Draw {
    sampling: Sampling,
    random: Random,
    recent: VecDeque<i32>,
    candidates: Vec<Candidate>,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    token: i32,
    logit: f32,
    weight: f32,
}

impl Draw {
    /// A draw with these settings. Settings out of range are taken as off.
    #[must_use]
    pub fn new(sampling: Sampling) -> Self {
        let seed = sampling.seed.map_or_else(|| RandomState::new().build_hasher().finish(), u64::from);
        Self { sampling, random: Random(seed), recent: VecDeque::with_capacity(PENALISED), candidates: Vec::new() }
    }

    /// Draws the next token from the logits of all of them, and remembers it. `None` where no logit is a number.
    pub fn next(&mut self, logits: &[f32]) -> Option<i32> {
        let token = if self.greedy() && !self.penalises() { best(logits) } else { self.drawn(logits) }?;
        if self.penalises() {
            if self.recent.len() == PENALISED {
                self.recent.pop_front();
            }
            self.recent.push_back(token);
        }
        Some(token)
    }

    /// Whether the best two are so close that the rounding of the computation chose between them. Only a greedy draw
    /// takes the best for certain, so only there the question makes sense.
    #[must_use]
    pub fn close(&self, logits: &[f32]) -> bool {
        if !self.greedy() || self.penalises() {
            return false;
        }
        let Some(token) = best(logits).and_then(|token| usize::try_from(token).ok()) else { return false };
        let (before, after) = (&logits[..token], &logits[token + 1..]);
        let second = [before, after].into_iter().filter_map(|part| Some(part[best(part)? as usize]));
        second.fold(f32::NEG_INFINITY, f32::max) > logits[token] - CLOSE
    }

    fn greedy(&self) -> bool {
        // Not a number counts as greedy, too: it is the one setting that needs no temperature.
        self.sampling.temperature.is_nan() || self.sampling.temperature <= 0.0
    }

    fn penalises(&self) -> bool {
        self.sampling.repeat_penalty > 0.0 && (self.sampling.repeat_penalty - 1.0).abs() > f32::EPSILON
    }

    fn drawn(&mut self, logits: &[f32]) -> Option<i32> {
        let wanted = match (self.greedy(), self.sampling.top_k) {
            (true, _) => 1,
            (false, 0) => usize::MAX,
            (false, k) => usize::try_from(k).unwrap_or(usize::MAX),
        };
        self.gather(logits, wanted);
        self.penalise();
        self.candidates.sort_unstable_by(|a, b| b.logit.total_cmp(&a.logit).then(a.token.cmp(&b.token)));
        self.candidates.truncate(wanted);
        let first = *self.candidates.first()?;
        if self.greedy() {
            return Some(first.token);
        }
        self.keep_likely(first.logit);
        self.weigh(first.logit, self.sampling.temperature);
        let total: f32 = self.candidates.iter().map(|candidate| candidate.weight).sum();
        let mut point = self.random.fraction() * total;
        for candidate in &self.candidates {
            point -= candidate.weight;
            if point < 0.0 {
                return Some(candidate.token);
            }
        }
        self.candidates.last().map(|candidate| candidate.token)
    }

    /// Collects the best tokens: as many as wanted, and one more for each that a penalty may push down.
    fn gather(&mut self, logits: &[f32], wanted: usize) {
        self.candidates.clear();
        let room = if self.penalises() { wanted.saturating_add(self.recent.len()) } else { wanted };
        if wanted == usize::MAX {
            let Some(top) = best(logits).map(|token| logits[token as usize]) else { return };
            let least = top - NEGLIGIBLE * self.sampling.temperature.max(1.0);
            self.candidates.extend(numbered(logits).filter(|candidate| candidate.logit >= least));
            return;
        }
        // Twice the room, cut back to the best half whenever it is full: each token is looked at once, and the
        // cutting is rare because the bar rises with it.
        let mut bar = f32::NEG_INFINITY;
        for candidate in numbered(logits) {
            if candidate.logit > bar {
                self.candidates.push(candidate);
                if self.candidates.len() == room.saturating_mul(2) {
                    bar = self.cut(room);
                }
            }
        }
        if self.candidates.len() > room {
            self.cut(room);
        }
    }

    fn cut(&mut self, room: usize) -> f32 {
        self.candidates
            .select_nth_unstable_by(room - 1, |a, b| b.logit.total_cmp(&a.logit).then(a.token.cmp(&b.token)));
        self.candidates.truncate(room);
        self.candidates[room - 1].logit
    }

    fn penalise(&mut self) {
        if !self.penalises() {
            return;
        }
        let penalty = self.sampling.repeat_penalty;
        for candidate in &mut self.candidates {
            if self.recent.contains(&candidate.token) {
                candidate.logit =
                    if candidate.logit > 0.0 { candidate.logit / penalty } else { candidate.logit * penalty };
            }
        }
    }

    /// Top-p, then min-p, both on what the model itself says.
    fn keep_likely(&mut self, top: f32) {
        self.weigh(top, 1.0);
        if self.sampling.top_p > 0.0 && self.sampling.top_p < 1.0 {
            let total: f32 = self.candidates.iter().map(|candidate| candidate.weight).sum();
            let mut reached = 0.0;
            let kept = self.candidates.iter().position(|candidate| {
                reached += candidate.weight;
                reached >= self.sampling.top_p * total
            });
            self.candidates.truncate(kept.map_or(self.candidates.len(), |last| last + 1));
        }
        if self.sampling.min_p > 0.0 {
            // The best has weight 1, so min-p is a bar as it stands; the best itself always stays.
            let least = self.sampling.min_p;
            let kept =
                self.candidates.iter().position(|candidate| candidate.weight < least).unwrap_or(self.candidates.len());
            self.candidates.truncate(kept.max(1));
        }
    }

    fn weigh(&mut self, top: f32, temperature: f32) {
        for candidate in &mut self.candidates {
            candidate.weight = ((candidate.logit - top) / temperature).exp();
        }
    }
}

fn numbered(logits: &[f32]) -> impl Iterator<Item = Candidate> + '_ {
    (0i32..).zip(logits).filter(|(_, logit)| !logit.is_nan()).map(|(token, logit)| Candidate {
        token,
        logit: *logit,
        weight: 0.0,
    })
}

/// The token with the greatest logit, the first of equals.
fn best(logits: &[f32]) -> Option<i32> {
    // Lanes of eight let the compiler use vector instructions for the one pass over a whole vocabulary.
    let mut lanes = [f32::NEG_INFINITY; 8];
    let chunks = logits.chunks_exact(8);
    let rest = chunks.remainder().iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for chunk in chunks {
        for (lane, logit) in lanes.iter_mut().zip(chunk) {
            *lane = if *logit > *lane { *logit } else { *lane };
        }
    }
    let top = lanes.into_iter().fold(rest, f32::max);
    logits.iter().position(|logit| *logit == top).and_then(|token| i32::try_from(token).ok())
}

/// A small generator of random numbers (`SplitMix64`), the same on every machine for the same seed.
#[derive(Debug, Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, but without, 1.
    fn fraction(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u32 << 24) as f32
    }
}

#[cfg(test)]
mod tests;
