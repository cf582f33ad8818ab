//! Chunking cuts the pieces of a document into passages: whole paragraphs where they fit, several where they are short,
//! sentences where one is too long.
//!
//! The passages, one after another, are the text of the document, each with the space that follows it. What stands above
//! a passage (headings, the first row of a table) is kept beside it: it is searched and shown to a model, and is no part
//! of the text.

mod size;

use carat_reader::{Piece, PieceKind};
use carat_store::NewChunk;
use text_splitter::{ChunkConfig, TextSplitter};

use self::size::{Units, units};
use crate::Spot;
use crate::language::language_of;

/// The largest passage in units (see [`size`]): some 330 tokens of English, which an encoder of 512 takes in whole.
/// Smaller ones cut paragraphs, and found the right one less often.
const MOST: usize = 1500;

/// From this size on a passage is not joined with the next paragraph: an answer should point at one thing.
const ENOUGH: usize = 500;

/// The longest context, in characters; headings beyond are most likely text.
const LONGEST_CONTEXT: usize = 300;

/// A passage that is being put together.
struct Draft {
    text: String,
    size: usize,
    context: String,
    spot: Spot,
    part: Part,
}

/// What a passage must not cross.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    slide: Option<u32>,
    sheet: Option<String>,
    table: bool,
}

/// Takes pieces and gives passages.
pub struct Chunker {
    splitter: TextSplitter<Units>,
    draft: Option<Draft>,
    /// Characters of the document before the draft.
    start: u64,
    /// The first row of the table that is being read.
    header: Option<String>,
    /// The language of the text so far, for passages that are too short to tell.
    language: Option<&'static str>,
    ready: Vec<NewChunk>,
}

impl Default for Chunker {
    fn default() -> Self {
        let config = ChunkConfig::new(MOST).with_sizer(Units).with_trim(false);
        Self {
            splitter: TextSplitter::new(config),
            draft: None,
            start: 0,
            header: None,
            language: None,
            ready: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Chunker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chunker").field("start", &self.start).field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}

impl Chunker {
    /// Takes the next piece.
    pub fn push(&mut self, piece: &Piece) {
        if piece.text.trim().is_empty() {
            return;
        }
        let row = piece.kind == PieceKind::Row;
        let part = Part { slide: piece.place.slide, sheet: piece.place.sheet.clone(), table: row };
        let heading = matches!(piece.kind, PieceKind::Heading { .. });
        if self.draft.as_ref().is_some_and(|draft| draft.part != part || (heading && draft.size >= ENOUGH / 2)) {
            self.flush();
            self.header = None;
        }
        let context = self.context(piece);
        let cuts: Vec<(usize, usize)> = if units(&piece.text) <= MOST {
            vec![(0, piece.text.len())]
        } else {
            self.splitter.chunk_indices(&piece.text).map(|(at, text)| (at, at + text.len())).collect()
        };
        let last = cuts.len().saturating_sub(1);
        for (number, (start, end)) in cuts.into_iter().enumerate() {
            let Some(text) = piece.text.get(start..end) else { continue };
            let after = if number == last { separator(piece.kind) } else { "" };
            self.add(piece, (start, end), text, after, &context, &part);
        }
        if row && self.header.is_none() {
            self.header = Some(shortened(&piece.text));
        }
    }

    /// The passages that are ready.
    pub fn take(&mut self) -> Vec<NewChunk> {
        std::mem::take(&mut self.ready)
    }

    /// The last passages, and the length of the whole text.
    pub fn finish(mut self) -> (Vec<NewChunk>, u64) {
        self.flush();
        (self.ready, self.start)
    }

    fn add(&mut self, piece: &Piece, bytes: (usize, usize), text: &str, after: &str, context: &str, part: &Part) {
        let size = units(text);
        let full = |draft: &Draft| {
            draft.size + size > MOST || (draft.size >= ENOUGH && !part.table && piece.kind != PieceKind::ListItem)
        };
        if self.draft.as_ref().is_some_and(full) {
            self.flush();
        }
        let offset = self.draft.as_ref().map_or(0, |draft| draft.text.chars().count());
        let spot = Spot::of(piece, bytes.0, bytes.1, u32::try_from(offset).unwrap_or(u32::MAX));
        match &mut self.draft {
            Some(draft) => {
                draft.text.push_str(text);
                draft.text.push_str(after);
                draft.size += size;
                draft.spot.extend(spot);
            }
            None => {
                let text = format!("{text}{after}");
                let context = context.to_owned();
                self.draft = Some(Draft { text, size, context, spot, part: part.clone() });
            }
        }
    }

    fn context(&self, piece: &Piece) -> String {
        let mut context = piece.place.headings.clone();
        context.extend(self.header.clone().filter(|_| piece.kind == PieceKind::Row));
        shortened(&context.join(" › "))
    }

    fn flush(&mut self) {
        let Some(draft) = self.draft.take() else { return };
        self.language = language_of(&draft.text).or(self.language);
        let start = self.start;
        self.start += draft.text.chars().count() as u64;
        self.ready.push(NewChunk {
            start,
            text: draft.text,
            context: draft.context,
            language: self.language.map(str::to_owned),
            // Numbers and strings always make JSON.
            place: serde_json::to_string(&draft.spot).unwrap_or_else(|_| "{}".to_owned()),
        });
    }
}

/// What stands between a piece and the next.
fn separator(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::Row | PieceKind::ListItem => "\n",
        PieceKind::Heading { .. } | PieceKind::Paragraph | PieceKind::Code => "\n\n",
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_CONTEXT) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
