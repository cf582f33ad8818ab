//! A question is judged whole, before a model sees any of it.

use crate::{Action, Asked, Judge, Speaker, Verdict, Withheld};

/// What became of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Screening {
    /// Why the model must not see it; `None` where it may.
    pub blocked: Option<Withheld>,
    /// What stands beside a question that the model sees all the same; `None` where nothing was found.
    pub noted: Option<Withheld>,
    /// The whole verdict: the card and the line that belong beside the question, and what the log keeps.
    pub verdict: Verdict,
}

/// Judges a question. Only a block keeps it from the model: milder verdicts are about what a person gets to see, and
/// these are the person's own words.
pub async fn screen_question(judge: &dyn Judge, question: &str) -> Screening {
    let verdict = judge.judge_whole(Speaker::Person, &Asked::default(), question).await;
    let blocked = (verdict.action == Action::Block).then(|| Withheld::new(verdict.clone(), question));
    let noted = matches!(verdict.action, Action::Note | Action::Blur)
        .then(|| Withheld::new(Verdict { action: Action::Note, ..verdict.clone() }, question));
    Screening { blocked, noted, verdict }
}
