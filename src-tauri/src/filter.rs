//! The filter as the shell puts it together: the screener, and the engines in which its sentence encoder and a
//! guard run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use carat_chat::EngineEncoder;
use carat_engine::{Engine, Supervisor, SupervisorConfig};
use carat_safety::Screener;

/// The parts of the filter.
pub(crate) struct Filter {
    /// Judges everything that is said.
    pub(crate) screener: Arc<Screener>,
    /// Where the encoder runs: a worker of its own, since the other one writes while the filter reads.
    pub(crate) encoder: Arc<Supervisor>,
    /// Where a guard model runs, for the same reason.
    pub(crate) guard: Arc<Supervisor>,
}

impl Filter {
    /// The filter, with the semantic step where its encoder is there. Must be called inside the async runtime.
    pub(crate) fn new(screener: Screener, worker: PathBuf, programs: &Path) -> Self {
        let encoder = Arc::new(Supervisor::new(SupervisorConfig::new(worker.clone())));
        let guard = Arc::new(Supervisor::new(SupervisorConfig::new(worker)));
        match EngineEncoder::beside(programs, Arc::clone(&encoder) as Arc<dyn Engine>, Some(1)) {
            Ok(beside) => screener.set_encoder(Some(Arc::new(beside))),
            Err(error) => tracing::warn!(%error, "the filter works without its semantic step"),
        }
        Self { screener: Arc::new(screener), encoder, guard }
    }
}
