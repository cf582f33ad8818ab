//! `show` and `show_p95`: from the keys to the quick window visible and focused, with another program in front.

use std::time::Instant;

use anyhow::Result;
use carat_figures::{Figure, Goal, Report, median};

use crate::keys::{ALT, ESCAPE, Keys, SPACE};
use crate::support::{OTHER, Stage, play};

const RUNS: usize = 50;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mut samples = Ok(Vec::new());
    play("bench-quick-show", async |stage| {
        let _manager = stage.manage_windows();
        let _page = stage.with_terms_accepted().open().await;
        stage.quick_is_ready().await;
        let _other = stage.other_program("").await;
        stage.focus(OTHER);
        // The first showing tells which window it is, and is nobody's first impression of speed: it was made long ago.
        stage.show_quick().await;
        samples = shown(stage).await;
    });
    let samples = samples?;
    report.add(Figure::absolute("show", "ms", median(&samples), samples.clone(), Some(Goal::AtMost(60.0))));
    report.add(Figure::absolute("show_p95", "ms", percentile(&samples, 0.95), Vec::new(), Some(Goal::AtMost(120.0))));
    Ok(())
}

async fn shown(stage: &Stage) -> Result<Vec<f64>> {
    let keys = Keys::of(stage.display())?;
    let quick = keys.active()?;
    keys.press(&[ESCAPE])?;
    stage.has_focus(OTHER).await;
    let other = keys.active()?;
    let mut samples = Vec::with_capacity(RUNS);
    for run in 1..=RUNS {
        if run % 10 == 0 {
            crate::say(&format!("shown {run} of {RUNS}"));
        }
        // A person leaves it alone for a while.
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        let begin = Instant::now();
        keys.press(&[ALT, SPACE])?;
        samples.push(keys.wait_for(quick, begin)?.as_secs_f64() * 1000.0);
        keys.press(&[ESCAPE])?;
        keys.wait_for(other, Instant::now())?;
    }
    Ok(samples)
}

/// The sample below which such a share of them lies.
fn percentile(samples: &[f64], share: f64) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "fifty")]
    let place = ((sorted.len() as f64 * share).ceil() as usize).checked_sub(1)?;
    sorted.get(place).copied()
}
