//! Screens put a gate into each stream of an answer, the thought and the text, and keep the order between them.

use std::collections::VecDeque;
use std::sync::Arc;

use carat_safety::{Asked, Gate, Piece, Segment, SegmentId, Verdict};

/// Which stream of an answer text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// The answer itself.
    Text,
    /// The thought before it.
    Thought,
}

/// Names a segment within an answer: the lane it runs in and its place there.
pub(crate) type Place = (u64, SegmentId);

/// The gates of one answer. Each change between thought and text opens a new lane with a gate of its own; what a later
/// lane lets out waits until the lanes before it are empty.
#[derive(Debug)]
pub(crate) struct Screens {
    lanes: VecDeque<Lane>,
    next: u64,
    /// What the person sees already of the text that is being continued.
    shown: String,
    /// What the answer is one to.
    asked: Arc<Asked>,
    blocked: bool,
}

#[derive(Debug)]
struct Lane {
    number: u64,
    stream: Stream,
    gate: Gate,
    out: Vec<Piece>,
}

impl Screens {
    /// Gates for an answer that begins with the given text, which is on show already.
    pub(crate) fn after(shown: String, asked: Arc<Asked>) -> Self {
        Self { lanes: VecDeque::new(), next: 0, shown, asked, blocked: false }
    }

    /// Takes more of a stream; returns what must be judged.
    pub(crate) fn push(&mut self, stream: Stream, text: &str) -> Vec<(Place, Segment)> {
        if self.blocked || text.is_empty() {
            return Vec::new();
        }
        let mut segments = Vec::new();
        if self.lanes.back().is_none_or(|lane| lane.stream != stream) {
            segments.extend(self.finish());
            self.open(stream);
        }
        if let Some(lane) = self.lanes.back_mut() {
            segments.extend(lane.gate.push(text).into_iter().map(|segment| lane.place(segment)));
        }
        segments
    }

    /// Says that nothing more comes; returns the last segment that must be judged.
    pub(crate) fn finish(&mut self) -> Vec<(Place, Segment)> {
        let Some(lane) = self.lanes.back_mut() else { return Vec::new() };
        lane.gate.finish().into_iter().map(|segment| lane.place(segment)).collect()
    }

    /// Takes a verdict; returns what may be shown now. After a block nothing comes any more.
    pub(crate) fn verdict(&mut self, (lane, segment): Place, verdict: Verdict) -> Vec<(Stream, Piece)> {
        if let Some(lane) = self.lanes.iter_mut().find(|open| open.number == lane) {
            let pieces = lane.gate.verdict(segment, verdict);
            lane.out.extend(pieces);
        }
        let mut shown = Vec::new();
        while let Some(lane) = self.lanes.front_mut() {
            let stream = lane.stream;
            shown.extend(lane.out.drain(..).map(|piece| (stream, piece)));
            if lane.gate.holds_text() || self.lanes.len() == 1 {
                break;
            }
            self.lanes.pop_front();
        }
        if let Some(end) = shown.iter().position(|(_, piece)| matches!(piece, Piece::Block(_))) {
            shown.truncate(end + 1);
            self.blocked = true;
            self.lanes.clear();
        }
        shown
    }

    fn open(&mut self, stream: Stream) {
        let gate = match stream {
            Stream::Text => Gate::resume(&std::mem::take(&mut self.shown)),
            Stream::Thought => Gate::new(),
        };
        let gate = gate.answering(Arc::clone(&self.asked));
        self.lanes.push_back(Lane { number: self.next, stream, gate, out: Vec::new() });
        self.next += 1;
    }
}

impl Lane {
    fn place(&self, segment: Segment) -> (Place, Segment) {
        ((self.number, segment.id), segment)
    }
}
