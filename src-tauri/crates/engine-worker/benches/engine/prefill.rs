//! `prefill_512`, `prefill_2048`: the speed of reading so many new tokens, over `llama-bench`'s. Ours counts everything
//! from the question to the first token: rendering, tokenising, and drawing that token too.

use anyhow::Result;
use carat_figures::{Figure, Goal, Report};

use crate::answer::Wish;
use crate::ours::Ours;
use crate::peers::bench;
use crate::setting::Setting;
use crate::text;

const RUNS: u64 = 5;

pub(crate) fn measure(setting: &Setting, report: &mut Report) -> Result<()> {
    let ours = Ours::start(setting, setting.lengths().iter().map(|length| length.context).max().unwrap_or_default())?;
    let mut rows = vec![("prefill_512", 512), ("prefill_2048", 2048)];
    if setting.grows() {
        rows = vec![("prefill_1000", 1000), ("prefill_4000", 4000), ("prefill_8000", 8000), ("prefill_16000", 16_000)];
    }
    // What every prompt begins with is in the cache from now on, and is not counted below.
    let introduction = ours.count(&[text::user("")])?;
    ours.answer(&[text::user("Hello.")], Wish::FIRST)?;
    for (name, tokens) in rows {
        let (mut samples, mut peer) = (Vec::new(), Vec::new());
        for run in 1..=RUNS {
            crate::say(&format!("{name} {run} of {RUNS}"));
            let seed = u64::from(tokens) * 10 + run;
            let prompt = text::sized(&ours, introduction + tokens, seed, |text| vec![text::user(text)])?;
            let answer = ours.answer(&prompt, Wish::FIRST)?;
            samples.push(f64::from(answer.read) * 1000.0 / answer.whole);
            if let Some(peers) = &setting.peers {
                peer.push(bench(setting, peers, tokens, 0)?);
            }
        }
        report.add(Figure::against(name, "tokens/s", samples, "llama-bench", peer, Goal::AtLeast(0.98)));
    }
    Ok(())
}
