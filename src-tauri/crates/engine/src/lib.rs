//! Inference as the app sees it.
//!
//! An [`Engine`] loads one model at a time and answers structured messages with a stream of events.
//! The real one is a worker process (`carat-engine`) that this crate starts, watches and speaks to in frames;
//! tests drive [`scripted::ScriptedEngine`]. No llama.cpp here: only the worker knows it.

mod content;
mod engine;
mod error;
mod event;
pub mod frames;
mod request;
#[cfg(feature = "scripted")]
pub mod scripted;
mod supervisor;

pub use content::{Message, Part, Role};
pub use engine::{Engine, Generation, Reply};
pub use error::{EngineError, Result};
pub use event::{EngineStatus, FinishReason, GenerateEvent, ModelFacts, Usage};
pub use request::{CountRequest, GenerateRequest, LoadRequest, Sampling, TokenCount};
pub use supervisor::{Supervisor, SupervisorConfig, WorkerInfo};
