//! `cancel`, `cancel_prefill`: how long the worker is still busy after a cancel, while it writes and while it reads.

use anyhow::Result;
use carat_figures::{Figure, Goal, Report, median};

use crate::answer::Wish;
use crate::ours::Ours;
use crate::setting::Setting;
use crate::text;

const RUNS: u64 = 8;

pub(crate) fn measure(setting: &Setting, report: &mut Report) -> Result<()> {
    if setting.grows() {
        return Ok(());
    }
    let length = &setting.lengths()[0];
    let ours = Ours::start(setting, length.context)?;
    let short = [text::user("Hello.")];
    let counting = text::counting();
    let (mut writing, mut reading) = (Vec::new(), Vec::new());
    for run in 1..=RUNS {
        crate::say(&format!("cancel {run} of {RUNS}"));
        let mut answer = ours.begin(&counting, Wish::greedy(400));
        for _ in 0..10 {
            answer.until_text()?;
        }
        writing.push(answer.cancel(&short)?.as_secs_f64() * 1000.0);
        let document = text::sized(&ours, length.tokens, 7000 + run, |text| vec![text::user(text)])?;
        let mut answer = ours.begin(&document, Wish::greedy(16));
        // Another moment within a step each time.
        answer.until_reading()?;
        std::thread::sleep(std::time::Duration::from_millis(70 * run));
        reading.push(answer.cancel(&short)?.as_secs_f64() * 1000.0);
    }
    report.add(Figure::absolute("cancel", "ms", median(&writing), writing, Some(Goal::AtMost(100.0))));
    report.add(Figure::absolute("cancel_prefill", "ms", median(&reading), reading, Some(Goal::AtMost(500.0))));
    Ok(())
}
