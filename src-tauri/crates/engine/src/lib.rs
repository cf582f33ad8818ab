//! Inference as the app sees it.
//!
//! An [`Engine`] loads one model at a time and answers structured messages with a stream of events.
//! The real one is a worker process (`carat-engine`) that this crate starts, watches and speaks to in frames;
//! tests drive [`scripted::ScriptedEngine`]. No llama.cpp here: only the worker knows it.

mod content;
mod embed;
mod engine;
mod error;
mod event;
pub mod frames;
mod placement;
mod request;
mod score;
#[cfg(feature = "scripted")]
pub mod scripted;
mod states;
mod supervisor;

pub use content::{Message, Part, Role};
pub use embed::{EmbedRequest, Embeddings};
pub use engine::{Engine, Generation, Reply};
pub use error::{EngineError, Result};
pub use event::{EngineStatus, FinishReason, GenerateEvent, ModelFacts, Usage};
pub use placement::{Layers, LoadStep, Speed};
pub use request::{
    CountRequest, GenerateRequest, LoadRequest, PrepareRequest, Prepared, Purpose, Sampling, TokenCount,
};
pub use score::{LEAST_LOG_PROBABILITY, PromptPiece, Score, ScorePrompt, ScoreRequest, Scores};
pub use states::{KeptState, StateFolder, StateKey};
pub use supervisor::{Supervisor, SupervisorConfig, WorkerInfo};
