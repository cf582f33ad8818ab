//! Memory: the most that a download of four gigabytes takes above what the same process took before it.

use anyhow::Result;
use carat_figures::{Figure, Goal, Report};

use crate::client::Client;
use crate::say;
use crate::server::Server;

const BYTES: u64 = 4_000_000_000;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    say("memory: 4 GB as fast as it goes");
    let home = tempfile::tempdir()?;
    let (_, megabytes) = Client::start(&Server::start(BYTES, None)?, home.path())?.finish()?;
    report.add(Figure::absolute("memory", "MB", Some(megabytes), vec![megabytes], Some(Goal::AtMost(64.0))));
    Ok(())
}
