//! Markdown: headings, paragraphs, items, rows and blocks of code, each with its lines and bytes. Blocks of HTML are
//! read as pages are.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::encoding::Decoded;
use super::{html, plain};
use crate::output::{Output, Result};
use crate::{Format, PieceKind, Place};

/// Reads a Markdown text.
pub(super) fn read(decoded: &Decoded, output: &mut Output) -> Result<()> {
    output.start(Format::Markdown, None)?;
    let lines = LineStarts::of(&decoded.text);
    let mut block = Block::default();
    // The block of HTML at hand.
    let mut page: Option<String> = None;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for (event, bytes) in Parser::new_ext(&decoded.text, options).into_offset_iter() {
        let place = |bytes: Range<usize>| plain::place(decoded, bytes.clone(), lines.of_bytes(bytes));
        match event {
            Event::Start(Tag::HtmlBlock) => {
                // What stands before it, such as the text of an item, is a piece of its own.
                block.end(&place, output)?;
                page = Some(String::new());
            }
            Event::End(TagEnd::HtmlBlock) => {
                let end = bytes.start + decoded.text[bytes.clone()].trim_end().len();
                html::pieces_at(&page.take().unwrap_or_default(), place(bytes.start..end), output)?;
            }
            // Its indentation comes as text.
            Event::Html(text) | Event::Text(text) if page.is_some() => page.get_or_insert_default().push_str(&text),
            Event::InlineHtml(tag) if is_break(&tag) => {
                block.push(if block.kind == Some(PieceKind::Row) { " " } else { "\n" }, bytes);
            }
            Event::Start(tag) => {
                if let Some(kind) = kind(&tag, &block) {
                    // What an item holds before a block within it is a piece of its own.
                    block.end(&place, output)?;
                    block.begin(kind, bytes);
                }
                match tag {
                    Tag::Item => block.items += 1,
                    Tag::TableCell if !block.text.is_empty() => block.text.push('\t'),
                    _ => {}
                }
            }
            Event::End(tag) => match tag {
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::TableRow | TagEnd::TableHead => {
                    block.end(&place, output)?;
                }
                TagEnd::Item => {
                    block.end(&place, output)?;
                    block.items = block.items.saturating_sub(1);
                }
                _ => {}
            },
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                if block.text.is_empty() && block.bytes.is_none() {
                    let kind = if block.items > 0 { PieceKind::ListItem } else { PieceKind::Paragraph };
                    block.begin(kind, bytes.clone());
                }
                block.push(&text, bytes);
            }
            Event::SoftBreak => block.push(" ", bytes),
            Event::HardBreak => block.push("\n", bytes),
            _ => {}
        }
    }
    let place = |bytes: Range<usize>| plain::place(decoded, bytes.clone(), lines.of_bytes(bytes));
    block.end(&place, output)
}

/// Whether a tag of HTML ends a line. Others stand around text, which comes by itself.
fn is_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').split(|char: char| !char.is_ascii_alphanumeric()).next();
    name.is_some_and(|name| name.eq_ignore_ascii_case("br"))
}

/// The kind of piece that a tag begins.
fn kind(tag: &Tag, block: &Block) -> Option<PieceKind> {
    match tag {
        Tag::Heading { level, .. } => Some(PieceKind::Heading { level: number(*level) }),
        Tag::Paragraph if block.items > 0 => Some(PieceKind::ListItem),
        Tag::Paragraph => Some(PieceKind::Paragraph),
        Tag::Item => Some(PieceKind::ListItem),
        Tag::TableHead | Tag::TableRow => Some(PieceKind::Row),
        Tag::CodeBlock(_) => Some(PieceKind::Code),
        _ => None,
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The block at hand.
#[derive(Debug, Default)]
struct Block {
    kind: Option<PieceKind>,
    text: String,
    bytes: Option<Range<usize>>,
    /// How many items of lists it stands in.
    items: usize,
}

impl Block {
    fn begin(&mut self, kind: PieceKind, bytes: Range<usize>) {
        self.kind = Some(kind);
        self.text.clear();
        // A row or item is as long as its text, not as long as all that is nested in it.
        self.bytes = Some(bytes.start..bytes.start);
    }

    fn push(&mut self, text: &str, bytes: Range<usize>) {
        self.text.push_str(text);
        if let Some(own) = &mut self.bytes {
            own.end = own.end.max(bytes.end);
        }
    }

    fn end(&mut self, place: &impl Fn(Range<usize>) -> Place, output: &mut Output) -> Result<()> {
        let (Some(kind), Some(bytes)) = (self.kind.take(), self.bytes.take()) else { return Ok(()) };
        output.piece(kind, &std::mem::take(&mut self.text), place(bytes))
    }
}

/// Where the lines of a text begin.
struct LineStarts(Vec<usize>);

impl LineStarts {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// First and last line of some bytes, from 1.
    fn of_bytes(&self, bytes: Range<usize>) -> (usize, usize) {
        let line = |at: usize| self.0.partition_point(|start| *start <= at).max(1);
        (line(bytes.start), line(bytes.end.saturating_sub(1).max(bytes.start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_breaks_end_a_line() {
        assert!(["<br>", "<BR/>", "<br />", "<br class=\"x\">"].into_iter().all(is_break));
        assert!(!["<b>", "</b>", "<brand>", "<!-- br -->"].into_iter().any(is_break));
    }
}
