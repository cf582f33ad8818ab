//! `decode`: the speed of writing with the cards' sampling in a short conversation, over `llama-bench`, which samples
//! nothing; beside it the bare loop, which samples as we do.

use anyhow::{Context, Result};
use carat_figures::{BareLoop, BareOrder, Figure, Goal, Report};

use crate::answer::{Answer, SAMPLING, Wish};
use crate::lookup;
use crate::ours::Ours;
use crate::peers::{Prompts, bench};
use crate::process;
use crate::setting::{Setting, programs};
use crate::text;

const RUNS: u32 = 5;

const TOKENS: u32 = 128;

/// Fewer tokens measure the end of an answer rather than the speed.
const LEAST: u32 = 100;

/// How often an answer may be too short before the benchmark gives up.
const TRIES: u32 = 8;

pub(crate) fn measure(setting: &Setting, report: &mut Report) -> Result<()> {
    if setting.grows() {
        return Ok(());
    }
    let context = setting.lengths()[0].context;
    // Counting copies from its own prompt: with lookup this would not be the speed of plain decoding.
    let ours = Ours::start_with(setting, context, &[lookup::OFF])?;
    let mut bare = BareLoop::start(programs(), &setting.model, setting.threads, context)?;
    // `llama-bench` begins with an empty context: the prompt is as short as still makes the model go on for long.
    let question = text::counting_after(30);
    let prompt = Prompts::of(&ours.facts)?.render(&question)?;
    let order = |seed| BareOrder {
        prompt: prompt.clone(),
        tokens: TOKENS,
        temperature: SAMPLING.temperature,
        top_k: SAMPLING.top_k,
        top_p: SAMPLING.top_p,
        repeat_penalty: SAMPLING.repeat_penalty,
        seed,
    };
    report.note("our_module", process::processor_module(ours.pid()?));
    // One of each before it counts: the first decode of a process is slower.
    ours.answer(&question, Wish::drawn(16, 0))?;
    bare.run(&order(0))?;
    let (mut samples, mut peer, mut loops) = (Vec::new(), Vec::new(), Vec::new());
    for run in 1..=RUNS {
        crate::say(&format!("decode {run} of {RUNS}"));
        samples.push(long(run, |wish| ours.answer(&question, wish))?.speed());
        if let Some(peers) = &setting.peers {
            peer.push(bench(setting, peers, 0, TOKENS)?);
        }
        loops.push(bare.run(&order(run))?);
    }
    report.add(Figure::against("decode", "tokens/s", samples.clone(), "llama-bench", peer, Goal::AtLeast(0.97)));
    report.add(Figure::beside("decode_bare", "tokens/s", samples, "bare llama-cpp-2 loop", loops));
    Ok(())
}

/// An answer that is long enough to measure a speed by: another seed where one ended early.
pub(crate) fn long(run: u32, answer: impl Fn(Wish) -> Result<Answer>) -> Result<Answer> {
    (0..TRIES)
        .map(|retry| answer(Wish::drawn(TOKENS, run + 100 * retry)))
        .find(|answer| answer.as_ref().map_or(true, |answer| answer.tokens >= LEAST))
        .with_context(|| format!("the model's answers were shorter than {LEAST} tokens, {TRIES} times in a row"))?
}
