//! RTF: a stripper that follows groups, code pages and Unicode, and leaves out what is not the text.

mod code_page;
mod group;
mod words;

use encoding_rs::Encoding;

use self::group::{Destination, Group};
use crate::output::{Output, Result, damaged};
use crate::{Format, PieceKind, Place, ReadFailure};

/// Groups within groups; no document nests a hundredth as deep.
const DEEPEST: usize = 4096;

/// Reads a document.
pub(super) fn read(document: &[u8], output: &mut Output) -> Result<()> {
    output.start(Format::Rtf, None)?;
    let stripped = strip(document)?;
    stripped.hidden.iter().for_each(|text| output.hide(text));
    stripped.pieces.iter().try_for_each(|(kind, text)| output.piece(*kind, text, Place::default()))
}

/// The text of a document, a piece a line. For fuzzing.
pub fn text(document: &[u8]) -> std::result::Result<String, ReadFailure> {
    Ok(strip(document)?.pieces.iter().map(|(_, text)| format!("{text}\n")).collect())
}

/// What is left of a document.
#[derive(Debug, Default)]
struct Stripped {
    pieces: Vec<(PieceKind, String)>,
    hidden: Vec<String>,
}

fn strip(document: &[u8]) -> std::result::Result<Stripped, ReadFailure> {
    let mut stripper = Stripper {
        rest: document,
        groups: vec![Group::default()],
        default: encoding_rs::WINDOWS_1252,
        fonts: Vec::new(),
        bytes: Vec::new(),
        surrogate: None,
        skip: 0,
        text: String::new(),
        hidden: String::new(),
        kind: PieceKind::Paragraph,
        styles: Vec::new(),
        out: Stripped::default(),
    };
    stripper.run()?;
    Ok(stripper.out)
}

/// The state of stripping.
struct Stripper<'a> {
    rest: &'a [u8],
    groups: Vec<Group>,
    default: &'static Encoding,
    /// The encoding of each font by its number.
    fonts: Vec<(i32, &'static Encoding)>,
    /// Bytes that are not decoded yet: a character may be two of them, each written on its own.
    bytes: Vec<u8>,
    /// The first half of a character beyond the first plane.
    surrogate: Option<u16>,
    /// Characters to pass over, that stand for the Unicode one before them.
    skip: usize,
    text: String,
    hidden: String,
    kind: PieceKind,
    /// The styles that are headings, and their levels.
    styles: Vec<(i32, u8)>,
    out: Stripped,
}

impl Stripper<'_> {
    fn run(&mut self) -> std::result::Result<(), ReadFailure> {
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'{' => {
                    self.decode();
                    if self.groups.len() > DEEPEST {
                        return Err(damaged("its groups nest without end"));
                    }
                    let inner = self.group().inner();
                    self.groups.push(inner);
                    self.skip = 0;
                }
                b'}' => self.close(),
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.byte(byte),
            }
        }
        self.decode();
        self.end_piece();
        Ok(())
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn close(&mut self) {
        self.decode();
        self.skip = 0;
        if let Some(closed) = self.groups.pop()
            && let Some((text, kind)) = closed.interrupted
        {
            // A note stands in the middle of a sentence; it becomes a piece before the one that it interrupts.
            self.end_piece();
            (self.text, self.kind) = (text, kind);
        }
    }

    /// A control word or symbol, after its backslash.
    fn control(&mut self) {
        let Some((&first, rest)) = self.rest.split_first() else { return };
        if first == b'\'' {
            let digit = |at: usize| rest.get(at).and_then(|byte| char::from(*byte).to_digit(16));
            if let (Some(high), Some(low)) = (digit(0), digit(1)) {
                self.rest = &rest[2..];
                return self.byte((high * 16 + low) as u8);
            }
            self.rest = rest;
            return;
        }
        if !first.is_ascii_alphabetic() {
            self.rest = rest;
            match first {
                b'\\' | b'{' | b'}' => self.byte(first),
                b'~' => self.put('\u{a0}'),
                b'_' => self.put('\u{2011}'),
                b'\r' | b'\n' => self.end_piece_decoded(),
                b'*' => self.group().starred = true,
                _ => {}
            }
            return;
        }
        let end = self.rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end.min(32));
        let digits =
            rest.iter().enumerate().position(|(at, byte)| !(byte.is_ascii_digit() || (at == 0 && *byte == b'-')));
        let (number, rest) = rest.split_at(digits.unwrap_or(rest.len()).min(11));
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<i32>().ok());
        self.word(std::str::from_utf8(word).unwrap_or_default(), number);
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.group().destination == Destination::Text {
            self.bytes.push(byte);
        }
    }

    /// Decodes the bytes at hand, by the font of their group.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let font = self.group().font;
        let known = self.fonts.iter().find(|(number, _)| Some(*number) == font).map(|(_, encoding)| *encoding);
        let bytes = std::mem::take(&mut self.bytes);
        let (text, _) = known.unwrap_or(self.default).decode_without_bom_handling(&bytes);
        text.chars().for_each(|char| self.put(char));
    }

    fn put(&mut self, char: char) {
        self.decode();
        match self.group() {
            Group { destination: Destination::Text, hidden: false, .. } => self.text.push(char),
            Group { destination: Destination::Text, hidden: true, .. } => self.hidden.push(char),
            _ => {}
        }
    }

    fn end_piece_decoded(&mut self) {
        self.decode();
        self.end_piece();
    }

    fn end_piece(&mut self) {
        let text = std::mem::take(&mut self.text);
        // The end of a cell is no end of a piece: paragraphs in a table end at its rows.
        if text.ends_with('\t') && self.kind != PieceKind::Row {
            self.text = text;
            return;
        }
        self.out.pieces.push((self.kind, text.trim_end_matches('\t').to_owned()));
        if !self.hidden.is_empty() {
            self.out.hidden.push(std::mem::take(&mut self.hidden));
        }
        if self.kind == PieceKind::Row {
            self.kind = PieceKind::Paragraph;
        }
    }
}

#[cfg(test)]
mod tests;
