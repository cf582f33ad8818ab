//! `lookup_copy`, `lookup_plain`: the speed of writing with prompt lookup over without it, where an answer copies from
//! its prompt and where there is nothing to copy.
//!
//! A copy counts only if it is one: the same text with lookup as without, at least nine in ten tokens those of the
//! passage, and no loop, in which lookup would shine for nothing.

use anyhow::{Result, bail, ensure};
use carat_engine::Message;
use carat_figures::{Figure, Goal, Report, median};

use crate::answer::{Answer, Wish};
use crate::decode::long;
use crate::ours::Ours;
use crate::setting::Setting;
use crate::text::{model, passage, user};

const RUNS: u32 = 5;

/// Turns lookup off in a worker.
pub(crate) const OFF: (&str, &str) = ("CARAT_ENGINE_LOOKUP", "off");

/// How many tasks may fail to be copied in a row.
const TRIES: u32 = 30;

/// Words of the copy that must be the passage's, in percent.
const EQUAL: usize = 90;

/// So many words in a row that come twice in a copy, and once in its passage, are a loop.
const LOOP: usize = 8;

pub(crate) fn measure(setting: &Setting, report: &mut Report) -> Result<()> {
    if setting.grows() {
        return Ok(());
    }
    let context = setting.lengths()[0].context;
    let (on, off) = (Ours::start(setting, context)?, Ours::start_with(setting, context, &[OFF])?);
    let [mut copy_on, mut copy_off, mut plain_on, mut plain_off, mut accepted] = std::array::from_fn(|_| Vec::new());
    let mut skipped = 0;
    for run in 1..=RUNS {
        crate::say(&format!("lookup {run} of {RUNS}"));
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for task in [quotation, program] {
            let (one, other) = copied(&on, &off, task, run, &mut skipped)?;
            with.push(one);
            without.push(other);
        }
        accepted.push(acceptance(&with));
        copy_on.push(together(&with));
        copy_off.push(together(&without));
        // Drawn text differs from run to run of a computation: it is as likely with lookup as without, not the same.
        let told = story(run);
        plain_on.push(long(run, |wish| on.answer(&told, wish))?.speed());
        plain_off.push(long(run, |wish| off.answer(&told, wish))?.speed());
    }
    report.note("lookup_tasks_left_out", skipped);
    let (unit, peer) = ("tokens/s", "lookup off");
    report.add(Figure::against("lookup_copy", unit, copy_on, peer, copy_off, Goal::AtLeast(1.8)));
    report.add(Figure::absolute("lookup_acceptance", "%", median(&accepted), accepted, None));
    report.add(Figure::against("lookup_plain", unit, plain_on, peer, plain_off, Goal::AtLeast(0.98)));
    Ok(())
}

/// A copy with lookup and without: of the first task of its kind that the model, without lookup, answers with one. The
/// others are counted.
fn copied(on: &Ours, off: &Ours, task: fn(u32) -> Copy, run: u32, skipped: &mut u32) -> Result<(Answer, Answer)> {
    for seed in (0..TRIES).map(|retry| run + 100 * retry) {
        let Copy { messages, passage, tokens } = task(seed);
        // Reading the prompt is no part of the figure; the second time all of it is in the cache.
        off.answer(&messages, Wish::FIRST)?;
        let plain = off.answer(&messages, Wish::greedy(tokens))?;
        if let Err(error) = check(&plain, &passage) {
            crate::say(&format!("task {seed} is left out: {error}"));
            *skipped += 1;
            continue;
        }
        on.answer(&messages, Wish::FIRST)?;
        let guessed = on.answer(&messages, Wish::greedy(tokens))?;
        if guessed.text != plain.text {
            let (with, without) = (&guessed.text, &plain.text);
            ensure!(guessed.close_calls > 0, "lookup changed an answer:\n{with}\n--- without it:\n{without}");
            crate::say(&format!(
                "task {seed} is left out: the two go different ways where two tokens are equally good"
            ));
            *skipped += 1;
            continue;
        }
        return Ok((guessed, plain));
    }
    bail!("{TRIES} tasks in a row were not answered with a copy")
}

/// The speed over several answers.
fn together(answers: &[Answer]) -> f64 {
    let tokens: u32 = answers.iter().map(|answer| answer.tokens - 1).sum();
    let time: f64 = answers.iter().map(|answer| answer.whole - answer.first).sum();
    f64::from(tokens) * 1000.0 / time
}

/// Guesses that were right, in percent.
fn acceptance(answers: &[Answer]) -> f64 {
    let (accepted, drafted) =
        answers.iter().fold((0, 0), |(right, all), answer| (right + answer.accepted, all + answer.drafted));
    100.0 * f64::from(accepted) / f64::from(drafted.max(1))
}

/// A task whose answer is a passage of its prompt, or nearly.
struct Copy {
    messages: Vec<Message>,
    /// What the answer should be.
    passage: String,
    /// Its length at most.
    tokens: u32,
}

/// Fails where the answer is no copy of the passage, or too short to measure.
fn check(answer: &Answer, passage: &str) -> Result<()> {
    ensure!(answer.tokens >= 90, "an answer of {} tokens measures no speed", answer.tokens);
    let (said, given): (Vec<&str>, Vec<&str>) = (words(&answer.text), words(passage));
    let same = common(&said, &given);
    ensure!(same * 100 >= said.len() * EQUAL, "{same} of its {} words are the passage's", said.len());
    let times = |text: &[&str], row: &[&str]| text.windows(LOOP).filter(|window| *window == row).count();
    let looped = said.windows(LOOP).any(|row| times(&said, row) > times(&given, row).max(1));
    ensure!(!looped, "it loops");
    Ok(())
}

/// A passage to be quoted, after another that was.
fn quotation(run: u32) -> Copy {
    let ask = |text: &str| user(format!("Repeat this text word for word.\n{text}"));
    let (before, passage) = passage(900 + u64::from(run));
    Copy { messages: vec![ask(&before), model(&before), ask(&passage)], passage, tokens: 120 }
}

/// A program to be written again under another name, after another that was.
fn program(run: u32) -> Copy {
    let code = |name: &str, fields: &[&str]| {
        let sum =
            fields.iter().map(|field| format!("    total += order.{field} * rates[\"{field}\"]\n")).collect::<String>();
        format!("def {name}(order, rates):\n    total = {run}\n{sum}    return round(total, 2)")
    };
    let ask = |name: &str, code: &str| user(format!("Rename the function to {name} and change nothing else.\n{code}"));
    let few = ["weight", "distance", "insurance"];
    let many =
        ["weight", "distance", "insurance", "packaging", "customs", "handling", "storage", "express", "fuel", "toll"];
    let passage = code("price", &many);
    Copy {
        messages: vec![ask("fee", &code("cost", &few)), model(code("fee", &few)), ask("price", &code("amount", &many))],
        passage,
        tokens: 200,
    }
}

/// A question whose answer is nowhere in the prompt, after a long answer to another, which makes the model write one.
fn story(run: u32) -> Vec<Message> {
    const BAKER: &str = "Before the sun came up, Mina had already lit both ovens. She liked the hour when nobody was \
        awake but her and the pigeons. One morning a stranger knocked at the back door and asked for a loaf that nobody \
        had baked in forty years. Mina laughed, but the old man described the crust so well that she could almost taste \
        it. They worked side by side until noon, burned three trays, and sang to keep their spirits up. When the fourth \
        tray came out, golden and cracked like dry earth, he wept. It was his mother's bread, he said, and he had been \
        looking for it since the war. Mina never learned his name. Every winter since, on the first day of snow, she \
        bakes one loaf more than she can sell, and puts it outside the door.";
    vec![
        user("Tell me a long story about a baker."),
        model(BAKER),
        user(format!("Tell me a long story about a fisherman and letter number {run}.")),
    ]
}

/// Words and signs, each by itself.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(|c: char| !c.is_alphanumeric()).map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// The length of the longest row of words that stand in both in the same order.
fn common(one: &[&str], other: &[&str]) -> usize {
    let mut best = vec![0; other.len() + 1];
    for word in one {
        let mut diagonal = 0;
        for (at, candidate) in other.iter().enumerate() {
            let above = best[at + 1];
            best[at + 1] = if word == candidate { diagonal + 1 } else { above.max(best[at]) };
            diagonal = above;
        }
    }
    best[other.len()]
}
