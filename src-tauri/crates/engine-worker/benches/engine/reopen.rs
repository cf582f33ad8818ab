//! `reopen`: the first token in a long conversation that is opened again after the worker was restarted, with the
//! model loaded, over reading the conversation cold.

use anyhow::{Context as _, Result, ensure};
use carat_engine::{StateFolder, StateKey};
use carat_figures::{Figure, Goal, Report};

use crate::answer::Wish;
use crate::ours::Ours;
use crate::setting::{Length, Setting};
use crate::text::{self, model, user};

/// Each reads the whole conversation once.
const COLD: u64 = 2;

/// Reopenings of each.
const RUNS: u64 = 3;

pub(crate) fn measure(setting: &Setting, report: &mut Report) -> Result<()> {
    setting.lengths().iter().try_for_each(|length| at(setting, length, report))
}

fn at(setting: &Setting, length: &Length, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let states = StateFolder::new(folder.path().join("states"), 1 << 30);
    let ours = Ours::keeping(setting, length.context, states)?;
    let (mut reopened, mut cold) = (Vec::new(), Vec::new());
    for round in 1..=COLD {
        crate::say(&format!("reopen {round} of {COLD}"));
        let key = StateKey::new(format!("conversation-{round}")).context("a key holds letters, digits and hyphens")?;
        let mut messages = text::sized(&ours, length.tokens - 60, 8000 + round, |text| vec![user(text)])?;
        let first = ours.answer_in(Some(key.clone()), &messages, Wish::greedy(16))?;
        cold.push(first.first);
        messages.extend([model(first.text), user("What was the first sentence about?")]);
        for _ in 0..RUNS {
            ours.save(key.clone())?;
            ours.restart()?;
            let answer = ours.answer_in(Some(key.clone()), &messages, Wish::FIRST)?;
            ensure!(answer.read < length.tokens / 2, "{} tokens were read again", answer.read);
            reopened.push(answer.whole);
        }
    }
    report.add(Figure::against(length.name("reopen"), "ms", reopened, "cold prefill", cold, Goal::AtMost(0.01)));
    Ok(())
}
