//! The accuracy of words on the gold set's PDFs, beside the better of `pdftotext -layout` and pdfium.

use std::io;
use std::process::Command;

use carat_figures::{Figure, Goal, Report};
use serde_json::json;

#[path = "../../tests/documents/support.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod support;

use crate::say;

/// What pdfium says of a document.
const PDFIUM: &str =
    "import sys,pypdfium2\nfor p in pypdfium2.PdfDocument(sys.argv[1]): print(p.get_textpage().get_text_range())";

pub(crate) fn measure(report: &mut Report) -> io::Result<()> {
    say("accuracy of words");
    let runtime = tokio::runtime::Runtime::new()?;
    let (mut ours, mut layout, mut pdfium) = (Vec::new(), Vec::new(), Vec::new());
    let mut each = serde_json::Map::new();
    for language in ["en", "zh", "ja", "ar", "hi", "ru"] {
        let expected = support::expected(language).join("\n");
        for kind in ["one", "two", "office"] {
            let name = format!("{language}-{kind}.pdf");
            let path = support::gold(&name);
            if !path.exists() {
                continue;
            }
            let of = |text: &str| support::accuracy(&expected, text);
            let heard = runtime.block_on(support::read_gold(&name));
            let said = |command: &mut Command| command.output().ok().filter(|output| output.status.success());
            let text = |output: std::process::Output| String::from_utf8_lossy(&output.stdout).into_owned();
            ours.push(of(&heard.text()));
            layout.extend(
                said(Command::new("pdftotext").arg("-layout").arg(&path).arg("-")).map(|output| of(&text(output))),
            );
            pdfium
                .extend(said(Command::new("python3").args(["-c", PDFIUM]).arg(&path)).map(|output| of(&text(output))));
            let last = |all: &[f64]| all.last().map(|value| (value * 1000.0).round() / 1000.0);
            each.insert(name, json!({ "reader": last(&ours), "pdftotext": last(&layout), "pdfium": last(&pdfium) }));
        }
    }
    report.note("pdf_words_by_file", serde_json::Value::Object(each));
    let mean = |all: &[f64]| if all.is_empty() { 0.0 } else { all.iter().sum::<f64>() / all.len() as f64 };
    if pdfium.len() < ours.len() {
        say("pypdfium2 is not installed: pdfium is left out");
    }
    let (peer, theirs) =
        if mean(&pdfium) > mean(&layout) { ("pdfium", mean(&pdfium)) } else { ("pdftotext -layout", mean(&layout)) };
    report.add(Figure::against("pdf_words", "of words", vec![mean(&ours)], peer, vec![theirs], Goal::AtLeast(1.0)));
    Ok(())
}
