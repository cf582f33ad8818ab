//! OpenDocument: text and presentations, from the one part that holds the content.

use std::collections::HashSet;

use super::archive::Archive;
use super::xml::{self, Attributes, Met};
use crate::output::{Output, Result, Stop, damaged};
use crate::{Format, PieceKind, Place, ReadFailure};

/// Refuses a document that its manifest calls encrypted.
///
/// # Errors
/// [`ReadFailure::Encrypted`], and what the archive says.
pub(super) fn refuse_encrypted(archive: &mut Archive) -> Result<()> {
    let manifest = archive.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") || archive.has("encrypted-package") {
        return Err(ReadFailure::Encrypted.into());
    }
    Ok(())
}

/// Reads a text or a presentation.
pub(super) fn read(mut archive: Archive, format: Format, output: &mut Output) -> Result<()> {
    refuse_encrypted(&mut archive)?;
    let Some(content) = archive.text("content.xml")? else { return Err(damaged("its content is missing").into()) };
    let slides = content.matches("<draw:page ").count();
    output.start(format, (format == Format::Slides).then_some(slides))?;
    let mut walk = Walk { slides, hidden_styles: hidden_styles(&content)?, ..Walk::default() };
    xml::visit(&content, |met| walk.meet(met, output))?;
    Ok(())
}

/// The styles whose text does not show.
fn hidden_styles(content: &str) -> std::result::Result<HashSet<String>, ReadFailure> {
    let (mut hidden, mut style) = (HashSet::new(), None);
    xml::visit::<ReadFailure>(content, |met| {
        match met {
            Met::Start("style", attributes) => style = attributes.get("name"),
            Met::Start("text-properties", attributes) if attributes.get("display").as_deref() == Some("none") => {
                hidden.extend(style.clone());
            }
            // A slide that is skipped when the others are shown.
            Met::Start("drawing-page-properties", attributes)
                if attributes.get("visibility").as_deref() == Some("hidden") =>
            {
                hidden.extend(style.clone());
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(hidden)
}

/// The walk through a document.
#[derive(Default)]
struct Walk {
    hidden_styles: HashSet<String>,
    text: String,
    kind: Option<PieceKind>,
    /// How deep the walk is in paragraphs, items, rows, what is left out and what is hidden.
    paragraphs: usize,
    items: usize,
    rows: usize,
    out: usize,
    hidden: usize,
    hidden_text: String,
    /// For each open span, whether it is hidden.
    spans: Vec<bool>,
    slide: usize,
    slides: usize,
    /// The text that a note interrupts.
    interrupted: Vec<(String, Option<PieceKind>)>,
}

impl Walk {
    fn meet(&mut self, met: Met, output: &mut Output) -> std::result::Result<(), Stop> {
        match met {
            Met::Start(name, attributes) => self.start(name, attributes, output),
            Met::End(name) => self.end(name, output),
            Met::Text(text) => {
                // Between paragraphs there is only the indentation of the file itself.
                if self.paragraphs > 0 && self.out == 0 {
                    let into = if self.hidden > 0 { &mut self.hidden_text } else { &mut self.text };
                    collapse(into, text);
                }
                Ok(())
            }
        }
    }

    fn start(&mut self, name: &str, attributes: &Attributes, output: &mut Output) -> Result<()> {
        match name {
            "h" => {
                let level = attributes.get("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1);
                self.paragraph(Some(PieceKind::Heading { level }), attributes);
            }
            "p" => self.paragraph(None, attributes),
            "span" => {
                let hidden = self.is_hidden(attributes);
                self.hidden += usize::from(hidden);
                self.spans.push(hidden);
            }
            "list-item" | "list-header" => self.items += 1,
            "table-row" => {
                self.rows += 1;
            }
            "table-cell" if self.rows > 0 && !self.text.is_empty() => self.text.push('\t'),
            "tab" if self.out == 0 => self.text.push(if self.rows > 0 { ' ' } else { '\t' }),
            "line-break" if self.out == 0 => self.text.push(if self.rows > 0 { ' ' } else { '\n' }),
            "s" if self.out == 0 => self.text.push(' '),
            // Comments, what a reviser deleted, and the marks of notes are no part of the text.
            "annotation" | "tracked-changes" | "note-citation" | "tracked-change" => self.out += 1,
            "hidden-text" | "hidden-paragraph" => self.hidden += 1,
            "note" => self.interrupted.push((std::mem::take(&mut self.text), self.kind.take())),
            "page" => {
                self.slide += 1;
                output.forget_headings();
                output.conceal(self.is_hidden(attributes));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, output: &mut Output) -> Result<()> {
        match name {
            "h" | "p" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.close_span();
                if self.rows > 0 {
                    self.text.push(' ');
                } else if self.out == 0 {
                    self.put(output)?;
                }
            }
            "span" => self.close_span(),
            "list-item" | "list-header" => self.items = self.items.saturating_sub(1),
            "table-row" => {
                self.rows = self.rows.saturating_sub(1);
                if self.rows == 0 {
                    self.kind = Some(PieceKind::Row);
                    self.put(output)?;
                }
            }
            "annotation" | "tracked-changes" | "note-citation" | "tracked-change" => {
                self.out = self.out.saturating_sub(1)
            }
            "hidden-text" | "hidden-paragraph" => self.hidden = self.hidden.saturating_sub(1),
            "note" => {
                self.put(output)?;
                (self.text, self.kind) = self.interrupted.pop().unwrap_or_default();
            }
            "page" => output.progress(self.slide, self.slides.max(self.slide))?,
            _ => {}
        }
        Ok(())
    }

    fn paragraph(&mut self, kind: Option<PieceKind>, attributes: &Attributes) {
        self.paragraphs += 1;
        if self.rows == 0 && self.out == 0 {
            self.kind = kind;
        }
        let hidden = self.is_hidden(attributes);
        self.hidden += usize::from(hidden);
        self.spans.push(hidden);
    }

    fn close_span(&mut self) {
        if self.spans.pop() == Some(true) {
            self.hidden = self.hidden.saturating_sub(1);
        }
    }

    fn is_hidden(&self, attributes: &Attributes) -> bool {
        !self.hidden_styles.is_empty()
            && attributes.get("style-name").is_some_and(|style| self.hidden_styles.contains(&style))
    }

    fn put(&mut self, output: &mut Output) -> Result<()> {
        if !self.hidden_text.is_empty() {
            output.hide(&std::mem::take(&mut self.hidden_text));
        }
        let rest = if self.items > 0 { PieceKind::ListItem } else { PieceKind::Paragraph };
        let kind = self.kind.take().unwrap_or(rest);
        let text = std::mem::take(&mut self.text);
        let text = if kind == PieceKind::Row { tidy(&text) } else { text };
        let slide = (self.slides > 0).then(|| u32::try_from(self.slide).unwrap_or(u32::MAX));
        output.piece(kind, &text, Place { slide, ..Place::default() })
    }
}

/// Appends text with its white space made single spaces, as OpenDocument has it.
fn collapse(into: &mut String, text: &str) {
    for char in text.chars() {
        let space = char.is_ascii_whitespace();
        if !space {
            into.push(char);
        } else if !into.is_empty() && !into.ends_with([' ', '\n', '\t']) {
            into.push(' ');
        }
    }
}

/// A row without the spaces that ends of paragraphs left around its values.
fn tidy(row: &str) -> String {
    row.split('\t').map(str::trim).collect::<Vec<_>>().join("\t")
}
