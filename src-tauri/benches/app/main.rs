//! The benchmark `app`: what the window costs, beside the least that it could cost.
//!
//! Decode speed at the UI against a bare llama-cpp-2 loop, start and memory against a bare Tauri window, and the
//! smoothness of a long streamed answer. Run it with `cargo xtask bench app`.

mod bare;
mod decode;
mod memory;
mod start;
mod stream;
#[path = "../../tests/window/support/mod.rs"]
#[allow(unused_imports, reason = "the window tests use all of it, the benchmark a part")]
mod support;

use anyhow::Result;
use carat_figures::Report;

fn main() -> Result<()> {
    let options: Vec<String> = std::env::args().skip(1).collect();
    let only_json = options.iter().any(|option| option == "--json");
    // CARAT_BENCH_ONLY names the parts to run while working on one of them.
    let wanted = std::env::var("CARAT_BENCH_ONLY").ok();
    let runs = |part: &str| wanted.as_deref().is_none_or(|wanted| wanted.split(',').any(|name| name == part));
    let mut report = Report::new("app");
    if runs("decode") {
        decode::measure(&mut report)?;
    }
    if runs("start") {
        start::measure(&mut report)?;
    }
    if runs("memory") {
        memory::measure(&mut report)?;
    }
    if runs("stream") {
        stream::measure(&mut report)?;
    }
    report.print(&mut std::io::stdout().lock(), only_json)?;
    Ok(())
}

/// Says what is being measured, on stderr, so that a person knows what the machine is busy with.
fn say(what: &str) {
    eprintln!("app: {what}");
}
