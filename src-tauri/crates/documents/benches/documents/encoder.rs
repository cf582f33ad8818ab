//! The encoder in its worker, as the app runs it.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use carat_documents::{Encoder, EncoderKind};
use carat_engine::{LoadRequest, Purpose, Supervisor, SupervisorConfig};
use tokio::runtime::Runtime;

/// A running encoder.
pub(crate) struct Encoding {
    runtime: Runtime,
    encoder: Encoder,
}

impl Encoding {
    /// Starts it where the environment names its program and file.
    pub(crate) fn start() -> Result<Option<Self>> {
        let file = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_file());
        let (Some(program), Some(model)) = (file("CARAT_ENGINE"), file("CARAT_ENCODER")) else { return Ok(None) };
        let runtime = Runtime::new()?;
        let _inside = runtime.enter();
        let engine = Arc::new(Supervisor::new(SupervisorConfig::new(program)));
        let load = LoadRequest { purpose: Purpose::Embed, ..LoadRequest::new("all-minilm-l6-v2", model) };
        let encoder = Encoder::new(EncoderKind::all_minilm_l6_v2(), engine, load);
        drop(_inside);
        Ok(Some(Self { runtime, encoder }))
    }

    pub(crate) fn encoder(&self) -> &Encoder {
        &self.encoder
    }

    pub(crate) fn runtime(&self) -> &Runtime {
        &self.runtime
    }
}
