//! The setting is what every engine shares in one run: the model's file, threads, batch sizes and context.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use carat_figures::Report;
use serde_json::json;

use crate::peers::Peers;

/// The context of every engine, in tokens, where nothing is grown.
const CONTEXT: u32 = 8192;

/// Tokens of one computation, as in Carat's worker and by llama.cpp's default.
pub(crate) const BATCH: u32 = 512;

/// Conversations at once, as in Carat's worker.
pub(crate) const SLOTS: u32 = 4;

/// Names our worker's program as it is in a package.
const WORKER: &str = "CARAT_PACKAGED_WORKER";

/// The length of a long conversation, in tokens.
const LONG: u32 = 5000;

/// Lengths that `--grow` goes through.
const GROWING: [u32; 4] = [1000, 4000, 8000, 16_000];

/// What every engine shares.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) model: PathBuf,
    /// Our worker: the one built for packages where xtask names it, else the development build.
    pub(crate) worker: PathBuf,
    pub(crate) threads: u32,
    pub(crate) only_json: bool,
    grow: bool,
    /// Where they were prepared.
    pub(crate) peers: Option<Peers>,
}

impl Setting {
    pub(crate) fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let (mut model, mut only_json, mut grow) = (None, false, false);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => only_json = true,
                "--grow" => grow = true,
                "--model" => model = arguments.next().map(PathBuf::from),
                // Cargo adds it to what it calls a benchmark.
                "--bench" => {}
                other => bail!("the benchmark takes --model PATH, --json and --grow, not {other}"),
            }
        }
        let model = model.unwrap_or_else(|| programs().join("models/gemma-3-270m-q4_k_m.gguf"));
        ensure!(model.is_file(), "there is no model at {}", model.display());
        let peers = Peers::find()?;
        if peers.is_none() {
            eprintln!("There are no peers here (`cargo xtask peers` prepares them): the figures are ours alone.");
        }
        let worker = std::env::var_os(WORKER).map_or_else(|| env!("CARGO_BIN_EXE_carat-engine").into(), PathBuf::from);
        Ok(Self { model, worker, threads: carat_engine_worker::memory::cores(), only_json, grow, peers })
    }

    /// Lengths of conversation to measure at, with what their figures' names end in and the context that holds them.
    pub(crate) fn lengths(&self) -> Vec<Length> {
        if self.grow {
            let context = |tokens: u32| (tokens + 1024).next_multiple_of(1024).max(CONTEXT);
            GROWING.map(|tokens| Length { tokens, suffix: format!("@{tokens}"), context: context(tokens) }).to_vec()
        } else {
            vec![Length { tokens: LONG, suffix: String::new(), context: CONTEXT }]
        }
    }

    /// Whether only the rows whose cost grows with the conversation are wanted.
    pub(crate) fn grows(&self) -> bool {
        self.grow
    }

    /// Tells the report what the figures depend on.
    pub(crate) fn describe(&self, report: &mut Report) {
        report.note("model", self.model.file_name().map(|name| name.to_string_lossy().into_owned()));
        report.note("threads", self.threads);
        report.note("batch", BATCH);
        report.note("ours", json!({ "instructions": self.instructions(), "llama_cpp": "llama-cpp-2 0.1.160" }));
        report.note("bare_loop", json!({ "instructions": linked_instructions() }));
        report.note("peers", self.peers.as_ref().map(Peers::describe));
    }
}

impl Setting {
    /// What our worker runs on. A packaged worker brings a module for each generation of processors and takes its pick
    /// when it starts.
    fn instructions(&self) -> String {
        let modules = self.worker.with_file_name("backends");
        if modules.is_dir() {
            "the best of its ready-made variants for this processor".to_owned()
        } else {
            linked_instructions()
        }
    }
}

/// A length of conversation to measure at.
#[derive(Debug, Clone)]
pub(crate) struct Length {
    pub(crate) tokens: u32,
    pub(crate) context: u32,
    suffix: String,
}

impl Length {
    /// A figure's name at this length.
    pub(crate) fn name(&self, row: &str) -> String {
        format!("{row}{}", self.suffix)
    }
}

/// The folder of Carat's programs.
pub(crate) fn programs() -> &'static Path {
    let worker = Path::new(env!("CARGO_BIN_EXE_carat-engine"));
    worker.parent().unwrap_or(worker)
}

/// The processor's instructions that the linked llama.cpp was compiled for: that of the bare loop and of a development
/// build's worker.
fn linked_instructions() -> String {
    // SAFETY: the function gives a string that llama.cpp keeps for as long as the program runs, ended by a zero byte.
    let info = unsafe { std::ffi::CStr::from_ptr(llama_cpp_sys_2::llama_print_system_info()) };
    named(&info.to_string_lossy())
}

/// The features that llama.cpp's line of system information says are there: `CPU : SSE3 = 1 | AVX = 1 | …`.
pub(crate) fn named(info: &str) -> String {
    let there = |part: &str| {
        let (name, value) = part.rsplit_once(':').map_or(part, |(_, rest)| rest).split_once('=')?;
        (value.trim() == "1").then(|| name.trim().to_owned())
    };
    info.split('|').filter_map(there).collect::<Vec<_>>().join(" ")
}
