//! HTML: the tree that a browser would make of it, walked for headings, paragraphs, items, rows and preformatted text.
//!
//! The walk has a stack of its own, since pages nest deeper than a thread's. What a browser would not show is left out
//! where the element itself says so; style sheets are not looked at.

mod element;
mod sight;

use std::rc::Rc;

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Node, NodeData, RcDom};

use self::element::{Shape, is_layout, shape, text_of};
use self::sight::Sight;
use super::{encoding, sniff};
use crate::output::{Output, Result};
use crate::{Format, PieceKind, Place, ReadFailure};

/// How far into a page its encoding may be told.
const CHARSET_WITHIN: usize = 2048;

/// Reads a page.
pub(super) fn read(document: &[u8], output: &mut Output) -> Result<()> {
    let Some(text) = decode(document) else {
        return Err(ReadFailure::Unknown { kind: "binary data".to_owned() }.into());
    };
    output.start(Format::Html, None)?;
    pieces(&text, output)
}

/// The text of a page: what its bytes are for sure, else what it says, else what it looks like.
fn decode(document: &[u8]) -> Option<String> {
    let marked = encoding_rs::Encoding::for_bom(document).is_some();
    if !marked && std::str::from_utf8(document).is_err() {
        let head = document[..document.len().min(CHARSET_WITHIN)].to_ascii_lowercase();
        let label = sniff::find(&head, b"charset=").map(|at| &head[at + 8..]).map(|label| {
            let label = label.strip_prefix(b"\"").or(label.strip_prefix(b"'")).unwrap_or(label);
            let end = label.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte));
            &label[..end.unwrap_or(label.len())]
        });
        if let Some(encoding) = label.and_then(encoding_rs::Encoding::for_label) {
            let (text, _, faulty) = encoding.decode(document);
            if !faulty || encoding == encoding_rs::UTF_8 {
                return Some(text.into_owned());
            }
        }
    }
    encoding::decode(document, false).map(|decoded| decoded.text)
}

/// A step of the walk.
enum Step {
    Enter(Rc<Node>, Sight),
    Leave(Shape),
}

/// Writes the pieces of a page.
pub(super) fn pieces(html: &str, output: &mut Output) -> Result<()> {
    pieces_at(html, Place::default(), output)
}

/// Writes the pieces of a part of a text that is a page of its own, each with the place of the part.
pub(super) fn pieces_at(html: &str, place: Place, output: &mut Output) -> Result<()> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut block = Block { place, ..Block::default() };
    // The tree's own `drop` takes all apart that is below, so its root must outlive the walk.
    let document = dom.document;
    let mut steps = vec![Step::Enter(Rc::clone(&document), Sight::FULL)];
    while let Some(step) = steps.pop() {
        let (node, sight) = match step {
            Step::Enter(node, sight) => (node, sight),
            Step::Leave(shape) => {
                block.leave(shape, output)?;
                continue;
            }
        };
        let children = |sight| {
            let nodes: Vec<Rc<Node>> = node.children.borrow().clone();
            nodes.into_iter().rev().map(move |child| Step::Enter(child, sight))
        };
        match &node.data {
            NodeData::Text { contents } if sight.shows() => block.push(&contents.borrow()),
            NodeData::Text { contents } => block.unseen.push_str(&contents.borrow()),
            NodeData::Element { name, attrs, .. } => {
                let attributes = attrs.borrow();
                let shape = match shape(&name.local) {
                    Shape::Table if is_layout(&node, &attributes) => Shape::Layout,
                    Shape::Row | Shape::Cell if block.layouts.last() == Some(&true) => Shape::Block,
                    shape => shape,
                };
                if shape == Shape::Nothing {
                    continue;
                }
                let Some(sight) = sight.within(&attributes) else {
                    output.hide(&text_of(&node));
                    continue;
                };
                block.enter(shape, output)?;
                steps.push(Step::Leave(shape));
                steps.extend(children(sight));
            }
            NodeData::Document => steps.extend(children(sight)),
            _ => {}
        }
    }
    drop(document);
    block.end(output)
}

/// The block at hand.
#[derive(Default)]
struct Block {
    text: String,
    /// Text of it that is not shown.
    unseen: String,
    kind: Option<PieceKind>,
    place: Place,
    /// How deep in preformatted text, items and rows the walk is.
    preformatted: usize,
    items: usize,
    rows: usize,
    /// For each table around, whether it only places things.
    layouts: Vec<bool>,
}

impl Block {
    fn push(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.text.push_str(text);
            return;
        }
        for char in text.chars() {
            // A space that breaks no line is a character; the rest of white space is one space.
            let space = char.is_ascii_whitespace();
            if !space {
                self.text.push(char);
            } else if !self.text.is_empty() && !self.text.ends_with([' ', '\t', '\n']) {
                self.text.push(' ');
            }
        }
    }

    fn enter(&mut self, shape: Shape, output: &mut Output) -> Result<()> {
        match shape {
            Shape::Table | Shape::Layout => {
                self.end(output)?;
                self.layouts.push(shape == Shape::Layout);
            }
            // Within a row only a table begins something new.
            Shape::Heading(_) | Shape::Item | Shape::Block if self.rows > 0 => self.push(" "),
            Shape::Heading(level) => self.begin(PieceKind::Heading { level }, output)?,
            Shape::Item => {
                self.items += 1;
                self.begin(PieceKind::ListItem, output)?;
            }
            Shape::Row => {
                self.rows += 1;
                self.begin(PieceKind::Row, output)?;
            }
            Shape::Cell if !self.text.is_empty() => self.text.push('\t'),
            Shape::Preformatted => {
                self.preformatted += 1;
                if self.rows == 0 {
                    self.begin(PieceKind::Code, output)?;
                }
            }
            Shape::Break => self.text.push(if self.rows > 0 { ' ' } else { '\n' }),
            Shape::Block => self.end(output)?,
            Shape::Cell | Shape::Inline | Shape::Nothing => {}
        }
        Ok(())
    }

    fn leave(&mut self, shape: Shape, output: &mut Output) -> Result<()> {
        match shape {
            Shape::Heading(_) | Shape::Item | Shape::Block if self.rows > 0 => self.push(" "),
            Shape::Heading(_) | Shape::Block => self.end(output)?,
            Shape::Item => {
                self.end(output)?;
                self.items = self.items.saturating_sub(1);
            }
            Shape::Row => {
                self.end(output)?;
                self.rows = self.rows.saturating_sub(1);
            }
            Shape::Preformatted => {
                if self.rows == 0 {
                    self.end(output)?;
                }
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            Shape::Table | Shape::Layout => {
                self.end(output)?;
                self.layouts.pop();
            }
            Shape::Cell | Shape::Break | Shape::Inline | Shape::Nothing => {}
        }
        Ok(())
    }

    fn begin(&mut self, kind: PieceKind, output: &mut Output) -> Result<()> {
        self.end(output)?;
        self.kind = Some(kind);
        Ok(())
    }

    fn end(&mut self, output: &mut Output) -> Result<()> {
        output.hide(&std::mem::take(&mut self.unseen));
        let rest = if self.items > 0 { PieceKind::ListItem } else { PieceKind::Paragraph };
        let kind = self.kind.take().unwrap_or(rest);
        output.piece(kind, &std::mem::take(&mut self.text), self.place.clone())
    }
}
