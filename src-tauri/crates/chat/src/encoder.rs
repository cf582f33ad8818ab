//! An encoder for the filter's semantic step, made of an engine that embeds.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use carat_engine::{EmbedRequest, Engine, LoadRequest, Purpose};
use carat_safety::{DIMENSIONS, Encoder, EncoderError, Encoding};
use tokio::time::{Instant, timeout};

/// The encoder's file, in `models` beside the programs, where set-up or a package puts it.
const FILE: &str = "all-minilm-l6-v2-q8_0.gguf";

/// Longer than a load and a long text together take. A sentence is held meanwhile.
const PATIENCE: Duration = Duration::from_secs(5);

/// After a failure nobody is kept waiting for another one so soon; sentences are judged without it.
const REST: Duration = Duration::from_secs(60);

/// Embeds with a model in an engine of its own: the one that answers is busy whenever the filter has something to read.
#[derive(Clone)]
pub struct EngineEncoder {
    engine: Arc<dyn Engine>,
    load: LoadRequest,
    patience: Duration,
    rest: Duration,
    rests_until: Arc<Mutex<Option<Instant>>>,
}

impl EngineEncoder {
    /// An encoder that loads the model when it is first needed, and again after a crash.
    #[must_use]
    pub fn new(engine: Arc<dyn Engine>, load: LoadRequest) -> Self {
        Self { engine, load, patience: PATIENCE, rest: REST, rests_until: Arc::default() }
    }

    /// The same, but giving up after other times: on one answer, and for how long after a failure.
    #[must_use]
    pub fn with_patience(self, patience: Duration, rest: Duration) -> Self {
        Self { patience, rest, ..self }
    }

    /// The encoder that lies beside the programs. One thread reads a sentence in some ten milliseconds; `None` takes all
    /// cores, for texts that nobody writes meanwhile.
    ///
    /// # Errors
    /// That its file is not there, with the path.
    pub fn beside(programs: &Path, engine: Arc<dyn Engine>, threads: Option<u32>) -> Result<Self, EncoderError> {
        let file = programs.join("models").join(FILE);
        if !file.is_file() {
            return Err(EncoderError(format!("{} is missing. `cargo xtask setup` brings it", file.display())));
        }
        Ok(Self::new(engine, LoadRequest { purpose: Purpose::Embed, threads, ..LoadRequest::new(FILE, file) }))
    }

    /// Loads the model now, so that a broken file is told of at once.
    ///
    /// # Errors
    /// Why it can't be loaded.
    pub async fn ready(&self) -> Result<(), EncoderError> {
        let loaded = self.engine.load(self.load.clone()).await;
        loaded.map(drop).map_err(|error| EncoderError(error.to_string()))
    }

    async fn embedded(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EncoderError> {
        if self.rests_until().is_some_and(|until| Instant::now() < until) {
            return Err(EncoderError("it failed a moment ago".to_owned()));
        }
        let vectors = timeout(self.patience, self.vectors(texts)).await;
        let vectors = vectors.unwrap_or_else(|_| Err(EncoderError("it did not answer in time".to_owned())));
        if let Err(error) = &vectors {
            tracing::warn!(%error, "the filter's semantic step rests");
            *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + self.rest);
        }
        vectors
    }

    fn rests_until(&self) -> Option<Instant> {
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn vectors(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EncoderError> {
        let failed = |error: carat_engine::EngineError| EncoderError(error.to_string());
        let asked = texts.len();
        // This does nothing where the model is loaded already.
        self.ready().await?;
        let vectors = self.engine.embed(EmbedRequest { texts }).await.map_err(failed)?.vectors;
        if vectors.len() != asked || vectors.iter().any(|vector| vector.len() != DIMENSIONS) {
            return Err(EncoderError(format!(
                "{} is not the encoder that the filter was trained with",
                self.load.model
            )));
        }
        Ok(vectors)
    }
}

impl Encoder for EngineEncoder {
    fn embed(&self, texts: Vec<String>) -> Encoding<'_> {
        Box::pin(self.embedded(texts))
    }
}
