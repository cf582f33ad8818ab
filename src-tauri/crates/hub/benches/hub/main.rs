//! The benchmark `hub`: how fast a file comes and what it costs, beside `curl`, from the fixture hub on this machine.
//!
//! Server, client and hash share the machine's cores. Each runs in a process of its own, which is this program again.
//! Run it with `cargo xtask bench hub`.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop at the first thing that is not as it should be")]

mod client;
mod curl;
mod listing;
mod memory;
mod resume;
mod server;
#[path = "../../tests/support/mod.rs"]
mod support;
mod throughput;

use anyhow::Result;
use carat_figures::Report;

fn main() -> Result<()> {
    let options: Vec<String> = std::env::args().skip(1).collect();
    match options.first().map(String::as_str) {
        Some(server::ROLE) => return server::run(&options[1..]),
        Some(client::ROLE) => return client::run(&options[1..]),
        Some(listing::ROLE) => return listing::run(&options[1..]),
        _ => {}
    }
    let only_json = options.iter().any(|option| option == "--json");
    // CARAT_BENCH_ONLY names the parts to run while working on one of them.
    let wanted = std::env::var("CARAT_BENCH_ONLY").ok();
    let runs = |part: &str| wanted.as_deref().is_none_or(|wanted| wanted.split(',').any(|name| name == part));
    let mut report = Report::new("hub");
    if runs("throughput") {
        throughput::measure(&mut report)?;
    }
    if runs("memory") {
        memory::measure(&mut report)?;
    }
    if runs("resume") {
        resume::measure(&mut report)?;
    }
    if runs("listing") {
        listing::measure(&mut report)?;
    }
    report.print(&mut std::io::stdout().lock(), only_json)?;
    Ok(())
}

/// Says what is being measured, on stderr, so that a person knows what the machine is busy with.
fn say(what: &str) {
    eprintln!("hub: {what}");
}

/// This program in another role.
fn again(role: &str, options: &[&str]) -> Result<std::process::Command> {
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.arg(role).args(options);
    Ok(command)
}
