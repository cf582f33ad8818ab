//! `second_turn`, `edit`, `regenerate`, `branch`, `decode_server`, `decode_node`, `decode_bound`: a long conversation about a document.
//!
//! One document is read once by each engine; then the same turns are taken again and again, with another question
//! each time, so that none is answered from what an earlier round left behind.

use anyhow::Result;
use carat_engine::Message;
use carat_figures::{Figure, Goal, Report};

use crate::answer::{Answer, Wish};
use crate::ours::Ours;
use crate::peers::{Node, Prompts, Server, bench_after};
use crate::setting::{Length, Setting};
use crate::text::{self, model, user};
use crate::{decode, lookup};

const RUNS: u32 = 5;

/// The length of the answers between the measured questions, in tokens.
const ANSWER: u32 = 32;

/// Milliseconds of one row.
#[derive(Default)]
struct Row {
    ours: Vec<f64>,
    peer: Vec<f64>,
}

pub(crate) fn measure(setting: &Setting, report: &mut Report) -> Result<()> {
    setting.lengths().iter().try_for_each(|length| at(setting, length, report))
}

fn at(setting: &Setting, length: &Length, report: &mut Report) -> Result<()> {
    let ours = Ours::start_with(setting, length.context, &[lookup::OFF])?;
    let server = setting.peers.as_ref().map(|peers| Server::start(setting, peers, length.context)).transpose()?;
    let node = setting.peers.as_ref().map(|peers| Node::start(setting, peers, length.context)).transpose()?;
    let document = text::sized(&ours, length.tokens - 150, u64::from(length.tokens), |text| {
        vec![user(format!("Read this.\n\n{text}")), model("I have read it. What would you like to know?")]
    })?;
    let mut both = Both { prompts: Prompts::of(&ours.facts)?, ours, server, node };
    crate::say(&format!("{} tokens are read", length.tokens));
    turns(&both, &document, length, report)?;
    speeds(setting, &mut both, &document, length, report)
}

/// Ours and the peers.
struct Both {
    prompts: Prompts,
    ours: Ours,
    server: Option<Server>,
    node: Option<Node>,
}

impl Both {
    /// Lets both answer; the peer's is nothing where there is none.
    fn answer(&self, messages: &[Message], wish: Wish) -> Result<(Answer, Option<Answer>)> {
        let ours = self.ours.answer(messages, wish)?;
        let prompt = self.prompts.render(messages)?;
        let peer = self.server.as_ref().map(|server| server.answer(&prompt, wish)).transpose()?;
        Ok((ours, peer))
    }

    /// Measures both engines' first token.
    fn first(&self, messages: &[Message], row: &mut Row) -> Result<()> {
        let (ours, peer) = self.answer(messages, Wish::FIRST)?;
        row.ours.push(ours.whole);
        row.peer.extend(peer.map(|answer| answer.whole));
        Ok(())
    }
}

fn turns(both: &Both, document: &[Message], length: &Length, report: &mut Report) -> Result<()> {
    let [mut second, mut regenerate, mut edit, mut branch] = std::array::from_fn(|_| Row::default());
    let with = |before: &[Message], more: &[Message]| [before, more].concat();
    let asked = with(document, &[user("Who kept a record of the winter harvest?")]);
    for run in 1..=RUNS {
        crate::say(&format!("turns {run} of {RUNS}"));
        // The first answer is the same in each engine's history, so that all go on with the same tokens.
        let (first, _) = both.answer(&asked, Wish::greedy(ANSWER))?;
        let answered = with(&asked, &[model(first.text)]);
        let next = with(&answered, &[user(format!("In which year, and why was it number {run} of the list?"))]);
        both.first(&next, &mut second)?;
        both.answer(&next, Wish::greedy(ANSWER))?;
        both.first(&next, &mut regenerate)?;
        both.answer(&next, Wish::greedy(ANSWER))?;
        let edited = with(&answered, &[user(format!("What else is written about place {run} in the text?"))]);
        both.first(&edited, &mut edit)?;
        both.answer(&edited, Wish::greedy(ANSWER))?;
        let other = with(document, &[user(format!("Name {} things that the village council did.", run + 1))]);
        both.first(&other, &mut branch)?;
    }
    for (name, row) in [("second_turn", second), ("edit", edit), ("regenerate", regenerate), ("branch", branch)] {
        let goal = Goal::AtMost(1.05);
        report.add(Figure::against(length.name(name), "ms", row.ours, "llama-server", row.peer, goal));
    }
    Ok(())
}

/// The speed of writing at the conversation's end.
fn speeds(
    setting: &Setting,
    both: &mut Both,
    document: &[Message],
    length: &Length,
    report: &mut Report,
) -> Result<()> {
    let question = [document, &text::counting()].concat();
    let prompt = both.prompts.render(&question)?;
    let (mut ours, mut server, mut node) = (Vec::new(), Vec::new(), Vec::new());
    // What nobody can exceed who computes token by token: llama.cpp itself, sampling nothing.
    let mut bound = Vec::new();
    // All read the question once before it counts.
    both.answer(&question, Wish::drawn(8, 0))?;
    if let Some(peer) = &mut both.node {
        peer.answer(&prompt, Wish::drawn(8, 0))?;
    }
    for run in 1..=RUNS {
        crate::say(&format!("decode {run} of {RUNS}"));
        ours.push(decode::long(run, |wish| both.ours.answer(&question, wish))?.speed());
        if let Some(peer) = &both.server {
            server.push(peer.answer(&prompt, Wish::drawn(128, run))?.speed());
        }
        if let Some(peer) = &mut both.node {
            node.push(peer.answer(&prompt, Wish::drawn(128, run))?.speed());
        }
        // Every other time, since it reads as much first.
        if let (Some(peers), true) = (&setting.peers, run % 2 == 1) {
            bound.push(bench_after(setting, peers, length.tokens, 0, 128)?);
        }
    }
    let unit = "tokens/s";
    report.add(Figure::beside(length.name("decode_bound"), unit, bound, "llama-server", server.clone()));
    let (at_server, at_node) = (length.name("decode_server"), length.name("decode_node"));
    report.add(Figure::against(at_server, unit, ours.clone(), "llama-server", server, Goal::AtLeast(1.2)));
    report.add(Figure::against(at_node, unit, ours, "node-llama-cpp", node, Goal::AtLeast(1.5)));
    Ok(())
}
