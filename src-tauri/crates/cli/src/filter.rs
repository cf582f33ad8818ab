//! The filter as the command line puts it together: what the app has, with the person's choices that are kept there.

use std::sync::Arc;

use carat_chat::EngineEncoder;
use carat_engine::{Engine, Supervisor, SupervisorConfig};
use carat_hub::program_folder;
use carat_safety::{EncoderError, Screener, ScreeningSettings};

use crate::exit::Failure;
use crate::model;
use crate::output::say;

/// A screener with the sentence encoder, where it is there; where it is not, that is said once.
pub(crate) async fn screener(settings: ScreeningSettings, threads: Option<u32>) -> Result<Screener, Failure> {
    let screener = Screener::new(settings);
    match encoder(worker()?, threads).await {
        Ok(encoder) => screener.set_encoder(Some(Arc::new(encoder))),
        Err(error) => say(&format!("texts are judged by their characters alone: {error}")),
    }
    Ok(screener)
}

/// A worker of its own: an engine holds one model.
pub(crate) fn worker() -> Result<Arc<dyn Engine>, Failure> {
    Ok(Arc::new(Supervisor::new(SupervisorConfig::new(model::engine_program()?))))
}

async fn encoder(engine: Arc<dyn Engine>, threads: Option<u32>) -> Result<EngineEncoder, EncoderError> {
    let programs = program_folder().map_err(|error| EncoderError(error.to_string()))?;
    let encoder = EngineEncoder::beside(&programs, engine, threads)?;
    encoder.ready().await?;
    Ok(encoder)
}
