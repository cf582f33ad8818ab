//! The gate holds text until it has been judged, and lets it out in the order it came.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::private::mask;
use crate::private_key::PrivateKey;
use crate::segmenter::{Cut, Segmenter};
use crate::{Action, Asked, Screened, Segment, SegmentId, Verdict, Withheld};

/// What the gate lets out.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text to show.
    Release(Screened),
    /// A line to stand beside the text released just before.
    Note(Withheld),
    /// Text was kept back here; what follows goes on.
    Withhold(Withheld),
    /// Text was kept back here, and nothing follows: whoever generates must stop.
    Block(Withheld),
}

impl Piece {
    /// What a verdict on a whole text that was shown already makes of it; `None` where it stays as it is.
    #[must_use]
    pub fn of_whole(verdict: Verdict, text: &str) -> Option<Self> {
        Some(match verdict.action {
            Action::Allow => return None,
            Action::Note => Self::Note(Withheld::new(verdict, text)),
            Action::Blur => Self::Withhold(Withheld::new(verdict, text)),
            Action::Block => Self::Block(Withheld::new(verdict, text)),
        })
    }
}

/// Holds one stream of text back until judged: an answer, a thought or a question each have their own.
///
/// `push` and `finish` return what is to be judged, `verdict` returns what may be shown. After `finish`, and once every
/// segment has its verdict, nothing is held any more. After a block every call returns nothing.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    segmenter: Segmenter,
    waiting: VecDeque<Waiting>,
    /// The last segment handed out, which is the next one's context.
    before: String,
    /// Whether the text is inside a private key.
    key: PrivateKey,
    asked: Arc<Asked>,
    next: u64,
    blocked: bool,
}

#[derive(Debug, Clone)]
struct Waiting {
    id: SegmentId,
    text: String,
    verdict: Option<Verdict>,
}

impl Gate {
    /// A gate at the start of a text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A gate in the middle of a text whose first part was shown already: it knows the line, the fence, the context and
    /// whether a key has begun, and lets nothing of that part out again.
    #[must_use]
    pub fn resume(shown: &str) -> Self {
        let mut gate = Self::new();
        let whole = gate.segmenter.push(shown);
        let begun = gate.segmenter.finish();
        for (text, _) in whole.into_iter().chain(begun) {
            gate.key.take(&gate.before, &text);
            gate.before = text;
        }
        gate
    }

    /// The same gate for an answer to this: its segments carry it.
    #[must_use]
    pub fn answering(mut self, asked: Arc<Asked>) -> Self {
        self.asked = asked;
        self
    }

    /// Takes more text; returns the segments that are complete now and must be judged.
    pub fn push(&mut self, text: &str) -> Vec<Segment> {
        if self.blocked {
            return Vec::new();
        }
        let cuts = self.segmenter.push(text);
        cuts.into_iter().map(|cut| self.hold(cut)).collect()
    }

    /// Says that no more text comes; returns the last segment, where one is left. More text may come all the same: it
    /// starts a new segment.
    pub fn finish(&mut self) -> Vec<Segment> {
        let cut = self.segmenter.finish();
        cut.into_iter().map(|cut| self.hold(cut)).collect()
    }

    /// Takes the verdict on a segment; returns what may be shown now, in the order the text came. Where a segment gets
    /// two verdicts the stricter one counts, and one that is out already gets none.
    pub fn verdict(&mut self, id: SegmentId, verdict: Verdict) -> Vec<Piece> {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.id == id)
            && waiting.verdict.as_ref().is_none_or(|given| given.action < verdict.action)
        {
            waiting.verdict = Some(verdict);
        }
        self.let_out()
    }

    /// True while text is held: unfinished, or without the verdicts it waits for.
    #[must_use]
    pub fn holds_text(&self) -> bool {
        !self.segmenter.is_empty() || !self.waiting.is_empty()
    }

    fn hold(&mut self, (text, kind): Cut) -> Segment {
        let id = SegmentId(self.next);
        self.next += 1;
        self.waiting.push_back(Waiting { id, text: text.clone(), verdict: None });
        let key_body = self.key.take(&self.before, &text);
        let context = std::mem::replace(&mut self.before, text.clone());
        Segment { id, text, context, kind, key_body, asked: Arc::clone(&self.asked) }
    }

    fn let_out(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while let Some(Waiting { text, verdict, .. }) = self.waiting.pop_front_if(|waiting| waiting.verdict.is_some()) {
            let Some(verdict) = verdict else { break };
            match verdict.action {
                Action::Allow => pieces.push(Piece::Release(shown(text, &verdict))),
                Action::Note => {
                    let shown = shown(text, &verdict);
                    let note = Withheld::new(verdict, shown.as_str());
                    pieces.push(Piece::Release(shown));
                    pieces.push(Piece::Note(note));
                }
                Action::Blur => pieces.push(Piece::Withhold(Withheld::new(verdict, &text))),
                Action::Block => {
                    pieces.push(Piece::Block(Withheld::new(verdict, &text)));
                    self.close();
                }
            }
        }
        pieces
    }

    fn close(&mut self) {
        self.blocked = true;
        self.segmenter.clear();
        self.waiting.clear();
        self.before.clear();
    }
}

/// The text as its verdict lets it out.
fn shown(text: String, verdict: &Verdict) -> Screened {
    if verdict.masked.is_empty() { Screened::new(text) } else { Screened::new(mask(&text, verdict.masked.clone())) }
}
