//! A segment is the piece of text that is judged at once: a sentence, a line of code or of a table, or a part of a
//! sentence that would otherwise be held for too long.

use std::fmt;
use std::sync::Arc;

use crate::Asked;

/// The most characters a segment has. Longer ones are cut at their last clause end, so that a person never waits for a
/// whole paragraph that has no full stop. One that ends in an unbroken run, such as a key's, goes on with it.
pub const SEGMENT_CHARS: usize = 240;

/// The most characters of a segment that goes on with a run: no rule knows a key by half of it.
pub const RUN_CHARS: usize = 4096;

/// Names a segment within its gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId(pub(crate) u64);

/// What a segment was cut from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentKind {
    /// Running text.
    Prose,
    /// A line inside a fence, or the fence itself.
    Code,
    /// A row of a table.
    Table,
}

/// Text to be judged.
#[derive(Clone, PartialEq, Eq)]
pub struct Segment {
    /// To be given back with the verdict.
    pub id: SegmentId,
    /// The text, byte for byte as it came.
    pub text: String,
    /// The segment before it, empty for the first one: many sentences can only be judged after another.
    pub context: String,
    /// What it was cut from.
    pub kind: SegmentKind,
    /// Whether it holds a part of a private key's body, by all that stood before it.
    pub key_body: bool,
    /// What it answers; empty for a question.
    pub asked: Arc<Asked>,
}

/// Shows lengths alone, for the same reason as [`crate::Screened`] does.
impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment")
            .field("id", &self.id.0)
            .field("kind", &self.kind)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}
