//! PDF: the words of each page with their boxes, in reading order.
//!
//! `pdf_oxide` tells what is drawn where. The order in which that is read, what belongs to a line, a column and a
//! paragraph, and what nobody sees is worked out here: its own order loses lines of pages with columns.

mod atom;
mod columns;
mod hidden;
mod line;
mod paragraph;
mod run;
mod script;
mod sheet;

use std::collections::HashSet;

use pdf_oxide::PdfDocument;
use pdf_oxide::document::ReadingOrder;

use self::paragraph::Page;
use self::sheet::Sheet;
use crate::output::{Output, Result, damaged};
use crate::{Format, Notice, ReadFailure};

/// The most pages without text that are named one by one.
const NAMED: usize = 10_000;

/// Reads a document.
pub(crate) fn read(document: Vec<u8>, output: &mut Output) -> Result<()> {
    let document = PdfDocument::from_bytes(document).map_err(|error| match error {
        pdf_oxide::Error::EncryptedPdf => ReadFailure::Encrypted,
        _ => damaged("its table of parts can't be read"),
    })?;
    // An empty password opens what is only protected against changes.
    if document.is_encrypted() && !document.authenticate(b"").unwrap_or(false) {
        return Err(ReadFailure::Encrypted.into());
    }
    let pages = document.page_count().map_err(|_| damaged("its pages can't be counted"))?;
    if pages == 0 {
        return Err(damaged("it has no pages").into());
    }
    output.start(Format::Pdf, Some(pages))?;
    let off = pdf_oxide::optional_content::compute_default_off_ocgs(&document);
    let mut empty = Vec::new();
    for page in 0..pages {
        match read_page(&document, page, &off, output) {
            Ok(true) => {}
            Ok(false) => empty.push(u32::try_from(page + 1).unwrap_or(u32::MAX)),
            Err(PageError::Stop(stop)) => return Err(stop),
            Err(PageError::Bad) => output.notice(Notice::Skipped { part: (page + 1).to_string() })?,
        }
        output.progress(page + 1, pages)?;
    }
    if !empty.is_empty() {
        empty.truncate(NAMED);
        output.notice(Notice::NoText { pages: empty })?;
    }
    Ok(())
}

/// Why a page was not read.
enum PageError {
    /// Nothing more is to be read.
    Stop(crate::output::Stop),
    /// This one is damaged.
    Bad,
}

impl From<crate::output::Stop> for PageError {
    fn from(stop: crate::output::Stop) -> Self {
        Self::Stop(stop)
    }
}

/// Reads a page; `false` where it has no text.
fn read_page(
    document: &PdfDocument,
    page: usize,
    off: &HashSet<String>,
    output: &mut Output,
) -> std::result::Result<bool, PageError> {
    let spans = document
        .extract_spans_filtered_with_reading_order(page, ReadingOrder::TopToBottom, off.clone(), HashSet::new())
        .map_err(|_| PageError::Bad)?;
    if spans.iter().all(|span| span.text.trim().is_empty()) {
        return Ok(false);
    }
    let sheet = sheet(document, page);
    let (seen, hidden) = hidden::split(document, page, &sheet, &spans);
    hidden.iter().for_each(|span| output.hide(&span.text));
    let turned = atom::of_spans(&seen, &sheet);
    let size = usual_size(&turned);
    for (quarter, atoms) in (0..).zip(turned) {
        let page = Page { number: u32::try_from(page + 1).unwrap_or(u32::MAX), sheet: &sheet, quarter, size };
        let letters = || atoms.iter().flat_map(|atom| atom.text.chars());
        let to_left = letters().filter(|char| script::is_right_to_left(*char)).count();
        let right_to_left = to_left > letters().filter(|char| script::is_left_to_right(*char)).count();
        for block in columns::order(run::of_atoms(atoms), right_to_left) {
            paragraph::put_block(&line::of_runs(block, right_to_left), &page, output)?;
        }
    }
    Ok(true)
}

/// How a page is shown; a page of a damaged document is taken for a usual one.
fn sheet(document: &PdfDocument, page: usize) -> Sheet {
    let (left, bottom, right, top) = document.get_page_visible_box(page).unwrap_or((0.0, 0.0, 612.0, 792.0));
    let turns = document.get_page_rotation(page).unwrap_or(0).div_euclid(90).rem_euclid(4);
    Sheet { area: [left.min(right), bottom.min(top), right.max(left), top.max(bottom)], turns }
}

/// The size that most characters of a page have.
fn usual_size(turned: &[Vec<atom::Atom>; 4]) -> f32 {
    let mut sizes: Vec<(f32, usize)> =
        turned.iter().flatten().map(|atom| (atom.size, atom.text.chars().count())).collect();
    sizes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = sizes.iter().map(|(_, characters)| characters).sum::<usize>() / 2;
    let mut passed = 0;
    let middle = sizes.iter().find(|(_, characters)| {
        passed += characters;
        passed > half
    });
    middle.map_or(10.0, |(size, _)| *size)
}
