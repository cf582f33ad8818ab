//! The benchmark `documents`: does the right passage come first, how long does a search take, how large is the index?
//!
//! Run it with `cargo xtask bench documents`. `CARAT_RETRIEVAL` names the folder with `xquad-dev.<lang>.json` (the
//! recall is left out without it); `CARAT_ENGINE` the program carat-engine and `CARAT_ENCODER` the encoder's file (words
//! alone without them); `CARAT_BENCH_ONLY` the parts to run and
//! `CARAT_BENCH_LANGUAGES` the languages.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop at the first thing that is not as it should be")]

mod bm25;
mod citing;
#[path = "../../../reader/benches/docs_pdf/document.rs"]
mod document;
mod dropping;
mod encoder;
mod recall;
mod shelf;
mod speed;

use anyhow::Result;
use carat_figures::Report;

fn main() -> Result<()> {
    let only_json = std::env::args().any(|option| option == "--json");
    let wanted = std::env::var("CARAT_BENCH_ONLY").ok();
    let runs = |part: &str| wanted.as_deref().is_none_or(|wanted| wanted.split(',').any(|name| name == part));
    let mut report = Report::new("documents");
    let encoder = encoder::Encoding::start()?;
    report.note("vectors", if encoder.is_some() { "all-minilm-l6-v2" } else { "none" });
    if runs("recall") {
        recall::measure(&mut report, encoder.as_ref())?;
    }
    if runs("citing") {
        citing::measure(&mut report)?;
    }
    if runs("dropping") {
        dropping::measure(&mut report, encoder.as_ref())?;
    }
    if runs("search") {
        speed::measure(&mut report)?;
    }
    report.print(&mut std::io::stdout().lock(), only_json)?;
    Ok(())
}

/// Says what is being measured, on stderr.
fn say(what: &str) {
    eprintln!("documents: {what}");
}
