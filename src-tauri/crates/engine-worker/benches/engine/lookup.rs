//! `lookup_copy`, `lookup_plain`: the speed of writing with prompt lookup over without it, where an answer copies from
//! its prompt and where there is nothing to copy.
//!
//! A copy counts only if it is one: the same text with lookup as without, at least nine in ten tokens those of the
//! passage, and no loop, in which lookup would shine for nothing.

use anyhow::{Result, ensure};
use carat_engine::Message;
use carat_figures::{Figure, Goal, Report, median};

use crate::answer::{Answer, Wish};
use crate::ours::Ours;
use crate::setting::Setting;
use crate::text::{model, sentences, user};

const RUNS: u64 = 5;

/// Turns lookup off in a worker.
pub(crate) const OFF: (&str, &str) = ("CARAT_ENGINE_LOOKUP", "off");

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
    for run in 1..=RUNS {
        crate::say(&format!("lookup {run} of {RUNS}"));
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for copy in [quotation(run), program(run)] {
            let (one, other) = both(&on, &off, &copy.messages, Wish::greedy(copy.tokens))?;
            copy.check(&one.text)?;
            with.push(one);
            without.push(other);
        }
        accepted.push(acceptance(&with));
        copy_on.push(together(&with));
        copy_off.push(together(&without));
        let (one, other) = both(&on, &off, &story(run), Wish::drawn(128, 7))?;
        plain_on.push(one.speed());
        plain_off.push(other.speed());
    }
    let (unit, peer) = ("tokens/s", "lookup off");
    report.add(Figure::against("lookup_copy", unit, copy_on, peer, copy_off, Goal::AtLeast(1.8)));
    report.add(Figure::absolute("lookup_acceptance", "%", median(&accepted), accepted, None));
    report.add(Figure::against("lookup_plain", unit, plain_on, peer, plain_off, Goal::AtLeast(0.98)));
    Ok(())
}

/// The same answer with lookup and without.
fn both(on: &Ours, off: &Ours, messages: &[Message], wish: Wish) -> Result<(Answer, Answer)> {
    // Reading the prompt is no part of the figure; the second time all of it is in the cache.
    on.answer(messages, Wish::FIRST)?;
    off.answer(messages, Wish::FIRST)?;
    let (one, other) = (on.answer(messages, wish)?, off.answer(messages, wish)?);
    ensure!(one.text == other.text, "lookup changed an answer:\n{}\n--- without it:\n{}", one.text, other.text);
    ensure!(one.tokens >= 100, "an answer of {} tokens measures no speed:\n{}", one.tokens, one.text);
    Ok((one, other))
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

impl Copy {
    /// Fails where the answer is no copy.
    fn check(&self, answer: &str) -> Result<()> {
        let (said, given): (Vec<&str>, Vec<&str>) = (words(answer), words(&self.passage));
        let same = common(&said, &given);
        ensure!(
            same * 100 >= said.len() * EQUAL,
            "the answer copied {same} of its {} words, which measures no copying:\n{answer}",
            said.len()
        );
        let times = |text: &[&str], row: &[&str]| text.windows(LOOP).filter(|window| *window == row).count();
        let looped = said.windows(LOOP).find(|row| times(&said, row) > times(&given, row).max(1));
        ensure!(looped.is_none(), "the answer loops at {looped:?}");
        Ok(())
    }
}

/// A passage to be quoted, after another that was.
fn quotation(run: u64) -> Copy {
    let ask = |text: &str| user(format!("Repeat this text word for word.\n{text}"));
    let (before, passage) = (sentences(4, 900 + run), sentences(14, 950 + run));
    Copy { messages: vec![ask(&before), model(&before), ask(&passage)], passage, tokens: 220 }
}

/// A program to be written again under another name, after another that was.
fn program(run: u64) -> Copy {
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

/// A question whose answer is nowhere in the prompt.
fn story(run: u64) -> Vec<Message> {
    vec![user(format!("Tell me a long story about a fisherman who finds letter number {run} on the beach."))]
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
