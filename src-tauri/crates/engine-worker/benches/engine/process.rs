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

/// The module for this processor that a process has loaded, such as `libggml-cpu-zen4.so`; `None` where its llama.cpp is
/// linked into it, and where the system does not tell.
pub(crate) fn processor_module(pid: u32) -> Option<String> {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).ok()?;
    let mut names = maps.lines().filter_map(|line| line.rsplit('/').next());
    names.find(|name| name.starts_with("libggml-cpu-")).map(str::to_owned)
}
