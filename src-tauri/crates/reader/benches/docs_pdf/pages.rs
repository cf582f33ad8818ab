//! Pages a second, beside `pdftotext` on the same document and one core.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use carat_figures::{Figure, Goal, Report};

use crate::{PROGRAM, document, say};

/// Runs of each; they alternate.
const RUNS: usize = 5;

/// Pages of the document made here.
const PAGES: usize = 1000;

pub(crate) fn measure(report: &mut Report, file: Option<PathBuf>) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = match file {
        Some(file) => file,
        None => {
            let file = folder.path().join("pages.pdf");
            std::fs::write(&file, document::pdf(PAGES))?;
            file
        }
    };
    let pages = pages(&file)?;
    say(&format!("pages a second: {pages} pages"));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let began = Instant::now();
        let read = on_one_core(PROGRAM).stdin(File::open(&file)?).stdout(Stdio::null()).status()?;
        assert!(read.success(), "the reader reads its document");
        ours.push(pages as f64 / began.elapsed().as_secs_f64());
        let began = Instant::now();
        let read = on_one_core("pdftotext").arg(&file).arg("-").stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        assert!(read.success(), "pdftotext reads it too");
        theirs.push(pages as f64 / began.elapsed().as_secs_f64());
    }
    report.add(Figure::against("pdf_pages", "pages/s", ours, "pdftotext", theirs, Goal::AtLeast(0.5)));
    Ok(())
}

/// A program that is kept to the first core.
fn on_one_core(program: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0", program]);
    command
}

fn pages(file: &PathBuf) -> io::Result<usize> {
    let output = Command::new("pdfinfo").arg(file).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let pages = text.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok());
    pages.ok_or_else(|| io::Error::other("pdfinfo tells no pages"))
}
