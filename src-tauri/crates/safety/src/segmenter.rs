//! The segmenter cuts a stream of text into segments. It reads character by character, so that the same text gives the
//! same segments however it was chunked, and the segments joined are the text, byte for byte.

use crate::line::Line;
use crate::sentence;
use crate::{SEGMENT_CHARS, SegmentKind};

/// Cuts a stream into segments and holds the one that is not complete yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Segmenter {
    held: Held,
    line: Line,
}

/// What is not a segment yet, with what the rules ask of it.
#[derive(Debug, Clone, Default)]
struct Held {
    text: String,
    chars: usize,
    /// Only spaces and line ends so far: they go with what follows.
    blank: bool,
    /// Has a letter: "1. " is the start of an item, not a sentence.
    worded: bool,
}

/// A complete segment's text and kind.
pub(crate) type Cut = (String, SegmentKind);

impl Segmenter {
    /// Takes more of the stream; returns the segments that it completes.
    pub(crate) fn push(&mut self, text: &str) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for c in text.chars() {
            self.take(c, &mut cuts);
        }
        cuts
    }

    /// Gives out what is left, and stays in the same line and fence.
    pub(crate) fn finish(&mut self) -> Option<Cut> {
        let held = std::mem::take(&mut self.held);
        (!held.text.is_empty()).then(|| (held.text, self.line.kind()))
    }

    /// True while nothing is held.
    pub(crate) fn is_empty(&self) -> bool {
        self.held.text.is_empty()
    }

    /// Forgets what is held.
    pub(crate) fn clear(&mut self) {
        self.held = Held::default();
    }

    fn take(&mut self, c: char, cuts: &mut Vec<Cut>) {
        let kind = self.line.kind();
        if kind == SegmentKind::Prose && self.held.worded && sentence::ends_before(&self.held.text, c) {
            cuts.push((self.held.take_until(self.held.text.len()), kind));
        }
        if self.held.chars == SEGMENT_CHARS {
            let at = sentence::cut_long(&self.held.text, c);
            cuts.push((self.held.take_until(at), kind));
        }
        self.held.push(c);
        if c == '\n' && !self.held.blank {
            cuts.push((self.held.take_until(self.held.text.len()), kind));
        }
        self.line.push(c);
    }
}

impl Held {
    fn push(&mut self, c: char) {
        self.blank = c.is_whitespace() && (self.blank || self.text.is_empty());
        self.worded |= c.is_alphabetic();
        self.chars += 1;
        self.text.push(c);
    }

    fn take_until(&mut self, at: usize) -> String {
        let rest = self.text.split_off(at);
        let taken = std::mem::take(&mut self.text);
        *self = Self::default();
        for c in rest.chars() {
            self.push(c);
        }
        taken
    }
}
