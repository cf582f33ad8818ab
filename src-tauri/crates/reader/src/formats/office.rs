//! Office: Word and PowerPoint, Office Open XML and before.

mod vanish;

use std::collections::HashSet;

use undoc::model::RevisionType;
use undoc::{Block, Document, ErrorKind, Paragraph, Section, Table};

use super::archive::Archive;
use super::sheet;
use super::sniff::Compound;
use super::unseen;
use crate::output::{Output, Result, damaged};
use crate::{Format, PieceKind, Place, ReadFailure};

/// Reads a document of Office before 2007.
pub(super) fn read_old(document: &[u8], inside: Compound, output: &mut Output) -> Result<()> {
    match inside {
        Compound::Word => read(document, Format::Word, &HashSet::new(), output),
        Compound::PowerPoint => read(document, Format::Slides, &HashSet::new(), output),
        Compound::Excel => sheet::read(document, output),
        Compound::Encrypted => Err(ReadFailure::Encrypted.into()),
        Compound::Other => Err(ReadFailure::Unknown { kind: "compound file".to_owned() }.into()),
    }
}

/// Reads a document of Office Open XML.
pub(super) fn read_new(document: &[u8], format: Format, output: &mut Output) -> Result<()> {
    let mut archive = Archive::open(document, output.limits())?;
    archive.measure(document)?;
    let unseen = if format == Format::Slides { unseen::slides(&mut archive)? } else { HashSet::new() };
    let (document, hidden) = vanish::take_out(document)?;
    hidden.iter().for_each(|text| output.hide(text));
    read(&document, format, &unseen, output)
}

/// `unseen` are the slides that are not shown.
fn read(document: &[u8], format: Format, unseen: &HashSet<usize>, output: &mut Output) -> Result<()> {
    let document = undoc::parse_bytes(document).map_err(|error| match error.kind() {
        ErrorKind::Encrypted => ReadFailure::Encrypted,
        ErrorKind::MissingComponent => damaged("a part of it is missing"),
        kind => damaged(format!("{kind:?}")),
    })?;
    let slides = format == Format::Slides;
    let total = document.sections.len();
    output.start(format, slides.then_some(total))?;
    let mut margins = Vec::new();
    for (index, section) in document.sections.iter().enumerate() {
        let slide = slides.then(|| u32::try_from(section.index + 1).unwrap_or(u32::MAX));
        let place = Place { slide, ..Place::default() };
        if slides {
            output.forget_headings();
            output.conceal(unseen.contains(&section.index));
        }
        read_section(&document, section, &place, &mut margins, output)?;
        output.progress(index + 1, total)?;
    }
    Ok(())
}

fn read_section(
    document: &Document,
    section: &Section,
    place: &Place,
    margins: &mut Vec<String>,
    output: &mut Output,
) -> Result<()> {
    for block in &section.content {
        match block {
            Block::Paragraph(paragraph) => put(paragraph, place, output)?,
            Block::Table(table) => put_table(table, place, output)?,
            Block::Note { content, .. } => put_all(content, place, output)?,
            Block::Image { alt_text: Some(text), .. } => output.piece(PieceKind::Paragraph, text, place.clone())?,
            Block::Image { .. } | Block::PageBreak | Block::SectionBreak => {}
        }
    }
    put_all(section.notes.as_deref().unwrap_or_default(), place, output)?;
    // The same margins stand in every section: once is enough.
    for paragraph in [&section.header, &section.footer].into_iter().flatten().flatten() {
        let text = text(paragraph);
        if !margins.contains(&text) && document.sections.len() < 10_000 {
            put(paragraph, place, output)?;
            margins.push(text);
        }
    }
    Ok(())
}

fn put_all(paragraphs: &[Paragraph], place: &Place, output: &mut Output) -> Result<()> {
    paragraphs.iter().try_for_each(|paragraph| put(paragraph, place, output))
}

fn put(paragraph: &Paragraph, place: &Place, output: &mut Output) -> Result<()> {
    let kind = if paragraph.heading.is_heading() {
        PieceKind::Heading { level: paragraph.heading.level() }
    } else if paragraph.list_info.is_some() {
        PieceKind::ListItem
    } else {
        PieceKind::Paragraph
    };
    output.piece(kind, &text(paragraph), place.clone())
}

/// The text of a paragraph as it is shown: what a reviser deleted is not.
fn text(paragraph: &Paragraph) -> String {
    let mut text = String::new();
    for run in paragraph.runs.iter().filter(|run| run.revision != RevisionType::Deleted) {
        text.push_str(&run.text);
        if run.line_break {
            text.push('\n');
        }
    }
    text
}

fn put_table(table: &Table, place: &Place, output: &mut Output) -> Result<()> {
    for row in &table.rows {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| cell.content.iter().map(text).collect::<Vec<_>>().join(" ").replace(['\t', '\n'], " "))
            .collect();
        output.piece(PieceKind::Row, cells.join("\t").trim_end(), place.clone())?;
        for nested in row.cells.iter().flat_map(|cell| &cell.nested_tables) {
            put_table(nested, place, output)?;
        }
    }
    Ok(())
}
