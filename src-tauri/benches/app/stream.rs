//! `ui_stream` and `ui_busy`: a 20,000-token answer streamed by the fake backend at 200 tokens a second in Chromium.
//!
//! The page and its measuring live in `ui/bench/stream.mjs`; this starts it and reads its line of JSON.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use carat_figures::{Figure, Goal, Report};
use serde::Deserialize;

#[derive(Deserialize)]
struct Smoothness {
    /// 99.9th percentile of frame time over the whole answer, milliseconds.
    frame_p999: f64,
    /// The same of each fifth of it.
    frame_p999_parts: Vec<f64>,
    /// Share of the time in which the main thread was busy, percent.
    busy: f64,
    /// The same of each fifth.
    busy_parts: Vec<f64>,
}

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    crate::say("a 20,000-token answer in Chromium, 100 seconds");
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui");
    let node = std::env::var_os("CARAT_NODE").unwrap_or_else(|| "node".into());
    let output = Command::new(node)
        .arg("bench/stream.mjs")
        .current_dir(ui)
        .stderr(Stdio::inherit())
        .output()
        .context("node does not start: run this through `cargo xtask bench app`")?;
    ensure!(output.status.success(), "ui/bench/stream.mjs failed, see above");
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().last().context("ui/bench/stream.mjs printed nothing")?;
    let found: Smoothness = serde_json::from_str(line).context("ui/bench/stream.mjs printed something else")?;
    let (frame, busy) = (Some(Goal::AtMost(50.0)), Some(Goal::AtMost(30.0)));
    report.add(Figure::absolute("ui_stream", "ms", Some(found.frame_p999), found.frame_p999_parts, frame));
    report.add(Figure::absolute("ui_busy", "%", Some(found.busy), found.busy_parts, busy));
    Ok(())
}
