//! Throughput: bytes a second from the first request to the verified file in its place, beside `curl -o`, which does
//! not hash. Both take turns.

use anyhow::Result;
use carat_figures::{Figure, Goal, Report};

use crate::client::Client;
use crate::server::Server;
use crate::{curl, say};

const BYTES: u64 = 2_000_000_000;

/// Faster than nearly every line, and slower than this machine serves and hashes at once.
const PACE: u64 = 400_000_000;

const ROUNDS: usize = 3;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    say("throughput: 2 GB at 400 MB/s, Carat and curl in turn");
    let (ours, theirs) = rounds(&Server::start(BYTES, Some(PACE))?)?;
    report.add(Figure::against("throughput", "MB/s", ours, curl::NAME, theirs, Goal::AtLeast(0.97)));
    say("throughput: 2 GB as fast as it goes");
    let (ours, theirs) = rounds(&Server::start(BYTES, None)?)?;
    let mut shown = Figure::against("throughput_unpaced", "MB/s", ours, curl::NAME, theirs, Goal::AtLeast(0.0));
    (shown.goal, shown.met) = (None, None);
    report.add(shown);
    Ok(())
}

fn rounds(server: &Server) -> Result<(Vec<f64>, Vec<f64>)> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let speed = |seconds: f64| BYTES as f64 / 1e6 / seconds;
    for _ in 0..ROUNDS {
        let home = tempfile::tempdir()?;
        ours.push(speed(Client::start(server, home.path())?.finish()?.0));
        drop(home);
        let home = tempfile::tempdir()?;
        theirs.push(speed(curl::seconds(server, &home.path().join("file"))?));
    }
    Ok((ours, theirs))
}
