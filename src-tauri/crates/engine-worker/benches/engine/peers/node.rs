//! `node-llama-cpp`, asked through a small script by lines of JSON.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::Peers;
use crate::answer::{Answer, Wish};
use crate::setting::{BATCH, Setting};

/// What the script tells of an answer.
#[derive(Deserialize)]
struct Told {
    text: String,
    tokens: u32,
    read: u32,
    first_ms: f64,
    whole_ms: f64,
}

/// A running Node.js with the model loaded. Dropping it ends the process.
pub(crate) struct Node {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Node {
    pub(crate) fn start(setting: &Setting, peers: &Peers, context: u32) -> Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/engine/peers/node.mjs");
        let mut child = Command::new(&peers.node)
            .arg(script)
            .arg(peers.folder.join("node/node_modules/node-llama-cpp/dist/index.js"))
            .arg(&setting.model)
            .args([setting.threads, context, BATCH].map(|number| number.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Node.js does not start")?;
        let orders = child.stdin.take().context("its input is piped")?;
        let mut answers = BufReader::new(child.stdout.take().context("its output is piped")?);
        let mut line = String::new();
        answers.read_line(&mut line)?;
        ensure!(line.trim() == "ready", "node-llama-cpp did not load the model");
        Ok(Self { child, orders, answers })
    }

    /// The whole answer to a prompt's text, with what the context holds reused.
    pub(crate) fn answer(&mut self, prompt: &str, wish: Wish) -> Result<Answer> {
        let order = json!({
            "prompt": prompt,
            "tokens": wish.tokens,
            "temperature": wish.sampling.temperature,
            "topK": wish.sampling.top_k,
            "topP": wish.sampling.top_p,
            "seed": wish.sampling.seed,
        });
        writeln!(self.orders, "{order}")?;
        self.orders.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let told: Told = serde_json::from_str(&line).context("node-llama-cpp's script answered something else")?;
        let Told { text, tokens, read, first_ms: first, whole_ms: whole } = told;
        Ok(Answer { text, tokens, read, first, whole, ..Answer::default() })
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
