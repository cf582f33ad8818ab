//! `llama-server`, on a port of this machine alone.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{Peers, http};
use crate::answer::{Answer, Wish};
use crate::setting::{BATCH, SLOTS, Setting};

/// Longer than any load takes.
const LIMIT: Duration = Duration::from_secs(120);

/// A running server with the model loaded. Dropping it ends the process.
pub(crate) struct Server {
    child: Child,
    port: u16,
    /// From the start of the process to its being ready.
    pub(crate) load: Duration,
}

impl Server {
    pub(crate) fn start(setting: &Setting, peers: &Peers, context: u32) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let (threads, batch) = (setting.threads.to_string(), BATCH.to_string());
        let begin = Instant::now();
        let child = Command::new(peers.program("llama-server"))
            .arg("--model")
            .arg(&setting.model)
            .args(["--host", "127.0.0.1", "--port", &port.to_string(), "--no-ui", "--offline"])
            .args(["--threads", &threads, "--batch-size", &batch, "--ubatch-size", &batch])
            .args(["--ctx-size", &context.to_string(), "--parallel", &SLOTS.to_string(), "--kv-unified"])
            // Every question goes to one slot, so nothing would be kept beside it anyway but memory.
            .args(["--cache-ram", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("llama-server does not start")?;
        let mut server = Self { child, port, load: Duration::ZERO };
        while !http::status(port, "/health").is_ok_and(|status| status == 200) {
            ensure!(server.child.try_wait()?.is_none(), "llama-server ended while it loaded the model");
            ensure!(begin.elapsed() < LIMIT, "llama-server is not ready after {} s", LIMIT.as_secs());
            std::thread::sleep(Duration::from_millis(2));
        }
        server.load = begin.elapsed();
        Ok(server)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The whole answer to a prompt's text, with what the slot has in its cache reused.
    pub(crate) fn answer(&self, prompt: &str, wish: Wish) -> Result<Answer> {
        let body = json!({
            "prompt": prompt,
            "n_predict": wish.tokens,
            "temperature": wish.sampling.temperature,
            "top_k": wish.sampling.top_k,
            "top_p": wish.sampling.top_p,
            "min_p": wish.sampling.min_p,
            "repeat_penalty": wish.sampling.repeat_penalty,
            "seed": wish.sampling.seed,
            "cache_prompt": true,
            "id_slot": 0,
            // Our model may stop by itself; a server that is asked for a speed goes on.
            "ignore_eos": true,
            "stream": wish.tokens > 1,
        });
        let begin = Instant::now();
        let since = || begin.elapsed().as_secs_f64() * 1000.0;
        let mut answer = Answer::default();
        if wish.tokens == 1 {
            let last = http::ask(self.port, "/completion", &body)?;
            (answer.first, answer.whole) = (since(), since());
            return answer.ended(&last);
        }
        let mut last = Value::Null;
        http::stream(self.port, "/completion", &body, |event| {
            if answer.first == 0.0 {
                answer.first = since();
            }
            answer.text.push_str(event["content"].as_str().unwrap_or_default());
            last = event;
        })?;
        answer.whole = since();
        answer.ended(&last)
    }
}

impl Answer {
    /// Adds what the server's last event tells.
    fn ended(mut self, last: &Value) -> Result<Self> {
        let number = |name: &str| last["timings"][name].as_u64().and_then(|number| u32::try_from(number).ok());
        self.tokens = number("predicted_n").context("llama-server told no timings")?;
        self.read = number("prompt_n").context("llama-server told no timings")?;
        Ok(self)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
