//! The benchmark `docs_pdf`: how fast PDF is read, how well, and what memory it takes, beside `pdftotext` and pdfium.
//!
//! `pdftotext` is of poppler-utils; pdfium is asked through Python's pypdfium2, where that is installed. Options: `--json`
//! prints the line of JSON only; `--pdf FILE` measures the speed on another document than the one made here.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop at the first thing that is not as it should be")]

mod document;
mod memory;
mod pages;
mod words;

use std::path::PathBuf;

use carat_figures::Report;

fn main() -> std::io::Result<()> {
    let options: Vec<String> = std::env::args().skip(1).collect();
    let file =
        options.iter().position(|option| option == "--pdf").and_then(|at| options.get(at + 1)).map(PathBuf::from);
    let mut report = Report::new("docs_pdf");
    pages::measure(&mut report, file)?;
    words::measure(&mut report)?;
    memory::measure(&mut report)?;
    report.print(&mut std::io::stdout().lock(), options.iter().any(|option| option == "--json"))
}

/// The program that is measured.
const PROGRAM: &str = env!("CARGO_BIN_EXE_carat-reader");

/// Says what is being measured, on stderr, so that a person knows what the machine is busy with.
fn say(what: &str) {
    eprintln!("docs_pdf: {what}");
}
