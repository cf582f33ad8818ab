//! The peers, as `cargo xtask peers` left them: other programs for the same model.

mod http;
mod llama_bench;
mod node;
mod prompts;
mod server;

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

pub(crate) use llama_bench::{bench, bench_after};
pub(crate) use node::Node;
pub(crate) use prompts::Prompts;
pub(crate) use server::Server;

/// Names the peers' folder; xtask sets it.
const FOLDER: &str = "CARAT_PEERS";

/// Names Node.js; xtask sets it.
const NODE: &str = "CARAT_NODE";

/// Where the peers lie.
#[derive(Debug)]
pub(crate) struct Peers {
    folder: PathBuf,
    node: PathBuf,
}

impl Peers {
    /// The peers, if they were prepared.
    pub(crate) fn find() -> Result<Option<Self>> {
        let Some(folder) = env::var_os(FOLDER).map(PathBuf::from).filter(|folder| folder.is_dir()) else {
            return Ok(None);
        };
        let peers = Self { folder, node: env::var_os(NODE).map_or_else(|| PathBuf::from("node"), PathBuf::from) };
        for name in ["llama-bench", "llama-server"] {
            let program = peers.program(name);
            ensure!(program.is_file(), "{} is missing: run `cargo xtask peers` again", program.display());
        }
        Ok(Some(peers))
    }

    /// A compiled program. Visual Studio's generator puts it one folder deeper.
    fn program(&self, name: &str) -> PathBuf {
        let bin = self.folder.join("build/bin");
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        let inside = bin.join("Release").join(&file);
        if inside.is_file() { inside } else { bin.join(file) }
    }

    /// What the figures depend on: versions and the instructions that each was compiled for.
    pub(crate) fn describe(&self) -> Value {
        json!({
            "llama-bench, llama-server": {
                "version": self.version().unwrap_or_else(|error| error.to_string()),
                "instructions": self.instructions().unwrap_or_else(|error| error.to_string()),
            },
            "node-llama-cpp": {
                "version": self.installed().unwrap_or_else(|error| error.to_string()),
                "instructions": "the best of its ready-made variants for this processor",
            },
        })
    }

    /// What `llama-server --version` says first.
    fn version(&self) -> Result<String> {
        let output = Command::new(self.program("llama-server")).arg("--version").output()?;
        let text = String::from_utf8_lossy(&[output.stderr, output.stdout].concat()).into_owned();
        let line = text.lines().find(|line| line.starts_with("version")).context("llama-server names no version")?;
        Ok(line.trim_start_matches("version:").trim().to_owned())
    }

    /// The instructions that CMake's defaults chose.
    fn instructions(&self) -> Result<String> {
        // Without a model it ends with an error, after it has told about the system.
        let output = Command::new(self.program("llama-server"))
            .args(["--verbose", "--offline", "--model", "no-such-model.gguf", "--port", "0"])
            .output()?;
        let text = String::from_utf8_lossy(&[output.stderr, output.stdout].concat()).into_owned();
        let line =
            text.lines().find(|line| line.contains("system_info")).context("llama-server tells no system_info")?;
        Ok(crate::setting::named(line))
    }

    fn installed(&self) -> Result<String> {
        let manifest = self.folder.join("node/node_modules/node-llama-cpp/package.json");
        let manifest: Value = serde_json::from_slice(&std::fs::read(manifest)?)?;
        manifest["version"].as_str().map(str::to_owned).context("its manifest names no version")
    }
}
