//! `load`: from nothing to ready, with the file in the system's cache, over llama-server's.

use anyhow::Result;
use carat_figures::{Figure, Goal, Report};

use crate::ours::Ours;
use crate::peers::Server;
use crate::setting::Setting;

const RUNS: usize = 5;

pub(crate) fn measure(setting: &Setting, report: &mut Report) -> Result<()> {
    if setting.grows() {
        return Ok(());
    }
    let length = &setting.lengths()[0];
    let (mut samples, mut peer) = (Vec::new(), Vec::new());
    // Starting it reads the file once.
    let ours = Ours::start(setting, length.context)?;
    for run in 1..=RUNS {
        crate::say(&format!("load {run} of {RUNS}"));
        samples.push(ours.restart()?.as_secs_f64() * 1000.0);
        if let Some(peers) = &setting.peers {
            peer.push(Server::start(setting, peers, length.context)?.load.as_secs_f64() * 1000.0);
        }
    }
    report.add(Figure::against("load", "ms", samples, "llama-server", peer, Goal::AtMost(1.05)));
    Ok(())
}
