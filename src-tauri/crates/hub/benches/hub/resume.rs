//! Resume: from the start of a new process, after the last one was killed in the middle of four gigabytes, to its first
//! new byte on disk.

use std::time::Instant;

use anyhow::{Result, ensure};
use carat_figures::{Figure, Goal, Report, median};

use crate::client::{Client, Said};
use crate::say;
use crate::server::Server;

const BYTES: u64 = 4_000_000_000;
const PACE: u64 = 400_000_000;

/// The process is killed each time that so many of the bytes are there.
const KILLS: [u64; 3] = [1_000_000_000, 2_000_000_000, 3_000_000_000];

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    say("resume: 4 GB at 400 MB/s, killed three times");
    let server = Server::start(BYTES, Some(PACE))?;
    let home = tempfile::tempdir()?;
    let mut samples = Vec::new();
    let mut client = Client::start(&server, home.path())?;
    for kill in KILLS {
        let mut had = 0;
        while had < kill {
            let Said::Bytes(bytes) = client.next()? else { anyhow::bail!("it was faster than it may be") };
            had = bytes;
        }
        client.kill()?;
        let start = Instant::now();
        client = Client::start(&server, home.path())?;
        let Said::Bytes(found) = client.next()? else { anyhow::bail!("it says first what it found") };
        ensure!(found + (8 << 20) >= had, "{found} bytes were found of {had}");
        while client.next()? == Said::Bytes(found) {}
        samples.push(start.elapsed().as_secs_f64());
    }
    client.finish()?;
    report.add(Figure::absolute("resume", "s", median(&samples), samples, Some(Goal::AtMost(1.0))));
    Ok(())
}
