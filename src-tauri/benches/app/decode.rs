//! `app_decode` and `app_decode_visible`: decode speed seen at the UI over the bare llama-cpp-2 loop, with the same
//! model, threads and sampling, hidden and shown, all interleaved.
//!
//! The speed at the UI is the answer's tokens after the first over the time from the click to the ended answer on the page,
//! less the time to the first token: everything between the worker and the page counts against Carat.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use carat_figures::{BareLoop, BareOrder, Figure, Goal, Report};
use carat_store::{ConversationOptions, Sampling};
use serde::Deserialize;

use crate::bare::programs;
use crate::support::{COUNT, Page, Stage, play, save};

const RUNS: usize = 5;

/// The title of the conversation in which the model counts.
const TITLE: &str = "Counting for the benchmark";

/// Fewer tokens measure the gate's last sentence rather than the speed.
const LEAST_TOKENS: u32 = 100;

/// An answer is stopped after this long.
const LONG_ENOUGH: Duration = Duration::from_secs(4);

/// How often an answer may be too short before the benchmark gives up.
const TRIES: usize = 8;

/// Asks for another version of the last answer, stops it after a while, since nothing makes the small model end its
/// counting, and resolves with the milliseconds until it has ended on the page.
const REGENERATE: &str = r#"
    const done = arguments[arguments.length - 1];
    const answers = () => [...document.querySelectorAll('[data-testid="message"][data-role="assistant"]')];
    const known = new Set(answers().map((answer) => answer.dataset.messageId));
    const started = performance.now();
    const ended = () => {
        const now = answers().pop();
        const state = now?.dataset.state;
        if (!now || known.has(now.dataset.messageId) || !state || state === 'streaming') return;
        observer.disconnect();
        done({ ms: performance.now() - started, message: now.dataset.messageId });
    };
    const observer = new MutationObserver(ended);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    answers().pop().querySelector('[data-testid="regenerate"]').click();
    setTimeout(() => document.querySelector('[data-testid="stop"]')?.click(), arguments[0]);
"#;

#[derive(Deserialize)]
struct Seen {
    ms: f64,
    message: String,
}

/// One answer at the UI.
struct Answer {
    tokens: u32,
    tokens_per_second: f64,
}

#[derive(Default)]
struct Samples {
    hidden: Vec<f64>,
    bare_hidden: Vec<f64>,
    visible: Vec<f64>,
    bare_visible: Vec<f64>,
}

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mut measured = Ok(Samples::default());
    play("bench-decode", async |stage| measured = run(stage).await);
    let samples = measured?;
    let peer = "bare llama-cpp-2 loop";
    let (unit, hidden, visible) = ("tokens/s", Goal::AtLeast(0.97), Goal::AtLeast(0.9));
    report.add(Figure::against("app_decode", unit, samples.hidden, peer, samples.bare_hidden, hidden));
    report.add(Figure::against("app_decode_visible", unit, samples.visible, peer, samples.bare_visible, visible));
    Ok(())
}

/// Gemma's own sampling, for both.
const SAMPLING: Sampling =
    Sampling { temperature: 1.0, top_k: 64, top_p: 0.95, min_p: 0.0, repeat_penalty: 1.0, seed: None };

async fn run(stage: &Stage) -> Result<Samples> {
    let options = ConversationOptions { sampling: Some(SAMPLING), ..ConversationOptions::default() };
    save(&stage.store(), TITLE, &options, COUNT, &numbers());
    // The bare loop guesses nothing ahead, and a count that is in the conversation already is what lookup is best at:
    // without this the figure would be lookup's.
    let page = stage.with_terms_accepted().open_with(&[("CARAT_ENGINE_LOOKUP", Path::new("off"))]).await;
    page.wait_for_attribute("model-state", "data-state", "ready").await;
    page.open_titled(TITLE).await;
    let before = page.last_answer().await;
    page.ask(COUNT).await;
    tokio::time::sleep(LONG_ENOUGH).await;
    page.click_if_there("stop").await;
    page.answer_after(before.as_ref()).await;
    let programs = programs()?;
    let model = programs.join("models/gemma-3-270m-q4_k_m.gguf");
    let threads = u32::try_from(std::thread::available_parallelism().map_or(1, usize::from))?;
    let mut bare = BareLoop::start(&programs, &model, threads, 8192)?;
    // One of each before it counts: the first decode of a process is slower.
    again(stage, &page).await?;
    bare.run(&order(LEAST_TOKENS, 0))?;
    let mut samples = Samples::default();
    for run in 1..=RUNS {
        crate::say(&format!("decode {run} of {RUNS}"));
        stage.hide_window();
        let hidden = again(stage, &page).await?;
        samples.hidden.push(hidden.tokens_per_second);
        samples.bare_hidden.push(bare.run(&order(hidden.tokens, run))?);
        stage.show_window();
        let visible = again(stage, &page).await?;
        samples.visible.push(visible.tokens_per_second);
        samples.bare_visible.push(bare.run(&order(visible.tokens, run))?);
    }
    Ok(samples)
}

/// The count that the conversation already holds, so that even the small model counts at length again.
fn numbers() -> String {
    (1..=120).map(|number| number.to_string()).collect::<Vec<_>>().join("\n")
}

/// Asks again until an answer is long enough to measure.
async fn again(stage: &Stage, page: &Page) -> Result<Answer> {
    for _ in 0..TRIES {
        let seen: Seen = page.run_async(REGENERATE, vec![u64::try_from(LONG_ENOUGH.as_millis())?.into()]).await;
        let message = stage.store().message(seen.message.parse().context("the page names a message")?)?;
        let usage =
            message.usage.with_context(|| format!("the answer ended {:?}: {:?}", message.state, message.error))?;
        // A moment of rest, so that the next measurement begins with an idle page.
        tokio::time::sleep(Duration::from_millis(500)).await;
        if usage.generated_tokens < LEAST_TOKENS {
            continue;
        }
        let decoding = seen.ms - usage.first_token_ms;
        ensure!(decoding > 0.0, "the answer ended before its first token");
        let tokens_per_second = f64::from(usage.generated_tokens - 1) * 1000.0 / decoding;
        return Ok(Answer { tokens: usage.generated_tokens, tokens_per_second });
    }
    anyhow::bail!("the model's answers were shorter than {LEAST_TOKENS} tokens, {TRIES} times in a row")
}

/// The same work for the bare loop: the same conversation as a transcript, as many tokens, the same sampling.
fn order(tokens: u32, run: usize) -> BareOrder {
    let count = format!("User: {COUNT}\nAssistant:");
    BareOrder {
        prompt: format!("{}{count} {}\n\n{count}", include_str!("prompt.txt"), numbers()),
        tokens,
        temperature: SAMPLING.temperature,
        top_k: SAMPLING.top_k,
        top_p: SAMPLING.top_p,
        repeat_penalty: SAMPLING.repeat_penalty,
        seed: u32::try_from(run).unwrap_or_default(),
    }
}
