//! `app_memory`: proportional memory (PSS) of the app and its web processes, idle and without a model, over a bare
//! Tauri window's.

use std::time::Duration;

use anyhow::Result;
use carat_figures::{Figure, Goal, Report};

use crate::bare::Window;
use crate::start;
use crate::support::{Stage, play, tree};

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
    let ours = tree::megabytes(app.id());
    start::end(&mut app);
    let window = Window::open(stage)?;
    std::thread::sleep(SETTLE);
    Ok((ours, tree::megabytes(window.pid())))
}
