//! A scoring is one request for log-probabilities under way: its tokens, what is computed of them, what came out.
//!
//! Everything here is about numbers; [`crate::schedule`] gives it lanes and computes its batches.

use carat_engine::{LEAST_LOG_PROBABILITY, Score, Scores};
use llama_cpp_2::token::LlamaToken;

/// One request under way.
#[derive(Debug)]
pub struct Scoring {
    /// The request's id.
    pub id: u64,
    /// The rendered messages.
    pub prompt: Vec<LlamaToken>,
    /// What is to be scored after them.
    pub continuations: Vec<Vec<LlamaToken>>,
    /// The lane that it is computed in, once it has one.
    pub lane: Option<usize>,
    /// Where the beginning ends that it shares with the request before it, where that is worth a checkpoint.
    pub policy: Option<usize>,
    scores: Vec<Score>,
    /// Continuations whose every token is scored.
    done: usize,
    reused: usize,
}

impl Scoring {
    /// A scoring of these continuations after this prompt.
    #[must_use]
    pub fn new(id: u64, prompt: Vec<LlamaToken>, continuations: Vec<Vec<LlamaToken>>) -> Self {
        let scores = vec![Score::default(); continuations.len()];
        Self { id, prompt, continuations, lane: None, policy: None, scores, done: 0, reused: 0 }
    }

    /// Takes its lane, in which `reused` tokens are there already.
    pub fn begin(&mut self, lane: usize, policy: Option<usize>, reused: usize) {
        self.lane = Some(lane);
        self.policy = policy;
        self.reused = reused;
    }

    /// The first token of every continuation, by the logits after the prompt.
    pub fn first(&mut self, logits: &[f32]) {
        let normal = normal(logits);
        for (continuation, score) in self.continuations.iter().zip(&mut self.scores) {
            if let Some(token) = continuation.first() {
                score.tokens.push(log_probability(logits, normal, *token));
            }
        }
        self.skip();
    }

    /// The continuation whose later tokens are next to be scored; `None` where none is left.
    #[must_use]
    pub fn next(&self) -> Option<&[LlamaToken]> {
        self.continuations.get(self.done).map(Vec::as_slice)
    }

    /// One more token of that continuation, by the logits after the one before it.
    pub fn later(&mut self, logits: &[f32]) {
        let Some((continuation, score)) = self.continuations.get(self.done).zip(self.scores.get_mut(self.done)) else {
            return;
        };
        if let Some(token) = continuation.get(score.tokens.len()) {
            score.tokens.push(log_probability(logits, normal(logits), *token));
        }
        self.skip();
    }

    /// Passes over continuations that are done.
    fn skip(&mut self) {
        while self
            .continuations
            .get(self.done)
            .is_some_and(|continuation| continuation.len() <= self.scores[self.done].tokens.len())
        {
            self.done += 1;
        }
    }

    /// What was found.
    #[must_use]
    pub fn finish(mut self) -> Scores {
        for score in &mut self.scores {
            score.total = score.tokens.iter().sum::<f64>().max(LEAST_LOG_PROBABILITY);
        }
        Scores {
            continuations: self.scores,
            prompt_tokens: u32::try_from(self.prompt.len()).unwrap_or(u32::MAX),
            reused_tokens: u32::try_from(self.reused).unwrap_or(u32::MAX),
        }
    }
}

/// The logarithm of the sum of all exponentials.
fn normal(logits: &[f32]) -> f64 {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits.iter().map(|logit| f64::from(*logit - most).exp()).sum();
    f64::from(most) + sum.ln()
}

/// What the model holds of one token. Neither an infinity nor what is no number has a form in a frame.
fn log_probability(logits: &[f32], normal: f64, token: LlamaToken) -> f64 {
    let logit = usize::try_from(token.0).ok().and_then(|at| logits.get(at)).copied().unwrap_or(f32::NEG_INFINITY);
    let found = f64::from(logit) - normal;
    if found.is_nan() { LEAST_LOG_PROBABILITY } else { found.clamp(LEAST_LOG_PROBABILITY, 0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(tokens: &[i32]) -> Vec<LlamaToken> {
        tokens.iter().map(|token| LlamaToken::new(*token)).collect()
    }

    #[test]
    fn the_probabilities_of_all_tokens_make_one() {
        let logits = [3.0_f32, -1.0, 80.0, 79.5];
        let of = |token| log_probability(&logits, normal(&logits), LlamaToken::new(token));
        let sum: f64 = (0..4).map(|token| of(token).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        assert_eq!(of(4), LEAST_LOG_PROBABILITY, "a token that isn't there");
        let masked = [0.0, f32::NEG_INFINITY];
        assert_eq!(log_probability(&masked, normal(&masked), LlamaToken::new(1)), LEAST_LOG_PROBABILITY);
        let broken = [f32::NAN, 0.0];
        assert!(log_probability(&broken, normal(&broken), LlamaToken::new(0)).is_finite());
    }

    #[test]
    fn each_continuation_is_scored_by_itself() {
        let mut scoring = Scoring::new(1, tokens(&[9]), [&[0][..], &[], &[1, 0], &[1]].map(tokens).to_vec());
        scoring.first(&[0.0, 0.0]);
        assert_eq!(scoring.next(), Some(&tokens(&[1, 0])[..]), "the others are done with the first logits");
        scoring.later(&[0.0, 0.0]);
        assert_eq!(scoring.next(), None);
        let scores = scoring.finish();
        let half = -(2.0_f64).ln();
        let totals: Vec<f64> = scores.continuations.iter().map(|score| score.total).collect();
        assert_eq!(totals, [half, 0.0, 2.0 * half, half]);
        assert_eq!(scores.continuations[2].tokens, [half, half]);
    }
}
