//! The sentence encoder in a worker, as Carat runs it, for what measures the filter.

use std::path::PathBuf;
use std::sync::Arc;

use carat_engine::{EmbedRequest, Engine, LoadRequest, Purpose, Supervisor, SupervisorConfig};
use carat_safety::{Encoder, EncoderError, Encoding};

const FILE: &str = "all-minilm-l6-v2-q8_0.gguf";

/// An engine that embeds.
pub(crate) struct Worker(Supervisor);

impl Encoder for Worker {
    fn embed(&self, texts: Vec<String>) -> Encoding<'_> {
        Box::pin(async move {
            let embedded = self.0.embed(EmbedRequest { texts }).await;
            embedded.map(|embedded| embedded.vectors).map_err(|error| EncoderError(error.to_string()))
        })
    }
}

/// Starts it with so many threads; says on standard error where there is none.
pub(crate) async fn start(threads: Option<u32>) -> Option<Arc<dyn Encoder>> {
    // Benchmarks lie in `deps` below the programs.
    let programs = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.to_owned()))?;
    let file: PathBuf = programs.join("models").join(FILE);
    if !file.is_file() {
        eprintln!("{} is missing, so the semantic step is left out: run `cargo xtask setup`", file.display());
        return None;
    }
    let program = programs.join(format!("carat-engine{}", std::env::consts::EXE_SUFFIX));
    let supervisor = Supervisor::new(SupervisorConfig::new(program));
    let load = LoadRequest { purpose: Purpose::Embed, threads, ..LoadRequest::new(FILE, file) };
    match supervisor.load(load).await {
        Ok(_) => Some(Arc::new(Worker(supervisor))),
        Err(error) => {
            eprintln!("the encoder could not be loaded, so the semantic step is left out: {error}");
            None
        }
    }
}
