//! A judge reads one segment and gives a verdict. It may take its time; the gate holds the segment meanwhile.

use std::future::Future;
use std::pin::Pin;

use crate::{Segment, Verdict};

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
}
