//! What the system tells of a process.

use anyhow::{Context, Result};

/// Megabytes that a process takes, with what it shares counted in parts (PSS).
pub(crate) fn memory(pid: u32) -> Result<f64> {
    let path = format!("/proc/{pid}/smaps_rollup");
    let rollup = std::fs::read_to_string(&path).with_context(|| format!("{path} could not be read"))?;
    let line =
        rollup.lines().find_map(|line| line.strip_prefix("Pss:")).with_context(|| format!("no Pss in {path}"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().context("Pss is no number")?;
    Ok(kilobytes / 1024.0)
}
