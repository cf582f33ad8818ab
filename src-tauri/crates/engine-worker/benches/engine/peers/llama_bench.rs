//! `llama-bench`: the raw speed of llama.cpp, without tokenising or sampling.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::Peers;
use crate::setting::{BATCH, Setting};

#[derive(Deserialize)]
struct Row {
    avg_ts: f64,
}

/// Tokens a second of reading `prompt` tokens or of writing `written` ones, once, after its own warming up.
pub(crate) fn bench(setting: &Setting, peers: &Peers, prompt: u32, written: u32) -> Result<f64> {
    bench_after(setting, peers, 0, prompt, written)
}

/// The same with so many tokens in the context beforehand.
pub(crate) fn bench_after(setting: &Setting, peers: &Peers, depth: u32, prompt: u32, written: u32) -> Result<f64> {
    let output = Command::new(peers.program("llama-bench"))
        .arg("--model")
        .arg(&setting.model)
        .args(["--threads", &setting.threads.to_string()])
        .args(["--batch-size", &BATCH.to_string(), "--ubatch-size", &BATCH.to_string()])
        .args(["--n-prompt", &prompt.to_string(), "--n-gen", &written.to_string()])
        .args(["--n-depth", &depth.to_string()])
        .args(["--repetitions", "1", "--output", "json"])
        .output()
        .context("llama-bench does not start")?;
    ensure!(output.status.success(), "llama-bench failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    let rows: Vec<Row> = serde_json::from_slice(&output.stdout).context("llama-bench printed something else")?;
    Ok(rows.first().context("llama-bench measured nothing")?.avg_ts)
}
