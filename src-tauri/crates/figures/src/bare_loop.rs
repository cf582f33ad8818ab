//! The bare loop, as its benchmarks drive it: an example of the worker's crate that runs as a process of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

/// What the bare loop is asked for.
#[derive(Debug, Clone, Serialize)]
pub struct BareOrder {
    /// The prompt's text, without a beginning token.
    pub prompt: String,
    /// Tokens to generate, all of them: end markers are ignored.
    pub tokens: u32,
    /// 0 is greedy.
    pub temperature: f32,
    /// As for the engine.
    pub top_k: u32,
    /// As for the engine.
    pub top_p: f32,
    /// 1 is off.
    pub repeat_penalty: f32,
    /// Where the draws begin.
    pub seed: u32,
}

#[derive(Deserialize)]
struct Timing {
    tokens_per_second: f64,
}

/// A running bare loop with its model loaded. Dropping it ends the process.
#[derive(Debug)]
pub struct BareLoop {
    child: Child,
    orders: ChildStdin,
    timings: BufReader<ChildStdout>,
}

impl BareLoop {
    /// Starts the example that lies below the programs' folder.
    ///
    /// # Errors
    /// Where it was not built or does not start.
    pub fn start(programs: &Path, model: &Path, threads: u32, context: u32) -> Result<Self> {
        let program = programs.join("examples").join(format!("bare_loop{}", std::env::consts::EXE_SUFFIX));
        ensure!(program.is_file(), "{} is missing: run this through `cargo xtask bench`", program.display());
        let mut child = Command::new(program)
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
    ///
    /// # Errors
    /// Where it ended or answered something else.
    pub fn run(&mut self, order: &BareOrder) -> Result<f64> {
        writeln!(self.orders, "{}", serde_json::to_string(order)?)?;
        self.orders.flush()?;
        let mut line = String::new();
        self.timings.read_line(&mut line)?;
        let timing: Timing = serde_json::from_str(&line).context("the bare loop answered something else")?;
        Ok(timing.tokens_per_second)
    }
}

impl Drop for BareLoop {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
