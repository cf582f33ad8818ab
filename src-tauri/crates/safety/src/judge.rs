//! A judge reads one segment and gives a verdict. It may take its time; the gate holds the segment meanwhile.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::{Action, Asked, Gate, Segment, Verdict};

/// Whose words are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Speaker {
    /// The person's question.
    Person,
    /// The model's answer or thought.
    Model,
}

/// A verdict on its way.
pub type Judging<'a> = Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// Something that judges segments. Shared by all turns; calls overlap, and their verdicts may come in any order.
/// There is no error: a judge that can't decide answers with the verdict its policy has for that.
pub trait Judge: Send + Sync + 'static {
    /// Judges one segment, together with the one before it.
    fn judge<'a>(&'a self, speaker: Speaker, segment: &'a Segment) -> Judging<'a>;

    /// Judges a whole answer once more when it has ended, since some harm shows in no single sentence. `None` where there
    /// is nobody who could: its segments were judged, and their verdicts stand.
    fn judge_end<'a>(&'a self, asked: &'a Asked, answer: &'a str) -> Option<Judging<'a>> {
        let _ = (asked, answer);
        None
    }

    /// Judges a whole text at once, such as a question, or an answer to what was asked. Without anything better it is
    /// judged segment by segment up to the first block, and the strictest verdict counts.
    fn judge_whole<'a>(&'a self, speaker: Speaker, asked: &'a Asked, text: &'a str) -> Judging<'a> {
        Box::pin(async move {
            let mut gate = Gate::new().answering(Arc::new(asked.clone()));
            let mut segments = gate.push(text);
            segments.extend(gate.finish());
            let mut strictest = Verdict::allow();
            for segment in &segments {
                let verdict = self.judge(speaker, segment).await;
                // What belongs beside the text belongs there whichever sentence asks for it.
                let (care, advice) = (strictest.care.or(verdict.care), strictest.advice.or(verdict.advice));
                if verdict.action > strictest.action {
                    strictest = verdict;
                }
                strictest = Verdict { care, advice, ..strictest };
                if strictest.action == Action::Block {
                    break;
                }
            }
            strictest
        })
    }
}
