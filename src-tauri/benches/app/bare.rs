//! The peers: the bare loop and the bare window, both examples built beside the programs.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::support::Stage;

/// The folder of Carat's programs.
pub(crate) fn programs() -> Result<PathBuf> {
    carat_hub::program_folder().context("the system does not say where this program lies")
}

/// An example, built by `cargo xtask bench`.
fn example(name: &str) -> Result<PathBuf> {
    let path = programs()?.join("examples").join(name);
    ensure!(path.is_file(), "{} is missing: run this through `cargo xtask bench app`", path.display());
    Ok(path)
}

/// What the bare loop is asked for.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Order {
    pub(crate) prompt: String,
    pub(crate) tokens: u32,
    pub(crate) temperature: f32,
    pub(crate) top_k: u32,
    pub(crate) top_p: f32,
    pub(crate) repeat_penalty: f32,
    pub(crate) seed: u32,
}

#[derive(Deserialize)]
struct Timing {
    tokens_per_second: f64,
}

/// A running bare loop with the model loaded.
pub(crate) struct Loop {
    child: Child,
    orders: ChildStdin,
    timings: BufReader<ChildStdout>,
}

impl Loop {
    pub(crate) fn start(model: &Path, threads: u32, context: u32) -> Result<Self> {
        let mut child = Command::new(example("bare_loop")?)
            .arg(model)
            .args([threads.to_string(), context.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the bare loop does not start")?;
        let orders = child.stdin.take().context("its input is piped")?;
        let timings = BufReader::new(child.stdout.take().context("its output is piped")?);
        Ok(Self { child, orders, timings })
    }

    /// Generates once; gives tokens a second while decoding.
    pub(crate) fn run(&mut self, order: &Order) -> Result<f64> {
        writeln!(self.orders, "{}", serde_json::to_string(order)?)?;
        self.orders.flush()?;
        let mut line = String::new();
        self.timings.read_line(&mut line)?;
        let timing: Timing = serde_json::from_str(&line).context("the bare loop answered something else")?;
        Ok(timing.tokens_per_second)
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A running bare window.
pub(crate) struct Window {
    child: Child,
    /// From the start of the process to its page being there.
    pub(crate) start: Duration,
}

impl Window {
    pub(crate) fn open(stage: &Stage) -> Result<Self> {
        let mut command = Command::new(example("bare_window")?);
        stage.dress(&mut command);
        let started = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its output is piped")?).read_line(&mut line)?;
        let start = started.elapsed();
        ensure!(line.trim() == "interactive", "the bare window said {line:?}");
        Ok(Self { child, start })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
