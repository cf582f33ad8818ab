//! A lane is one sequence of the context: the tokens whose keys and values are in the cache under its number.
//!
//! An answer holds a lane while it runs; afterwards the lane keeps its tokens, and the next answer that begins with
//! the same ones goes on from there.
//!
//! A layer with a window forgets what has left it, and llama.cpp does not say so: a roll-back further than that
//! reports success and then answers wrongly. So a lane goes back only as far as the whole window of the first new
//! token is still there, else to a [`Checkpoint`](checkpoint::Checkpoint), else to nothing.

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::token::LlamaToken;

pub mod checkpoint;
pub mod snapshot;

use checkpoint::Checkpoints;

/// One sequence of the context.
#[derive(Debug, Default)]
pub struct Lane {
    /// Its number in llama.cpp.
    pub sequence: i32,
    /// The tokens in the cache, by position.
    pub tokens: Vec<LlamaToken>,
    /// Places that it can go back to although the window has moved on.
    pub checkpoints: Checkpoints,
    /// Whether an answer holds it.
    pub held: bool,
    /// When it was last held, as a count of answers.
    pub used: u64,
    /// Which cell each token is in. Lanes that were forked share the cells of their common beginning.
    cells: Vec<Cell>,
}

/// A cell's name: the step and the sequence that filled it. At one position no two cells have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    step: u64,
    sequence: i32,
}

/// How a lane comes to hold the beginning of a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Tokens of the prompt that need not be computed.
    pub kept: usize,
    way: Way,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// All that is there stays.
    Stay,
    /// What follows is removed; the window reaches far enough.
    Back,
    /// The windowed layers are those of the checkpoint at this place.
    Checkpoint(usize),
    /// Nothing can be kept.
    Cold,
}

impl Lane {
    /// An empty lane.
    #[must_use]
    pub fn new(sequence: i32) -> Self {
        Self { sequence, ..Self::default() }
    }

    /// How many tokens of this prompt are in the cache already.
    #[must_use]
    pub fn shared(&self, prompt: &[LlamaToken]) -> usize {
        self.tokens.iter().zip(prompt).take_while(|(cached, wanted)| cached == wanted).count()
    }

    /// Notes tokens that a step has computed after those that are there. `step` counts the context's steps.
    pub fn extend(&mut self, tokens: &[LlamaToken], step: u64) {
        self.tokens.extend_from_slice(tokens);
        self.cells.resize(self.tokens.len(), Cell { step, sequence: self.sequence });
    }

    /// Notes that only this many tokens are in the cache any more.
    pub fn truncate(&mut self, kept: usize) {
        self.tokens.truncate(kept);
        self.cells.truncate(kept);
        self.checkpoints.truncate(kept);
    }

    /// Empties the lane.
    pub fn clear(&mut self, context: &mut LlamaContext<'_>) {
        // Removing a whole sequence never fails.
        let _ = context.kv_cache_seq_rm(self.sequence, None, None);
        self.truncate(0);
    }

    /// Takes a checkpoint of the lane as it stands; none where no layer has a window.
    pub fn mark(&mut self, context: &LlamaContext<'_>, window: u32) {
        if window > 0 {
            self.checkpoints.take(context, self.sequence, self.tokens.len());
        }
    }

    /// The best way to this prompt's beginning. The last token of the prompt is never kept: it has to be computed
    /// again, because its logits are not.
    #[must_use]
    pub fn plan(&self, context: &LlamaContext<'_>, prompt: &[LlamaToken], window: u32) -> Plan {
        let shared = self.shared(prompt).min(prompt.len().saturating_sub(1));
        if shared == 0 {
            Plan { kept: 0, way: Way::Cold }
        } else if shared == self.tokens.len() {
            Plan { kept: shared, way: Way::Stay }
        } else if reaches(context.kv_cache_seq_pos_min(self.sequence), shared, window) {
            Plan { kept: shared, way: Way::Back }
        } else if let Some(place) = self.checkpoints.newest(shared) {
            Plan { kept: shared.min(place), way: Way::Checkpoint(place) }
        } else {
            Plan { kept: 0, way: Way::Cold }
        }
    }

    /// Goes the way of a plan that was made for it as it stands, and tells how many tokens stayed.
    pub fn follow(&mut self, context: &mut LlamaContext<'_>, plan: Plan) -> usize {
        let went = match plan.way {
            Way::Stay => return plan.kept,
            Way::Back => true,
            Way::Checkpoint(place) => self.checkpoints.restore(context, self.sequence, place),
            Way::Cold => false,
        };
        if went && self.cut(context, plan.kept) {
            self.truncate(plan.kept);
            plan.kept
        } else {
            self.clear(context);
            0
        }
    }

    /// Makes another lane hold what this one would after the plan, and leaves this one as it is. The other must be
    /// empty. Gives back how many tokens it holds then.
    ///
    /// Only layers that see everything share their cells: shared cells of a window would not be reclaimed when they
    /// leave it, so the other lane gets its own.
    pub fn fork(&self, context: &mut LlamaContext<'_>, other: &mut Self, plan: Plan, window: u32) -> usize {
        let end = u32::try_from(self.tokens.len()).ok();
        let forked = match plan.way {
            Way::Cold => return 0,
            Way::Stay | Way::Back => {
                let copied = context.kv_cache_seq_cp(self.sequence, other.sequence, None, end).is_ok()
                    && other.cut(context, plan.kept);
                copied && (window == 0 || checkpoint::detach(context, other.sequence))
            }
            Way::Checkpoint(place) => {
                context.kv_cache_seq_cp(self.sequence, other.sequence, None, end).is_ok()
                    && self.checkpoints.restore(context, other.sequence, place)
                    && other.cut(context, plan.kept)
            }
        };
        if !forked {
            other.clear(context);
            return 0;
        }
        other.tokens = self.tokens[..plan.kept].to_vec();
        other.cells = self.cells[..plan.kept].to_vec();
        other.checkpoints = self.checkpoints.clone();
        other.checkpoints.truncate(plan.kept);
        plan.kept
    }

    /// Rolls back to the tokens that this prompt begins with and tells how many stayed.
    pub fn keep(&mut self, context: &mut LlamaContext<'_>, prompt: &[LlamaToken], window: u32) -> usize {
        let plan = self.plan(context, prompt, window);
        self.follow(context, plan)
    }

    fn cut(&self, context: &mut LlamaContext<'_>, kept: usize) -> bool {
        context.kv_cache_seq_rm(self.sequence, u32::try_from(kept).ok(), None).is_ok()
    }

    /// How many cells this lane and another have in common.
    fn common(&self, other: &Self) -> usize {
        self.cells.iter().zip(&other.cells).take_while(|(a, b)| a == b).count()
    }
}

/// Whether a cache that begins at `oldest` holds the whole window of the token at `place`: that token sees itself and
/// the `window - 1` before it.
fn reaches(oldest: i32, place: usize, window: u32) -> bool {
    usize::try_from(oldest).is_ok_and(|oldest| oldest == 0 || oldest + window as usize <= place + 1)
}

/// Cells that these lanes take together; those that several share count once.
pub fn cells<'l>(lanes: impl IntoIterator<Item = &'l Lane>) -> usize {
    let mut counted: Vec<&Lane> = Vec::new();
    let mut total = 0;
    for lane in lanes {
        total += lane.tokens.len() - counted.iter().map(|other| other.common(lane)).max().unwrap_or(0);
        counted.push(lane);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(sequence: i32, tokens: &[(i32, u64)]) -> Lane {
        let mut lane = Lane::new(sequence);
        for (token, step) in tokens {
            lane.extend(&[LlamaToken::new(*token)], *step);
        }
        lane
    }

    #[test]
    fn a_window_counts_the_token_itself() {
        // The token at 10 with a window of 4 sees 7, 8, 9 and 10.
        assert!(reaches(7, 10, 4) && !reaches(8, 10, 4));
        assert!(reaches(0, 2, 4), "all there is is there");
        assert!(!reaches(-1, 2, 4), "an empty cache holds nothing");
        assert!(reaches(0, 100, 0), "without a window nothing is forgotten");
    }

    #[test]
    fn shared_cells_count_once() {
        let first = lane(0, &[(1, 1), (2, 1), (3, 2)]);
        let mut fork = Lane::new(1);
        fork.tokens = first.tokens[..2].to_vec();
        fork.cells = first.cells[..2].to_vec();
        assert_eq!(cells([&first, &fork]), 3);
        fork.extend(&[LlamaToken::new(9)], 3);
        assert_eq!(cells([&first, &fork]), 4);
        assert_eq!(cells([&fork, &first]), 4);
        // The same tokens computed twice lie in two places.
        assert_eq!(cells([&first, &lane(2, &[(1, 1), (2, 1), (3, 2)])]), 6);
    }
}
