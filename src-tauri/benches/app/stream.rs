//! `ui_stream` and `ui_busy`: a 20,000-token answer streamed by the fake backend at 200 tokens a second in Chromium.
//!
//! The page and its measuring live in `ui/bench/stream.mjs`; this starts it and reads its line of JSON. `ui_stream_window`
//! is the frame time of the real window while a real answer streams, which shares the cores with the model.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use carat_figures::{Figure, Goal, Report};
use serde::Deserialize;

use crate::support::{COUNT, play};

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

/// Resolves with the 99.9th percentile of the frame times of so many milliseconds.
const FRAMES: &str = r"
    const done = arguments[arguments.length - 1];
    const times = [];
    let last = performance.now();
    const until = last + arguments[0];
    const tick = (now) => {
        times.push(now - last);
        last = now;
        if (now < until) return requestAnimationFrame(tick);
        times.sort((a, b) => a - b);
        done(times[Math.floor(times.length * 0.999)]);
    };
    requestAnimationFrame(tick);
";

/// The most milliseconds that the window is watched for.
const WATCHED: u64 = 4_000;

/// The frame time of Carat's own window while the starter model counts; `None` where it stopped too soon.
fn in_the_window() -> Option<f64> {
    crate::say("a real answer in the window");
    let mut found = None;
    play("bench-stream", async |stage| {
        let page = stage.open_counting().await;
        for _ in 0..TRIES {
            let before = page.last_answer().await;
            page.ask(COUNT).await;
            page.first_words_after(before.as_ref()).await;
            let frames: f64 = page.run_async(FRAMES, vec![WATCHED.into()]).await;
            // Where the answer ended early the window was idle for the rest.
            let streaming = page.last_answer().await.is_some_and(|answer| answer.state == "streaming");
            page.click_if_there("stop").await;
            page.answer_after(before.as_ref()).await;
            if streaming {
                found = Some(frames);
                return;
            }
        }
    });
    found
}

/// How often an answer may end too soon.
const TRIES: usize = 4;

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
    report.add(Figure::absolute("ui_stream_window", "ms", in_the_window(), Vec::new(), None));
    report.add(Figure::absolute("ui_busy", "%", Some(found.busy), found.busy_parts, busy));
    Ok(())
}
