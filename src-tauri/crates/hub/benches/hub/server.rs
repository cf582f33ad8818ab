//! The fixture hub in a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::support::{Content, FixtureHub};

/// How this program is called to be it.
pub(crate) const ROLE: &str = "serve";

pub(crate) const REPOSITORY: &str = "owner/model";
pub(crate) const FILE: &str = "model.gguf";

/// A running server. It ends with this value.
pub(crate) struct Server {
    pub(crate) endpoint: String,
    process: Child,
}

impl Server {
    /// Serves a file of so many bytes, at most so many a second.
    pub(crate) fn start(bytes: u64, pace: Option<u64>) -> Result<Self> {
        let pace = pace.unwrap_or(0).to_string();
        let mut process = crate::again(ROLE, &[&bytes.to_string(), &pace])?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the fixture hub did not start")?;
        let output = process.stdout.take().context("it has an output")?;
        let endpoint = BufReader::new(output).lines().next().context("the fixture hub ended")??;
        Ok(Self { endpoint, process })
    }

    /// The address of the file.
    pub(crate) fn file(&self) -> String {
        format!("{}/{REPOSITORY}/resolve/main/{FILE}", self.endpoint)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Is the server, until nobody holds the other end of its input.
pub(crate) fn run(options: &[String]) -> Result<()> {
    let [bytes, pace] = options else { anyhow::bail!("bytes and a pace") };
    let (bytes, pace) = (bytes.parse()?, pace.parse::<u64>()?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let fixture = FixtureHub::start().await;
        fixture.put(REPOSITORY, FILE, Content::made(1, bytes));
        fixture.pace(Some(pace).filter(|pace| *pace > 0));
        println!("{}", fixture.endpoint);
        let ended = tokio::task::spawn_blocking(|| std::io::stdin().lines().count());
        let _ = tokio::time::timeout(Duration::from_secs(1200), ended).await;
    });
    Ok(())
}
