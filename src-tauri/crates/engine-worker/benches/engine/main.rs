//! The benchmark `engine`: Carat's worker beside what people would use instead, on the same file with the same threads
//! and batch sizes.
//!
//! Ours is driven as the app drives it: through the supervisor, by frames, in a process of its own. The peers are
//! `llama-bench`, `llama-server` and `node-llama-cpp`, prepared by `cargo xtask peers`, and the bare llama-cpp-2 loop.
//! Every figure and its peer are measured in turn, A B A B. Run it with
//! `cargo xtask bench engine [--model PATH] [--json] [--grow]`.

mod answer;
mod cancel;
mod decode;
mod load;
mod lookup;
mod memory;
mod ours;
mod peers;
mod prefill;
mod process;
mod reopen;
mod setting;
mod streams;
mod text;
mod turns;

use anyhow::{Result, ensure};
use carat_figures::Report;

use crate::setting::Setting;

/// A part of the benchmark: its name and what measures it. Short parts come first.
type Part = (&'static str, fn(&Setting, &mut Report) -> Result<()>);

const PARTS: &[Part] = &[
    ("load", load::measure),
    ("decode", decode::measure),
    ("cancel", cancel::measure),
    ("streams", streams::measure),
    ("lookup", lookup::measure),
    ("prefill", prefill::measure),
    ("turns", turns::measure),
    ("reopen", reopen::measure),
    ("memory", memory::measure),
];

fn main() -> Result<()> {
    let setting = Setting::from_arguments(std::env::args().skip(1))?;
    // CARAT_BENCH_ONLY names the parts to run while working on one of them.
    let wanted = std::env::var("CARAT_BENCH_ONLY").ok();
    let runs = |part: &str| wanted.as_deref().is_none_or(|wanted| wanted.split(',').any(|name| name == part));
    let mut report = Report::new("engine");
    setting.describe(&mut report);
    let mut failed = Vec::new();
    for (name, measure) in PARTS.iter().filter(|(name, _)| runs(name)) {
        let begin = std::time::Instant::now();
        // What the other parts measured is not lost with one that fails.
        if let Err(error) = measure(&setting, &mut report) {
            say(&format!("{name} failed: {error:#}"));
            failed.push(*name);
        }
        say(&format!("{name} took {} s", begin.elapsed().as_secs()));
    }
    report.print(&mut std::io::stdout().lock(), setting.only_json)?;
    ensure!(failed.is_empty(), "not measured, for the reasons above: {}", failed.join(", "));
    Ok(())
}

/// Says what is being measured, on stderr, so that a person knows what the machine is busy with.
fn say(what: &str) {
    eprintln!("engine: {what}");
}
