//! CSV: rows of values, parted by whatever parts most of them.

use super::encoding::Decoded;
use super::{plain, sheet};
use crate::output::{Output, Result, damaged};
use crate::{Format, PieceKind};

/// What may part values, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows that are looked at to find what parts values.
const SAMPLE: usize = 30;

/// Reads a CSV text.
pub(super) fn read(decoded: &Decoded, output: &mut Output) -> Result<()> {
    output.start(Format::Csv, None)?;
    let text = decoded.text.as_bytes();
    let mut reader = table(text, delimiter(text));
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    loop {
        let (start, first) = (reader.position().byte() as usize, reader.position().line() as usize);
        if !reader.read_record(&mut record).map_err(|error| damaged(format!("row {}: {error}", row + 1)))? {
            return Ok(());
        }
        let end = reader.position().byte() as usize;
        // The reader passes over empty lines before a record, and its end holds the line's.
        let raw = &decoded.text[start..end];
        let from = start + (raw.len() - raw.trim_start_matches(['\r', '\n']).len());
        row += 1 + empty_lines(&decoded.text[..start], &decoded.text[start..from]);
        let skipped = decoded.text[start..from].matches('\n').count();
        let to = from + decoded.text[from..end].trim_end_matches(['\r', '\n']).len();
        let last = first + skipped + decoded.text[from..to].matches('\n').count();
        let mut place = plain::place(decoded, from..to, (first + skipped, last));
        place.range = Some(format!("A{row}:{}{row}", sheet::column(record.len().saturating_sub(1))));
        let cells: Vec<String> = record.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect();
        output.piece(PieceKind::Row, &cells.join("\t"), place)?;
    }
}

/// Lines that hold nothing between two records: to a sheet they are rows, and a line end within quotes is none.
fn empty_lines(before: &str, between: &str) -> usize {
    // Of the two characters that end a line on some systems, the reader leaves the second to the next record.
    let rest = if before.ends_with('\r') { between.strip_prefix('\n') } else { None };
    plain::lines(rest.unwrap_or(between)).count()
}

fn table(text: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text)
}

/// What parts most rows into the same number of values.
fn delimiter(text: &[u8]) -> u8 {
    let score = |delimiter: u8| {
        let mut counts: Vec<usize> = Vec::new();
        for record in table(text, delimiter).byte_records().take(SAMPLE) {
            let Ok(record) = record else { break };
            counts.push(record.len());
        }
        counts.sort_unstable();
        let median = counts.get(counts.len() / 2).copied().unwrap_or(0);
        let agreeing = counts.iter().filter(|count| **count == median).count();
        if median < 2 { (0, 0) } else { (agreeing * 100 / counts.len(), median) }
    };
    // The first of equals: a comma before the others.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_are_counted_whatever_ends_them() {
        assert_eq!(empty_lines("a,b\n", ""), 0);
        assert_eq!(empty_lines("a,b\r", "\n"), 0);
        assert_eq!(empty_lines("a,b\n", "\n\n"), 2);
        assert_eq!(empty_lines("a,b\r", "\n\r\n\r\n"), 2);
        assert_eq!(empty_lines("a,b\r", "\r"), 1);
        assert_eq!(empty_lines("", "\n"), 1);
    }

    #[test]
    fn the_delimiter_is_what_parts_most_rows_alike() {
        assert_eq!(delimiter(b"a,b\n1,2\n3,4"), b',');
        assert_eq!(delimiter(b"a;b;c\n1,5;2;x\n3,5;4;y"), b';');
        assert_eq!(delimiter(b"a\tb, c\n1\t2\n3\t4, 5"), b'\t');
        assert_eq!(delimiter(b"one column\nonly"), b',');
    }
}
