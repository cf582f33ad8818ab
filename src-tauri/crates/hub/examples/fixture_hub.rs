//! The fixture hub by hand and for the window's test: serves files of this machine, or made-up ones, as the hub would.
//!
//! `cargo run --release -p carat-hub --example fixture_hub -- [--pace BYTES] owner/name/file.gguf=PATH…`, where PATH may
//! be a number of bytes to make up. It prints its address, which `HF_ENDPOINT` takes, and ends when its input does.

#![allow(clippy::unwrap_used, reason = "a fixture may stop at the first thing that is not as it should be")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;

use anyhow::{Context, Result, bail};

use support::{Content, FixtureHub};

#[tokio::main]
async fn main() -> Result<()> {
    let fixture = FixtureHub::start().await;
    let mut options = std::env::args().skip(1);
    while let Some(option) = options.next() {
        if option == "--pace" {
            fixture.pace(Some(options.next().context("--pace takes bytes a second")?.parse()?));
            continue;
        }
        let (name, from) = option.split_once('=').with_context(|| format!("{option} is no owner/name/file=PATH"))?;
        let [owner, repository, path] = name.splitn(3, '/').collect::<Vec<_>>()[..] else {
            bail!("{name} is no owner/name/file");
        };
        let content = match from.parse() {
            Ok(bytes) => Content::made(1, bytes),
            Err(_) => Content::read(Path::new(from)).with_context(|| format!("{from} could not be read"))?,
        };
        println!("{name} {} bytes {}", content.bytes(), content.sha256());
        fixture.put(&format!("{owner}/{repository}"), path, content);
    }
    println!("{}", fixture.endpoint);
    tokio::task::spawn_blocking(|| std::io::stdin().lines().count()).await?;
    Ok(())
}
