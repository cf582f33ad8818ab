//! `app_memory`: proportional memory (PSS) of the app and its web processes, idle and without a model, over a bare
//! Tauri window's.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use anyhow::Result;
use carat_figures::{Figure, Goal, Report};

use crate::bare::Window;
use crate::start;
use crate::support::{Stage, play};

const RUNS: usize = 5;

/// After this long an idle window has settled.
const SETTLE: Duration = Duration::from_secs(4);

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mut pairs = Vec::new();
    // The terms are not accepted here, so no model is loaded.
    play("bench-memory", async |stage| {
        for run in 1..=RUNS {
            crate::say(&format!("memory {run} of {RUNS}"));
            pairs.push(both(stage));
        }
    });
    let pairs: Vec<(f64, f64)> = pairs.into_iter().collect::<Result<_>>()?;
    let (ours, bare) = pairs.into_iter().unzip();
    report.add(Figure::against("app_memory", "MB", ours, "bare Tauri window", bare, Goal::AtMost(1.25)));
    Ok(())
}

fn both(stage: &Stage) -> Result<(f64, f64)> {
    let (mut app, _) = start::start(stage)?;
    std::thread::sleep(SETTLE);
    let ours = pss_of_tree(app.id());
    start::end(&mut app);
    let window = Window::open(stage)?;
    std::thread::sleep(SETTLE);
    Ok((ours, pss_of_tree(window.pid())))
}

/// Megabytes of a process and all that it started.
fn pss_of_tree(root: u32) -> f64 {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        if let Some(parent) = number_after(&status, "PPid:") {
            children.entry(u32::try_from(parent).unwrap_or_default()).or_default().push(pid);
        }
    }
    let mut kilobytes = 0;
    let mut waiting = vec![root];
    while let Some(pid) = waiting.pop() {
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        kilobytes += number_after(&rollup, "Pss:").unwrap_or_default();
        waiting.extend(children.remove(&pid).unwrap_or_default());
    }
    #[allow(clippy::cast_precision_loss, reason = "memory in kilobytes is far below 2^52")]
    let megabytes = kilobytes as f64 / 1024.0;
    megabytes
}

fn number_after(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}
