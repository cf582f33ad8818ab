//! `four_streams`, `quick_request`, `quick_request_prefill`: answers at the same time.

use anyhow::Result;
use carat_engine::Message;
use carat_figures::{Figure, Goal, Report, median};

use crate::answer::{Answer, Wish};
use crate::lookup;
use crate::ours::{Ours, Running};
use crate::setting::{SLOTS, Setting};
use crate::text;

const RUNS: u64 = 5;

const TOKENS: u32 = 96;

pub(crate) fn measure(setting: &Setting, report: &mut Report) -> Result<()> {
    if setting.grows() {
        return Ok(());
    }
    let length = &setting.lengths()[0];
    let ours = Ours::start_with(setting, length.context, &[lookup::OFF])?;
    together(&ours, report)?;
    quick(&ours, length.tokens, report)
}

/// Four answers together over one alone: all their tokens a second, from the first of them to the last.
fn together(ours: &Ours, report: &mut Report) -> Result<()> {
    let (mut one, mut four) = (Vec::new(), Vec::new());
    let counting = text::counting();
    let at_once = |tokens| {
        let running: Vec<_> = (0..SLOTS).map(|_| ours.begin(&counting, Wish::greedy(tokens))).collect();
        running.into_iter().map(Running::finish).collect::<Result<Vec<Answer>>>()
    };
    // Each has read its prompt before it counts.
    at_once(1)?;
    for run in 1..=RUNS {
        crate::say(&format!("streams {run} of {RUNS}"));
        one.push(ours.answer(&counting, Wish::greedy(TOKENS))?.speed());
        let answers = at_once(TOKENS)?;
        let tokens: u32 = answers.iter().map(|answer| answer.tokens - 1).sum();
        let first = answers.iter().map(|answer| answer.first).fold(f64::INFINITY, f64::min);
        let last = answers.iter().map(|answer| answer.whole).fold(0.0, f64::max);
        four.push(f64::from(tokens) * 1000.0 / (last - first));
    }
    report.add(Figure::against("four_streams", "tokens/s", four, "one stream", one, Goal::AtLeast(1.5)));
    Ok(())
}

/// A quick question's first token: alone, beside an answer being written, and beside a document being read.
fn quick(ours: &Ours, document: u32, report: &mut Report) -> Result<()> {
    let (mut idle, mut writing, mut added) = (Vec::new(), Vec::new(), Vec::new());
    let counting = text::counting();
    let first = |seed| ours.answer(&question(seed), Wish::FIRST).map(|answer| answer.whole);
    first(0)?;
    for run in 1..=RUNS {
        crate::say(&format!("quick {run} of {RUNS}"));
        let alone = first(10 * run)?;
        idle.push(alone);
        let mut long = ours.begin(&counting, Wish::greedy(400));
        for _ in 0..5 {
            long.until_text()?;
        }
        writing.push(first(10 * run + 1)?);
        long.cancel(&question(0))?;
        let read = text::sized(ours, document, 5000 + run, |text| vec![text::user(text)])?;
        let mut long = ours.begin(&read, Wish::greedy(16));
        // Another moment within a step each time.
        long.until_reading()?;
        std::thread::sleep(std::time::Duration::from_millis(70 * run));
        added.push(first(10 * run + 2)? - alone);
        long.cancel(&question(0))?;
    }
    report.add(Figure::against("quick_request", "ms", writing, "idle engine", idle, Goal::AtMost(2.0)));
    let goal = Some(Goal::AtMost(600.0));
    report.add(Figure::absolute("quick_request_prefill", "ms", median(&added), added, goal));
    Ok(())
}

/// A question of some twenty tokens that was not asked before.
fn question(seed: u64) -> Vec<Message> {
    vec![text::user(format!("{seed}: What is the capital of Japan, and which river is nearest to it?"))]
}
