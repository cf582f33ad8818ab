//! A guard is a language model that reads a text and says, policy by policy, how likely it is a violation.
//!
//! Each family of guards has an adapter here: its prompt, and how its answer is read. What runs the model is a
//! [`Scorer`], which whoever composes Carat makes of an engine's score request.

mod qwen3guard;
mod self_judge;
mod shieldgemma;

use std::future::Future;
use std::pin::Pin;

pub use self::qwen3guard::Qwen3Guard;
pub use self::self_judge::SelfJudge;
pub use self::shieldgemma::ShieldGemma;
use crate::{Policy, Speaker};

/// Weights below which a model that was not trained as a guard never judges: smaller ones say Yes or No by the words of a text, not by its meaning.
pub const FEWEST_PARAMETERS: u64 = 1_000_000_000;

/// A guard's word on its way: the probability of a violation from 0 to 1, one a policy, in their order.
pub type Guarding<'a> = Pin<Box<dyn Future<Output = Result<Vec<f32>, GuardError>> + Send + 'a>>;

/// Why a guard could not judge, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the guard could not judge: {0}")]
pub struct GuardError(pub String);

/// A model that judges by policies. Shared by all turns; calls overlap. Dropping the future cancels it. A guard that is
/// too slow answers with an error: what happens then is a setting.
pub trait Guard: Send + Sync + 'static {
    /// Judges a text: the person's, or the model's answer to `question`, by each of the policies.
    fn judge<'a>(
        &'a self,
        speaker: Speaker,
        question: &'a str,
        text: &'a str,
        policies: &'a [&'a Policy],
    ) -> Guarding<'a>;
}

/// A piece of a guard's prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptPiece {
    /// Written by Carat: control tokens in it are control tokens.
    Control(String),
    /// Somebody's text: nothing in it is a control token, whatever it looks like.
    Text(String),
}

/// Who says a message of a guard's prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PromptRole {
    /// What stands before everything else.
    System,
    /// The person.
    User,
    /// The assistant.
    Assistant,
}

/// What a scorer is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    /// Messages of plain text, which the model's own template renders, with what comes before an answer after them.
    Messages(Vec<(PromptRole, String)>),
    /// The prompt as it is, for guards whose published prompt is none of their template's.
    Exact(Vec<PromptPiece>),
}

/// Log-probabilities on their way: one a continuation, in their order.
pub type Scoring<'a> = Pin<Box<dyn Future<Output = Result<Vec<f64>, GuardError>> + Send + 'a>>;

/// Something that tells how likely a model holds given continuations of a prompt, each directly after it.
pub trait Scorer: Send + Sync + 'static {
    /// Natural logarithms of the continuations' probabilities.
    fn score(&self, prompt: Prompt, continuations: Vec<String>) -> Scoring<'_>;
}

/// Why a model that was not trained as a guard must not judge, in a sentence; `None` where it may.
#[must_use]
pub fn unfit_to_judge(instruction_tuned: bool, parameters: u64) -> Option<&'static str> {
    if !instruction_tuned {
        Some("A pretrained model continues text and judges none.")
    } else if parameters < FEWEST_PARAMETERS {
        Some("A model of less than a billion weights can't judge.")
    } else {
        None
    }
}

/// The share of the first of several continuations, by a softmax over their log-probabilities.
fn share(log_probabilities: &[f64], of: usize) -> Result<f32, GuardError> {
    let most = log_probabilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = log_probabilities.iter().map(|log| (log - most).exp()).sum();
    let share = log_probabilities.get(of).map(|log| (log - most).exp() / sum);
    match share.filter(|share| share.is_finite()) {
        Some(share) => Ok(share as f32),
        None => Err(GuardError("the model gave no probabilities".to_owned())),
    }
}
