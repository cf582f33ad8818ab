//! `memory`: the worker's proportional memory (PSS) with a long conversation in its cache, over llama-server's. They
//! run one after the other: pages of the model's file that both had mapped would count half in each.

use anyhow::Result;
use carat_figures::{Figure, Goal, Report};

use crate::answer::Wish;
use crate::ours::Ours;
use crate::peers::{Prompts, Server};
use crate::process;
use crate::setting::{Length, Setting};
use crate::text;

const RUNS: usize = 2;

pub(crate) fn measure(setting: &Setting, report: &mut Report) -> Result<()> {
    if !cfg!(target_os = "linux") {
        crate::say("memory is left out: only Linux tells a process's proportional part");
        return Ok(());
    }
    setting.lengths().iter().try_for_each(|length| at(setting, length, report))
}

fn at(setting: &Setting, length: &Length, report: &mut Report) -> Result<()> {
    let (mut samples, mut peer) = (Vec::new(), Vec::new());
    for run in 1..=RUNS {
        crate::say(&format!("memory {run} of {RUNS}"));
        let ours = Ours::start(setting, length.context)?;
        let document = text::sized(&ours, length.tokens, 3, |text| vec![text::user(text)])?;
        ours.answer(&document, Wish::FIRST)?;
        samples.push(process::memory(ours.pid()?)?);
        let prompt = Prompts::of(&ours.facts)?.render(&document)?;
        drop(ours);
        if let Some(peers) = &setting.peers {
            let server = Server::start(setting, peers, length.context)?;
            server.answer(&prompt, Wish::FIRST)?;
            peer.push(process::memory(server.pid())?);
        }
    }
    report.add(Figure::against(length.name("memory"), "MB", samples, "llama-server", peer, Goal::AtMost(1.0)));
    Ok(())
}
