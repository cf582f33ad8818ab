//! Memory while ten thousand pages are read.

use std::fs::File;
use std::io;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use carat_figures::{Figure, Goal, Report};

use crate::{PROGRAM, document, say};

/// Pages of the document.
const PAGES: usize = 10_000;

pub(crate) fn measure(report: &mut Report) -> io::Result<()> {
    say("memory while reading 10,000 pages");
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("pages.pdf");
    std::fs::write(&file, document::pdf(PAGES))?;
    let megabytes = std::fs::metadata(&file)?.len() / (1024 * 1024);
    report.note("memory_document_mb", megabytes);
    let mut child = Command::new(PROGRAM).stdin(File::open(&file)?).stdout(Stdio::piped()).spawn()?;
    let mut frames = child.stdout.take().ok_or_else(|| io::Error::other("no frames"))?;
    let reading = thread::spawn(move || io::copy(&mut frames, &mut io::sink()));
    let mut highest = 0.0_f64;
    while child.try_wait()?.is_none() {
        highest = highest.max(peak(child.id()).unwrap_or(0.0));
        thread::sleep(Duration::from_millis(20));
    }
    let _ = reading.join();
    report.add(Figure::absolute("memory", "MB", Some(highest), vec![highest], Some(Goal::AtMost(300.0))));
    Ok(())
}

/// The most that a process ever held, in megabytes.
fn peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}
