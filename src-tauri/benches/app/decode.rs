//! `app_decode` and `app_decode_visible`: decode speed seen at the UI over the bare llama-cpp-2 loop, with the same
//! model, threads and sampling, hidden and shown, all interleaved.
//!
//! The speed at the UI is the answer's tokens after the first over the time from Enter to the ended answer on the page,
//! less the time to the first token: everything between the worker and the page counts against Carat.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use carat_figures::{Figure, Goal, Report};
use serde::Deserialize;
use serde_json::Value;

use crate::bare::{Loop, Order, programs};
use crate::support::{Page, Stage, play};

const RUNS: usize = 7;

/// A question whose answer is long with any seed.
const QUESTION: &str = "Write down the numbers from one to one hundred in words, separated by commas.";

/// Fewer tokens measure the gate's last sentence rather than the speed.
const LEAST_TOKENS: u32 = 100;

/// How often an answer may be too short before the benchmark gives up.
const TRIES: usize = 8;

/// Presses send and resolves with the milliseconds until the answer has ended on the page.
const ASK: &str = r#"
    const [question, done] = arguments;
    const byId = (id) => document.querySelector(`[data-testid="${id}"]`);
    byId('new-conversation').click();
    setTimeout(() => {
        const composer = byId('composer');
        composer.value = question;
        composer.dispatchEvent(new InputEvent('input', { bubbles: true }));
        setTimeout(() => {
            const started = performance.now();
            const ended = () => {
                const last = [...document.querySelectorAll('[data-testid="message"][data-role="assistant"]')].pop();
                const state = last?.dataset.state;
                if (!last || !state || state === 'streaming') return false;
                observer.disconnect();
                done({ ms: performance.now() - started, message: last.dataset.messageId });
                return true;
            };
            const observer = new MutationObserver(ended);
            observer.observe(document.body, { subtree: true, childList: true, attributes: true });
            byId('send').click();
        }, 100);
    }, 300);
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

async fn run(stage: &Stage) -> Result<Samples> {
    let page = stage.with_terms_accepted().open().await;
    page.wait_for_attribute("model-state", "data-state", "ready").await;
    let model = programs()?.join("models/gemma-3-270m-q4_k_m.gguf");
    let first = ask(stage, &page).await?;
    let facts = stage.store();
    let sampling = last_sampling(&facts, &first.1)?;
    drop(facts);
    let threads = u32::try_from(std::thread::available_parallelism().map_or(1, usize::from))?;
    let mut bare = Loop::start(&model, threads, 8192)?;
    let mut samples = Samples::default();
    for run in 1..=RUNS {
        crate::say(&format!("decode {run} of {RUNS}"));
        stage.hide_window();
        let hidden = ask(stage, &page).await?.0;
        samples.hidden.push(hidden.tokens_per_second);
        samples.bare_hidden.push(bare.run(&order(&sampling, hidden.tokens, run))?);
        stage.show_window();
        let visible = ask(stage, &page).await?.0;
        samples.visible.push(visible.tokens_per_second);
        samples.bare_visible.push(bare.run(&order(&sampling, visible.tokens, run))?);
    }
    Ok(samples)
}

/// Asks until the answer is long enough to measure.
async fn ask(stage: &Stage, page: &Page) -> Result<(Answer, String)> {
    for _ in 0..TRIES {
        let seen: Seen = page.run_async(ASK, vec![Value::from(QUESTION)]).await;
        let store = stage.store();
        let usage = store.message(seen.message.parse().context("the page names a message")?)?.usage;
        let usage = usage.context("an ended answer has its usage")?;
        if usage.generated_tokens < LEAST_TOKENS {
            continue;
        }
        let decoding = seen.ms - usage.first_token_ms;
        ensure!(decoding > 0.0, "the answer ended before its first token");
        let tokens_per_second = f64::from(usage.generated_tokens - 1) * 1000.0 / decoding;
        // A moment of rest, so that the next measurement begins with an idle page.
        tokio::time::sleep(Duration::from_millis(500)).await;
        return Ok((Answer { tokens: usage.generated_tokens, tokens_per_second }, seen.message));
    }
    anyhow::bail!("the model's answers were shorter than {LEAST_TOKENS} tokens, {TRIES} times in a row")
}

fn last_sampling(store: &carat_store::Store, message: &str) -> Result<carat_store::Sampling> {
    store.message(message.parse().context("the page names a message")?)?.sampling.context("an answer has its sampling")
}

/// The same work for the bare loop: a prompt of about the same length, as many tokens, the same sampling.
fn order(sampling: &carat_store::Sampling, tokens: u32, run: usize) -> Order<'static> {
    const PROMPT: &str = include_str!("prompt.txt");
    Order {
        prompt: PROMPT,
        tokens,
        temperature: sampling.temperature,
        top_k: sampling.top_k,
        top_p: sampling.top_p,
        repeat_penalty: sampling.repeat_penalty,
        seed: u32::try_from(run).unwrap_or_default(),
    }
}
