//! Plain text: paragraphs between empty lines, with their lines and bytes; source code likewise, with its indentation.

use super::encoding::{self, Decoded};
use super::{csv, markdown};
use crate::output::{Output, Result};
use crate::{Format, PieceKind, Place, ReadFailure};

/// Lines of a paragraph before it is cut: a log has no empty lines, and its places must stay useful.
const LONGEST: usize = 40;

/// The ends of names of source code and of other text that is not prose.
const CODE: &str = " rs py js mjs cjs ts tsx jsx svelte vue java kt kts scala groovy c h cc cpp cxx hpp hh m mm cs fs vb go \
     swift dart rb php pl pm lua r jl hs ml mli ex exs erl clj lisp el scm nim zig v sol asm s sh bash zsh fish ps1 bat cmd \
     sql graphql proto thrift json jsonl json5 yaml yml toml ini cfg conf xml xsd xsl svg css scss sass less tex bib cmake \
     mk gradle tf nix diff patch ipynb ";

/// The format of a text by the end of its name.
fn format(hint: &str) -> Format {
    let end = hint.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    match end.as_str() {
        "md" | "markdown" | "mkd" | "mdx" | "rmd" => Format::Markdown,
        "csv" | "tsv" | "tab" => Format::Csv,
        _ if CODE.split(' ').any(|code| !code.is_empty() && code == end) => Format::Code,
        _ => Format::Text,
    }
}

/// Reads a text in any encoding.
pub(super) fn read(document: &[u8], hint: &str, output: &mut Output) -> Result<()> {
    let Some(decoded) = encoding::decode(document, false) else {
        return Err(ReadFailure::Unknown { kind: "binary data".to_owned() }.into());
    };
    match format(hint) {
        Format::Markdown => markdown::read(&decoded, output),
        Format::Csv => csv::read(&decoded, output),
        format => paragraphs(&decoded, format, output),
    }
}

/// Reads paragraphs, or blocks of code.
fn paragraphs(decoded: &Decoded, format: Format, output: &mut Output) -> Result<()> {
    output.start(format, None)?;
    let kind = if format == Format::Code { PieceKind::Code } else { PieceKind::Paragraph };
    let text = decoded.text.as_str();
    // The paragraph at hand: its bytes and its first line.
    let mut open: Option<(usize, usize, usize)> = None;
    let (mut line, mut at) = (0, 0);
    for raw in lines(text) {
        line += 1;
        let (start, end) = (at, at + raw.trim_end_matches(['\r', '\n']).len());
        at += raw.len();
        let empty = raw.trim().is_empty();
        if let Some((from, to, first)) = open
            && (empty || line - first >= LONGEST)
        {
            put(decoded, kind, (from, to), (first, line - 1), output)?;
            open = None;
        }
        if !empty {
            open = Some(open.map_or((start, end, line), |(from, _, first)| (from, end, first)));
        }
    }
    if let Some((from, to, first)) = open {
        put(decoded, kind, (from, to), (first, line), output)?;
    }
    Ok(())
}

fn put(
    decoded: &Decoded,
    kind: PieceKind,
    (from, to): (usize, usize),
    (first, last): (usize, usize),
    output: &mut Output,
) -> Result<()> {
    output.piece(kind, &decoded.text[from..to], place(decoded, from..to, (first, last)))
}

/// The place of a part of a text.
pub(super) fn place(decoded: &Decoded, bytes: std::ops::Range<usize>, (first, last): (usize, usize)) -> Place {
    let number = |line| u32::try_from(line).unwrap_or(u32::MAX);
    Place {
        lines: Some((number(first), number(last))),
        bytes: decoded.offset.map(|offset| ((offset + bytes.start) as u64, (offset + bytes.end) as u64)),
        ..Place::default()
    }
}

/// Lines with their ends: a line ends at CR, LF or both.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .find(['\r', '\n'])
            .map_or(rest.len(), |end| if rest[end..].starts_with("\r\n") { end + 2 } else { end + 1 });
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_name_tells_texts_apart() {
        assert_eq!(format("a.b.MD"), Format::Markdown);
        assert_eq!(format("x.tsv"), Format::Csv);
        assert_eq!(format("main.rs"), Format::Code);
        assert_eq!(format("rs"), Format::Text);
        assert_eq!(format("notes."), Format::Text);
    }

    #[test]
    fn lines_end_as_on_any_system() {
        assert_eq!(lines("a\rb\r\nc\nd").collect::<Vec<_>>(), ["a\r", "b\r\n", "c\n", "d"]);
    }
}
