//! Measuring reads and writes a few tokens while nobody asks, to tell how fast the model is on this machine.

use std::time::{Duration, Instant};

use carat_engine::Speed;
use llama_cpp_2::token::LlamaToken;

use super::Schedule;

/// Text to be read; what it says does not matter.
const TEXT: &str = "The ship sails on the sea, and the wind carries it from one island to the next. ";

/// Tokens that are read at once: a tenth of a second for the smallest model on two cores.
const READ: usize = 32;

/// Tokens that are written.
const WRITTEN: u32 = 3;

/// How far measuring is.
#[derive(Debug, Default)]
pub(super) struct Measuring {
    lane: Option<usize>,
    prefill: f32,
    written: u32,
    spent: Duration,
}

/// What came of a step of measuring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measured {
    /// There are more steps to it.
    More,
    /// It can't be measured now: every lane holds something that is worth more.
    Not,
    /// How fast the model is.
    Speed(Speed),
}

impl Schedule<'_> {
    /// Does one step of measuring. Nothing may be at work.
    pub fn measure(&mut self) -> Measured {
        let free = |lane: &usize| self.lanes[*lane].tokens.is_empty() && !self.lanes[*lane].held;
        let Some(lane) = self.measuring.lane.or_else(|| (0..self.lanes.len()).find(free)) else { return Measured::Not };
        let there = self.lanes[lane].tokens.len();
        let begun = self.measuring.lane.is_some();
        // Somebody else may have taken the lane between two steps.
        if begun && there != READ + self.measuring.written as usize {
            self.measuring = Measuring::default();
            return Measured::More;
        }
        let tokens: Vec<LlamaToken> = self.tokenizer.inside(TEXT).into_iter().cycle().take(READ).collect();
        if tokens.len() < READ || cells_left(self) < READ + WRITTEN as usize {
            return Measured::Not;
        }
        let began = Instant::now();
        let read = if begun { &tokens[..1] } else { &tokens[..] };
        if self.read(lane, read, true).is_err() {
            self.measuring = Measuring::default();
            return Measured::Not;
        }
        let took = began.elapsed();
        let measuring = &mut self.measuring;
        if begun {
            measuring.written += 1;
            measuring.spent += took;
        } else {
            measuring.lane = Some(lane);
            measuring.prefill = READ as f32 / took.as_secs_f32().max(1e-6);
        }
        if measuring.written < WRITTEN {
            return Measured::More;
        }
        let decode = WRITTEN as f32 / measuring.spent.as_secs_f32().max(1e-6);
        let speed = Speed { prefill: measuring.prefill, decode, below_device: false };
        self.measuring = Measuring::default();
        self.lanes[lane].clear(&mut self.context);
        Measured::Speed(speed)
    }
}

fn cells_left(schedule: &Schedule<'_>) -> usize {
    (schedule.limit as usize).saturating_sub(crate::lane::cells(&schedule.lanes))
}
