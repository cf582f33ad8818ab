//! A question is judged whole, before a model sees any of it.

use crate::{Action, Gate, Judge, Piece, Speaker, Verdict, Withheld};

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screening {
    /// The model may see it.
    Passed,
    /// The model must not see it.
    Blocked(Withheld),
}

/// Judges a question, segment by segment, and ends at the first block. Milder verdicts let it pass: they are about what
/// a person gets to see, and these are the person's own words.
pub async fn screen_question(judge: &dyn Judge, question: &str) -> Screening {
    let mut gate = Gate::new();
    let mut segments = gate.push(question);
    segments.extend(gate.finish());
    for segment in segments {
        let verdict = only_block(judge.judge(Speaker::Person, &segment).await);
        for piece in gate.verdict(segment.id, verdict) {
            if let Piece::Block(withheld) = piece {
                return Screening::Blocked(withheld);
            }
        }
    }
    Screening::Passed
}

fn only_block(verdict: Verdict) -> Verdict {
    if verdict.action == Action::Block { verdict } else { Verdict::allow() }
}
