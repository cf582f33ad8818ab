//! The output of the reader: messages in order, counted, each piece with the headings above it.

mod parts;

use std::io::{self, Write};
use std::time::{Duration, Instant};

use crate::limits::MEGABYTE;
use crate::{Format, FromReader, Limits, Notice, PROTOCOL, Piece, PieceKind, Place, ReadFailure, Word, encode_frame};

/// Why reading stopped before the end.
#[derive(Debug)]
pub enum Stop {
    /// The document can't be read.
    Failed(ReadFailure),
    /// Nobody listens any more.
    Gone(io::Error),
}

impl From<ReadFailure> for Stop {
    fn from(failure: ReadFailure) -> Self {
        Self::Failed(failure)
    }
}

/// What every parser returns.
pub(crate) type Result<T> = std::result::Result<T, Stop>;

/// A damaged document, in words that hold none of its text.
pub(crate) fn damaged(detail: impl std::fmt::Display) -> ReadFailure {
    // A parser's own words may quote what it read; the first hundred characters of them do no harm on a screen.
    ReadFailure::Damaged { detail: detail.to_string().chars().filter(|char| !char.is_control()).take(100).collect() }
}

/// How long written frames may wait for others.
const FLUSH: Duration = Duration::from_millis(50);

/// Where the messages go.
pub struct Output<'a> {
    stream: io::BufWriter<&'a mut dyn Write>,
    limits: &'a Limits,
    flushed: Instant,
    headings: Vec<(u8, String)>,
    characters: u64,
    bytes: u64,
    hidden: (u32, u32),
    /// A part is being read that nobody sees.
    conceals: bool,
    told: bool,
}

impl<'a> Output<'a> {
    /// An output that nothing was written to yet.
    pub fn new(stream: &'a mut dyn Write, limits: &'a Limits) -> Self {
        Self {
            stream: io::BufWriter::new(stream),
            limits,
            flushed: Instant::now(),
            headings: Vec::new(),
            characters: 0,
            bytes: 0,
            hidden: (0, 0),
            conceals: false,
            told: false,
        }
    }

    /// The limits that the document is read under.
    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// The format is known.
    pub(crate) fn start(&mut self, format: Format, parts: Option<usize>) -> Result<()> {
        let parts = parts.map(|parts| u32::try_from(parts).unwrap_or(u32::MAX));
        self.send(&FromReader::Started { protocol: PROTOCOL, format, parts })
    }

    /// A piece without boxes. Headings are remembered for the pieces below them.
    pub(crate) fn piece(&mut self, kind: PieceKind, text: &str, place: Place) -> Result<()> {
        if self.conceals {
            self.hide(text);
            return Ok(());
        }
        parts::of(kind, text, &place).try_for_each(|(part, place)| self.put(kind, part, place, Vec::new()))
    }

    /// A piece whose words have boxes.
    pub(crate) fn boxed(&mut self, kind: PieceKind, text: String, place: Place, words: Vec<Word>) -> Result<()> {
        self.put(kind, text, place, words)
    }

    fn put(&mut self, kind: PieceKind, text: String, mut place: Place, words: Vec<Word>) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.bytes += text.len() as u64;
        if self.bytes > self.limits.unpacked {
            return Err(ReadFailure::TooLarge { limit: self.limits.unpacked / MEGABYTE }.into());
        }
        self.characters += text.chars().count() as u64;
        if let PieceKind::Heading { level } = kind {
            self.headings.retain(|(above, _)| *above < level);
        }
        if place.headings.is_empty() {
            place.headings = self.headings.iter().map(|(_, heading)| heading.clone()).collect();
        }
        if let PieceKind::Heading { level } = kind {
            self.headings.push((level, text.chars().take(200).collect()));
        }
        self.send(&FromReader::Piece(Piece { kind, text, place, words }))
    }

    /// A new part begins: what stood above the last one does not stand above it.
    pub(crate) fn forget_headings(&mut self) {
        self.headings.clear();
    }

    /// So many parts are read.
    pub(crate) fn progress(&mut self, done: usize, total: usize) -> Result<()> {
        let small = |number| u32::try_from(number).unwrap_or(u32::MAX);
        self.send(&FromReader::Progress { done: small(done), total: small(total) })
    }

    /// A part begins that nobody sees, or one that everybody does.
    pub(crate) fn conceal(&mut self, conceals: bool) {
        self.conceals = conceals;
    }

    /// Text that no reader would see was left out.
    pub(crate) fn hide(&mut self, text: &str) {
        let characters = text.chars().filter(|char| !char.is_whitespace()).count();
        if characters > 0 {
            self.hidden.0 = self.hidden.0.saturating_add(1);
            self.hidden.1 = self.hidden.1.saturating_add(u32::try_from(characters).unwrap_or(u32::MAX));
        }
    }

    /// Something that a person should know.
    pub(crate) fn notice(&mut self, notice: Notice) -> Result<()> {
        self.told |= matches!(notice, Notice::NoText { .. });
        self.send(&FromReader::Notice(notice))
    }

    /// The last message, of however reading ended.
    pub fn end(mut self, ended: Result<()>) -> io::Result<()> {
        let last = match ended {
            Err(Stop::Gone(error)) => return Err(error),
            Err(Stop::Failed(failure)) => FromReader::Failed(failure),
            Ok(()) if self.characters == 0 && !self.told && self.hidden.0 == 0 => {
                FromReader::Failed(ReadFailure::Empty)
            }
            Ok(()) => {
                if self.hidden.0 > 0 {
                    let (runs, characters) = self.hidden;
                    self.stream.write_all(&encode_frame(&FromReader::Notice(Notice::Hidden { runs, characters }))?)?;
                }
                FromReader::Finished { characters: self.characters }
            }
        };
        self.stream.write_all(&encode_frame(&last)?)?;
        self.stream.flush()
    }

    fn send(&mut self, message: &FromReader) -> Result<()> {
        let frame = encode_frame(message).map_err(Stop::Gone)?;
        self.stream.write_all(&frame).map_err(Stop::Gone)?;
        if self.flushed.elapsed() > FLUSH {
            self.stream.flush().map_err(Stop::Gone)?;
            self.flushed = Instant::now();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_stands_above_what_follows_until_one_as_high() {
        let (mut bytes, limits) = (Vec::new(), Limits::default());
        let mut output = Output::new(&mut bytes, &limits);
        for (kind, text) in [
            (PieceKind::Heading { level: 1 }, "A"),
            (PieceKind::Heading { level: 2 }, "B"),
            (PieceKind::Paragraph, "x"),
            (PieceKind::Heading { level: 2 }, "C"),
            (PieceKind::Paragraph, "y"),
        ] {
            output.piece(kind, text, Place::default()).expect("memory takes all");
        }
        output.end(Ok(())).expect("memory takes all");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains(r#""text":"x","place":{"headings":["A","B"]}"#), "{text}");
        assert!(text.contains(r#""text":"y","place":{"headings":["A","C"]}"#), "{text}");
    }
}
