//! The line that a stream is in, as far as Markdown tells prose from code and tables.

use crate::SegmentKind;

/// Characters of a line that are looked at. Fences and rows show within their first few; the rest only matters to see
/// whether a fence closes, and a closing fence is short.
const LOOKED_AT: usize = 256;

/// The mark that opened a block of code: the block ends with a line of at least as many of the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fence {
    mark: char,
    length: usize,
}

/// The current line and the fence around it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    inside: Option<Fence>,
    start: String,
    looked_at: usize,
}

impl Line {
    /// Takes the next character of the stream.
    pub(crate) fn push(&mut self, c: char) {
        if c == '\n' {
            self.end();
        } else if self.looked_at < LOOKED_AT {
            self.start.push(c);
            self.looked_at += 1;
        }
    }

    /// What the line is, as far as it is known.
    pub(crate) fn kind(&self) -> SegmentKind {
        let line = content(&self.start);
        if self.inside.is_some() || fence(line).is_some() {
            SegmentKind::Code
        } else if line.starts_with('|') {
            SegmentKind::Table
        } else {
            SegmentKind::Prose
        }
    }

    fn end(&mut self) {
        let line = content(&self.start);
        self.inside = match (self.inside, fence(line)) {
            (None, Some((fence, rest))) if opens(fence, rest) => Some(fence),
            (Some(open), Some((fence, rest))) if closes(open, fence, rest) => None,
            (unchanged, _) => unchanged,
        };
        self.start.clear();
        self.looked_at = 0;
    }
}

/// The line without its indentation and quote marks.
fn content(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

/// The fence that a line begins with, and what follows it.
fn fence(line: &str) -> Option<(Fence, &str)> {
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    (length >= 3).then_some((Fence { mark, length }, rest))
}

/// "```code```" on one line is inline code, not a fence.
fn opens(fence: Fence, rest: &str) -> bool {
    fence.mark == '~' || !rest.contains('`')
}

fn closes(open: Fence, fence: Fence, rest: &str) -> bool {
    fence.mark == open.mark && fence.length >= open.length && rest.trim().is_empty()
}
