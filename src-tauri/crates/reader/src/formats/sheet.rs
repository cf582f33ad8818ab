//! Sheets: Excel and OpenDocument, row by row, each with its sheet and cells. Hidden sheets, rows and columns are left out.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Range, Reader as _, SheetVisible, Sheets};

use super::archive::Archive;
use super::unseen::{self, Unseen};
use crate::output::{Output, Result, damaged};
use crate::{Format, Notice, PieceKind, Place, ReadFailure};

/// Reads a workbook.
pub(super) fn read(document: &[u8], output: &mut Output) -> Result<()> {
    let mut unseen = HashMap::new();
    if document.starts_with(b"PK") {
        let mut archive = Archive::open(document, output.limits())?;
        archive.measure(document)?;
        unseen = unseen::sheets(&mut archive)?;
    }
    let mut workbook = open(document)?;
    let sheets: Vec<_> = workbook.sheets_metadata().to_vec();
    output.start(Format::Sheet, Some(sheets.len()))?;
    for (index, sheet) in sheets.iter().enumerate() {
        match workbook.worksheet_range(&sheet.name) {
            Ok(range) if sheet.visible == SheetVisible::Visible => {
                output.forget_headings();
                read_sheet(&sheet.name, &range, &unseen.remove(&sheet.name).unwrap_or_default(), output)?;
            }
            Ok(range) => range.rows().for_each(|row| output.hide(&row_text(row))),
            // Charts and macros are sheets too, without cells.
            Err(_) => output.notice(Notice::Skipped { part: sheet.name.clone() })?,
        }
        output.progress(index + 1, sheets.len())?;
    }
    Ok(())
}

/// Opens a workbook, whichever kind it is.
fn open(document: &[u8]) -> std::result::Result<Sheets<Cursor<&[u8]>>, ReadFailure> {
    let file = Cursor::new(document);
    if document.starts_with(b"PK") {
        return calamine::open_workbook_auto_from_rs(file).map_err(|_| damaged("its workbook can't be read"));
    }
    calamine::Xls::new(file).map(Sheets::Xls).map_err(|error| match error {
        calamine::XlsError::Password => ReadFailure::Encrypted,
        _ => damaged("its workbook can't be read"),
    })
}

fn read_sheet(name: &str, range: &Range<Data>, unseen: &Unseen, output: &mut Output) -> Result<()> {
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    for (index, row) in range.rows().enumerate() {
        if unseen.has_row(first_row as usize + index) {
            output.hide(&row_text(row));
            continue;
        }
        let (row, hidden) = parted(row, |column| unseen.has_column(first_column as usize + column));
        output.hide(&row_text(&hidden));
        let Some(last) = row.iter().rposition(|cell| *cell != Data::Empty) else { continue };
        let number = first_row as usize + index + 1;
        let (from, to) = (column(first_column as usize), column(first_column as usize + last));
        let place = Place {
            sheet: Some(name.to_owned()),
            range: Some(format!("{from}{number}:{to}{number}")),
            ..Place::default()
        };
        output.piece(PieceKind::Row, &row_text(&row[..=last]), place)?;
    }
    Ok(())
}

/// A row without the cells of hidden columns, which leave empty ones behind, and these.
fn parted(row: &[Data], is_hidden: impl Fn(usize) -> bool) -> (Cow<'_, [Data]>, Vec<Data>) {
    if !(0..row.len()).any(&is_hidden) {
        return (Cow::Borrowed(row), Vec::new());
    }
    let mut seen = row.to_vec();
    let hidden = (0..row.len()).filter(|column| is_hidden(*column));
    let hidden = hidden.map(|column| std::mem::replace(&mut seen[column], Data::Empty)).collect();
    (Cow::Owned(seen), hidden)
}

/// A row's values, parted by tabs.
fn row_text(row: &[Data]) -> String {
    let cells: Vec<String> = row.iter().map(|cell| text(cell).replace(['\t', '\n', '\r'], " ")).collect();
    cells.join("\t")
}

/// A value as a person would see it.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        // Shortest form that reads back the same: 0.1 + 0.2 has all its digits, 3.0 has none.
        Data::Float(number) => number.to_string(),
        Data::DateTime(time) => date(time),
        Data::Error(error) => error.to_string(),
    }
}

fn date(time: &ExcelDateTime) -> String {
    if time.is_duration() {
        let seconds = (time.as_f64() * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    match (time.as_f64() < 1.0, clock.as_str()) {
        (true, _) => clock,
        (false, "00:00:00") => format!("{year:04}-{month:02}-{day:02}"),
        (false, _) => format!("{year:04}-{month:02}-{day:02} {clock}"),
    }
}

/// The name of a column: 0 is A, 26 is AA.
pub(super) fn column(index: usize) -> String {
    let mut name = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        name.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    name.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_a_sheet() {
        let names: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(column).collect();
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn numbers_are_shown_without_what_they_do_not_need() {
        assert_eq!(text(&Data::Float(3.0)), "3");
        assert_eq!(text(&Data::Float(2.5)), "2.5");
    }
}
