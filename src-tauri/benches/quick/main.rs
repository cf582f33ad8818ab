//! The benchmark `quick`: what the quick prompt costs a person in time, and Carat in the tray the machine.
//!
//! From the keys to the focused window, from Enter to the first token and the first sentence, the same beside a long
//! answer, and processor and memory while Carat is hidden. Run it with `cargo xtask bench quick`.

mod answers;
mod idle;
mod keys;
mod show;
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
    let mut report = Report::new("quick");
    if runs("show") {
        show::measure(&mut report)?;
    }
    if runs("answers") {
        answers::measure(&mut report);
    }
    if runs("idle") {
        idle::measure(&mut report);
    }
    report.print(&mut std::io::stdout().lock(), only_json)?;
    Ok(())
}

/// Says what is being measured, on stderr, so that a person knows what the machine is busy with.
fn say(what: &str) {
    eprintln!("quick: {what}");
}
