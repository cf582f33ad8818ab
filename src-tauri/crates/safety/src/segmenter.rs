//! The segmenter cuts a stream of text into segments. It reads character by character, so that the same text gives the
//! same segments however it was chunked, and the segments joined are the text, byte for byte.

use crate::line::Line;
use crate::sentence;
use crate::{RUN_CHARS, SEGMENT_CHARS, SegmentKind};

/// From so many letters of a key on, a run is not cut where a segment is full. Words and most addresses are shorter.
const LONG_RUN: usize = 40;

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
    /// Letters of keys at the end, without anything between.
    run: usize,
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
        if self.held.chars >= SEGMENT_CHARS && !self.held.goes_on(c) {
            let at = self.held.cut_before(c);
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
        self.run = if is_of_key(c) { self.run + 1 } else { 0 };
        self.chars += 1;
        self.text.push(c);
    }

    /// Whether the next character goes on with a long run that ends here.
    fn goes_on(&self, next: char) -> bool {
        self.run >= LONG_RUN && self.chars < RUN_CHARS && is_of_key(next)
    }

    /// The byte at which text that has become too long is cut. A run that the next character goes on with stays whole
    /// where anything else stands before it.
    fn cut_before(&self, next: char) -> usize {
        let at = sentence::cut_long(&self.text, next);
        let start_of_run = self.text.len() - self.run;
        if is_of_key(next) && (1..at).contains(&start_of_run) { start_of_run } else { at }
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

/// What keys and tokens are written with.
fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_' | '.')
}
