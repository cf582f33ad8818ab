//! The peer: `curl`, which fetches a file in one piece and verifies nothing.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::server::Server;

pub(crate) const NAME: &str = "curl -o";

/// The seconds that it takes for the file of a server.
pub(crate) fn seconds(server: &Server, to: &Path) -> Result<f64> {
    let start = Instant::now();
    let status = Command::new("curl")
        .args(["--silent", "--fail", "--location", "--noproxy", "*", "-o"])
        .arg(to)
        .arg(server.file())
        .status()
        .context("curl did not start: is it installed?")?;
    ensure!(status.success(), "curl ended with {status}");
    Ok(start.elapsed().as_secs_f64())
}
