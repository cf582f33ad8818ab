//! Filling a batch: whose tokens the next step computes.

use llama_cpp_2::token::LlamaToken;

use crate::drafter::wager::Wager;
use crate::schedule::Schedule;

/// While others are writing, a prompt gets this part of a step: their text keeps coming.
const SHARE: usize = 4;

/// What a batch holds.
#[derive(Debug, Default)]
pub(super) struct Filled {
    /// For each answer that will draw a token, its id and where its logits will be.
    pub(super) drawn: Vec<(u64, i32)>,
    /// Tokens that were guessed to follow, where one answer alone is being written. Their logits follow its own.
    pub(super) guessed: Vec<LlamaToken>,
    /// Tokens of prompts.
    pub(super) read: usize,
}

impl Schedule<'_> {
    /// Fills the batch.
    pub(super) fn fill(&mut self) -> Filled {
        self.batch.clear();
        self.steps += 1;
        let mut filled = Filled::default();
        let mut order: Vec<usize> = (0..self.active.len()).collect();
        order.sort_by_key(|at| (self.active[*at].waiting(), std::cmp::Reverse(self.active[*at].id)));
        let writing = self.active.iter().filter(|generation| generation.decodes()).count();
        let mut reading = Reading::new(self.pace.step(), writing, self.batch_size);
        for at in order {
            let generation = &mut self.active[at];
            let Some(lane) = generation.lane else { continue };
            let take = if generation.decodes() {
                1
            } else {
                let take = reading.take(generation.waiting(), generation.until_mark());
                filled.read += take;
                take
            };
            let lane = &mut self.lanes[lane];
            for position in generation.cached..generation.cached + take {
                let last = position + 1 == generation.tokens.len();
                let place = i32::try_from(position).unwrap_or(i32::MAX);
                // The batch holds a whole computation, and a step asks for less: adding never fails.
                if self.batch.add(generation.tokens[position], place, &[lane.sequence], last).is_err() {
                    return filled;
                }
                if last {
                    filled.drawn.push((generation.id, self.batch.n_tokens() - 1));
                }
            }
            lane.extend(&generation.tokens[generation.cached..generation.cached + take], self.steps);
            generation.cached += take;
        }
        if filled.read == 0 {
            filled.guessed = self.guess();
        }
        filled
    }

    /// Adds what may follow the token that was drawn last, where one answer is alone and it pays.
    fn guess(&mut self) -> Vec<LlamaToken> {
        let [generation] = &mut self.active[..] else { return Vec::new() };
        let Some(lane) = generation.lane.filter(|_| self.lookup && self.batch.n_tokens() == 1) else {
            return Vec::new();
        };
        if generation.tokens.len() != generation.cached {
            return Vec::new();
        }
        let mut draft = generation.draft(Wager::MOST.min(self.batch_size - 1), self.limit);
        draft.tokens.truncate(self.wager.size(draft.tokens.len(), draft.evidence));
        let lane = &mut self.lanes[lane];
        for (position, token) in (generation.cached..).zip(&draft.tokens) {
            let place = i32::try_from(position).unwrap_or(i32::MAX);
            if self.batch.add(*token, place, &[lane.sequence], true).is_err() {
                return Vec::new();
            }
        }
        lane.extend(&draft.tokens, self.steps);
        draft.tokens
    }
}

/// How much of prompts goes into one batch. They come shortest first.
struct Reading {
    /// What a short prompt may have, so that it ends with this step.
    whole: usize,
    /// What any prompt may have.
    left: usize,
    /// One ends with this step; the others wait, unless they end with it as well.
    ends: bool,
}

impl Reading {
    fn new(step: usize, writing: usize, batch: usize) -> Self {
        let room = batch - writing;
        let left = if writing > 0 { (step / SHARE).max(1) } else { step };
        Self { whole: (step / 2).max(left).min(room), left: left.min(room), ends: false }
    }

    /// How much of a prompt of which this much is left to read, up to the next checkpoint.
    fn take(&mut self, waiting: usize, until_mark: Option<usize>) -> usize {
        let take = if waiting <= self.whole {
            waiting
        } else if self.ends {
            0
        } else {
            waiting.min(self.left)
        };
        let take = until_mark.map_or(take, |until| take.min(until));
        self.ends |= take == waiting;
        self.whole = self.whole.saturating_sub(take);
        self.left = self.left.saturating_sub(take);
        take
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alone_a_prompt_has_the_whole_step() {
        assert_eq!(Reading::new(192, 0, 512).take(5000, None), 192);
        assert_eq!(Reading::new(512, 0, 512).take(512, None), 512);
        assert_eq!(Reading::new(192, 0, 512).take(5000, Some(100)), 100, "a checkpoint is due there");
    }

    #[test]
    fn beside_an_answer_a_prompt_has_a_part_unless_it_is_short() {
        assert_eq!(Reading::new(192, 1, 512).take(5000, None), 48);
        assert_eq!(Reading::new(192, 1, 512).take(90, None), 90);
        assert_eq!(Reading::new(512, 3, 512).take(509, None), 128);
    }

    #[test]
    fn a_short_prompt_does_not_wait_for_a_long_one() {
        let mut reading = Reading::new(192, 0, 512);
        assert_eq!((reading.take(60, None), reading.take(30, None), reading.take(5000, None)), (60, 30, 0));
    }
}
