//! What an office file hides whole: rows and columns of its sheets, slides of a presentation.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::archive::Archive;
use super::xml::{self, Attributes, Met};
use crate::ReadFailure;

type Result<T> = std::result::Result<T, ReadFailure>;

/// Rows and columns that a sheet does not show, counted from 0.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    rows: Runs,
    columns: Runs,
}

impl Unseen {
    /// Whether a row is hidden.
    pub(super) fn has_row(&self, row: usize) -> bool {
        self.rows.has(row)
    }

    /// Whether a column is hidden.
    pub(super) fn has_column(&self, column: usize) -> bool {
        self.columns.has(column)
    }
}

/// Numbers in runs: a sheet may hide a million rows.
#[derive(Debug, Default)]
struct Runs(Vec<Range<usize>>);

impl Runs {
    fn add(&mut self, first: usize, count: usize) {
        match self.0.last_mut() {
            Some(last) if last.end == first => last.end = first.saturating_add(count),
            _ => self.0.push(first..first.saturating_add(count)),
        }
    }

    fn sort(&mut self) {
        self.0.sort_by_key(|run| run.start);
    }

    fn has(&self, number: usize) -> bool {
        let after = self.0.partition_point(|run| run.start <= number);
        after.checked_sub(1).is_some_and(|at| self.0[at].contains(&number))
    }
}

/// What each sheet of a workbook hides, by its name.
///
/// # Errors
/// Where a part can't be unpacked or is no XML.
pub(super) fn sheets(archive: &mut Archive) -> Result<HashMap<String, Unseen>> {
    let mut sheets = match archive.text("content.xml")? {
        Some(content) => open_sheets(&content)?,
        None => office_sheets(archive)?,
    };
    for sheet in sheets.values_mut() {
        sheet.rows.sort();
        sheet.columns.sort();
    }
    Ok(sheets)
}

/// The hidden slides of a presentation of Office Open XML, counted from 0.
///
/// # Errors
/// As for [`sheets`].
pub(super) fn slides(archive: &mut Archive) -> Result<HashSet<usize>> {
    let targets = targets(archive, "ppt/_rels/presentation.xml.rels", "ppt/")?;
    let mut parts = Vec::new();
    visit(archive, "ppt/presentation.xml", |name, attributes| {
        if name == "sldId" {
            // It has two ids, and only the one of the relations leads anywhere.
            parts.extend(attributes.all("id").into_iter().find_map(|id| targets.get(&id).cloned()));
        }
    })?;
    let mut hidden = HashSet::new();
    for (index, part) in parts.iter().enumerate() {
        visit(archive, part, |name, attributes| {
            if name == "sld" && attributes.get("show").is_some_and(|show| is_false(&show)) {
                hidden.insert(index);
            }
        })?;
    }
    Ok(hidden)
}

fn office_sheets(archive: &mut Archive) -> Result<HashMap<String, Unseen>> {
    let targets = targets(archive, "xl/_rels/workbook.xml.rels", "xl/")?;
    let mut parts = Vec::new();
    visit(archive, "xl/workbook.xml", |name, attributes| {
        let part = attributes.get("id").and_then(|id| targets.get(&id).cloned());
        if let ("sheet", Some(sheet), Some(part)) = (name, attributes.get("name"), part) {
            parts.push((sheet, part));
        }
    })?;
    let mut sheets = HashMap::new();
    for (sheet, part) in parts {
        let (mut unseen, mut row) = (Unseen::default(), 0);
        visit_where(archive, &part, "hidden", |name, attributes| {
            let hidden = || attributes.get("hidden").is_some_and(|hidden| !is_false(&hidden));
            match name {
                "row" => {
                    // Rows are counted from 1; one without a number follows the one before.
                    row = number(attributes, "r").unwrap_or(row + 1);
                    if hidden() {
                        unseen.rows.add(row.saturating_sub(1), 1);
                    }
                }
                "col" if hidden() => {
                    let (first, last) = (number(attributes, "min").unwrap_or(1), number(attributes, "max"));
                    let count = last.unwrap_or(first).saturating_sub(first).saturating_add(1);
                    unseen.columns.add(first.saturating_sub(1), count);
                }
                _ => {}
            }
        })?;
        sheets.insert(sheet, unseen);
    }
    Ok(sheets)
}

/// OpenDocument has all sheets in one part, and counts by repeating.
fn open_sheets(content: &str) -> Result<HashMap<String, Unseen>> {
    let mut sheets: HashMap<String, Unseen> = HashMap::new();
    if !content.contains("visibility") {
        return Ok(sheets);
    }
    let (mut sheet, mut row, mut column) = (String::new(), 0_usize, 0_usize);
    xml::visit::<ReadFailure>(content, |met| {
        let Met::Start(name, attributes) = met else { return Ok(()) };
        let hidden = || attributes.get("visibility").is_some_and(|visibility| visibility != "visible");
        let times = |name| number(attributes, name).unwrap_or(1);
        match name {
            "table" => (sheet, row, column) = (attributes.get("name").unwrap_or_default(), 0, 0),
            "table-row" => {
                let count = times("number-rows-repeated");
                if hidden() {
                    sheets.entry(sheet.clone()).or_default().rows.add(row, count);
                }
                row = row.saturating_add(count);
            }
            "table-column" => {
                let count = times("number-columns-repeated");
                if hidden() {
                    sheets.entry(sheet.clone()).or_default().columns.add(column, count);
                }
                column = column.saturating_add(count);
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(sheets)
}

/// Where the relations of a part lead, by their ids.
fn targets(archive: &mut Archive, relations: &str, folder: &str) -> Result<HashMap<String, String>> {
    let mut targets = HashMap::new();
    visit(archive, relations, |name, attributes| {
        if let ("Relationship", Some(id), Some(target)) = (name, attributes.get("Id"), attributes.get("Target")) {
            let part = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
            targets.insert(id, part);
        }
    })?;
    Ok(targets)
}

/// Goes through the elements of a part; one that is missing has none.
fn visit(archive: &mut Archive, part: &str, each: impl FnMut(&str, &Attributes)) -> Result<()> {
    visit_where(archive, part, "", each)
}

/// The same for a part that has something to find: a sheet of a million cells is not gone through for nothing.
fn visit_where(archive: &mut Archive, part: &str, has: &str, mut each: impl FnMut(&str, &Attributes)) -> Result<()> {
    let Some(text) = archive.text(part)?.filter(|text| text.contains(has)) else { return Ok(()) };
    xml::visit(&text, |met| {
        if let Met::Start(name, attributes) = met {
            each(name, attributes);
        }
        Ok(())
    })
}

fn number(attributes: &Attributes, name: &str) -> Option<usize> {
    attributes.get(name)?.parse().ok()
}

fn is_false(value: &str) -> bool {
    matches!(value, "0" | "false")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_hold_what_was_added_in_any_order() {
        let mut runs = Runs::default();
        for (first, count) in [(10, 2), (12, 1), (3, 1), (usize::MAX, 5)] {
            runs.add(first, count);
        }
        runs.sort();
        let held: Vec<usize> = (0..20).filter(|number| runs.has(*number)).collect();
        assert_eq!(held, [3, 10, 11, 12]);
    }
}
