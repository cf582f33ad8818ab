//! A guard made of an engine that scores: which of them a model is, and how it is asked.

use std::sync::Arc;

use carat_engine::{Engine, LoadRequest, Message, ModelFacts, Purpose, Role, ScorePrompt, ScoreRequest};
use carat_safety::{
    Guard, GuardError, Prompt, PromptPiece, PromptRole, Qwen3Guard, Scorer, Scoring, SelfJudge, ShieldGemma,
    unfit_to_judge,
};
use uuid::Uuid;

/// Words in the names of the guard models that Carat knows, the better one first.
const KNOWN: [&str; 2] = ["shieldgemma", "qwen3guard"];

/// How well a model of this name is suited to be a guard, the smaller the better; `None` for one that is not a guard
/// model.
#[must_use]
pub fn guard_rank(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    KNOWN.iter().position(|known| name.contains(known))
}

/// The guard that a model in an engine of its own makes. It is loaded when it is first asked, and again after a crash.
#[must_use]
pub fn guard_of(engine: Arc<dyn Engine>, load: LoadRequest) -> Option<Arc<dyn Guard>> {
    let rank = guard_rank(&load.model)?;
    let load = Some(LoadRequest { purpose: Purpose::Guard, ..load });
    let scorer: Arc<dyn Scorer> = Arc::new(EngineScorer { engine, load });
    Some(if rank == 0 { Arc::new(ShieldGemma::new(scorer)) } else { Arc::new(Qwen3Guard::new(scorer)) })
}

/// The guard that a loaded model makes of itself.
///
/// # Errors
/// Why it may not judge: a pretrained model, or one that is too small.
pub fn self_judge(engine: Arc<dyn Engine>, facts: &ModelFacts) -> Result<Arc<dyn Guard>, String> {
    if let Some(why) = unfit_to_judge(facts.instruction_tuned, facts.parameters) {
        return Err(why.to_string());
    }
    let scorer: Arc<dyn Scorer> = Arc::new(EngineScorer { engine, load: None });
    Ok(Arc::new(SelfJudge::new(scorer, || format!("⟦{}⟧", Uuid::now_v7().simple()))))
}

/// An engine as a scorer.
struct EngineScorer {
    engine: Arc<dyn Engine>,
    /// What is loaded before the first question; `None` for an engine that answers, whose model is others' to choose.
    load: Option<LoadRequest>,
}

impl Scorer for EngineScorer {
    fn score(&self, prompt: Prompt, continuations: Vec<String>) -> Scoring<'_> {
        let prompt = match prompt {
            Prompt::Messages(messages) => {
                ScorePrompt::Messages(messages.into_iter().map(|(role, text)| message(role, text)).collect())
            }
            Prompt::Exact(pieces) => ScorePrompt::Exact(pieces.into_iter().map(piece).collect()),
        };
        Box::pin(async move {
            let failed = |error: carat_engine::EngineError| GuardError(error.to_string());
            if let Some(load) = &self.load {
                // This does nothing where the model is loaded already.
                self.engine.load(load.clone()).await.map_err(failed)?;
            }
            let scores = self.engine.score(ScoreRequest { prompt, continuations }).await.map_err(failed)?;
            Ok(scores.continuations.into_iter().map(|score| score.total).collect())
        })
    }
}

fn message(role: PromptRole, text: String) -> Message {
    let role = match role {
        PromptRole::System => Role::System,
        PromptRole::User => Role::User,
        PromptRole::Assistant => Role::Assistant,
    };
    Message::text(role, text)
}

fn piece(piece: PromptPiece) -> carat_engine::PromptPiece {
    match piece {
        PromptPiece::Control(text) => carat_engine::PromptPiece::Control(text),
        PromptPiece::Text(text) => carat_engine::PromptPiece::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_are_known_by_their_names_the_better_one_first() {
        assert_eq!(guard_rank("catalog:shieldgemma-2b:Q4_K_M"), Some(0));
        assert_eq!(guard_rank("own:Qwen3Guard-Gen-0.6B.Q8_0.gguf"), Some(1));
        assert_eq!(guard_rank("gemma-3-4b-it"), None);
    }
}
