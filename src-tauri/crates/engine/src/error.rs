//! What can go wrong between a question and its answer: one sentence each, which says what to do.

use serde::{Deserialize, Serialize};

/// The result of engine calls.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

/// An engine's error. It crosses the frames, so it holds words and numbers only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum EngineError {
    /// The file is not there.
    #[error("The model file {path} does not exist. Choose another model or add the file again.")]
    ModelMissing {
        /// The file.
        path: String,
    },
    /// The path is a folder.
    #[error("{path} is a folder, not a model file. Choose the .gguf file inside it.")]
    ModelIsDirectory {
        /// The path.
        path: String,
    },
    /// The file may not be read.
    #[error("Carat may not read {path}: {detail}. Change the file's permissions or choose another.")]
    ModelUnreadable {
        /// The file.
        path: String,
        /// What the system said.
        detail: String,
    },
    /// The file is something else.
    #[error("{path} is not a GGUF model. Carat opens models in the GGUF format only.")]
    ModelNotGguf {
        /// The file.
        path: String,
    },
    /// The file ends too early.
    #[error("{path} is cut short: {size} of at least {expected} bytes are there. Get the file again.")]
    ModelTruncated {
        /// The file.
        path: String,
        /// Its size in bytes.
        size: u64,
        /// The size that its header asks for.
        expected: u64,
    },
    /// llama.cpp does not know this kind of model.
    #[error(
        "{path} holds a model of the kind \"{architecture}\", which this version of Carat can't run. Choose another model or update Carat."
    )]
    ModelUnknownArchitecture {
        /// The file.
        path: String,
        /// The GGUF architecture.
        architecture: String,
    },
    /// The model is larger than the memory.
    #[error(
        "This model needs about {needed_mb} MB of memory and {available_mb} MB are free. Close other programs, choose a shorter context or a smaller model."
    )]
    NotEnoughMemory {
        /// Megabytes it needs.
        needed_mb: u64,
        /// Megabytes that are free.
        available_mb: u64,
    },
    /// Loading failed for another reason.
    #[error(
        "The model could not be loaded: {detail}. Choose another model, or copy the diagnostics from the settings."
    )]
    LoadFailed {
        /// The inner error.
        detail: String,
    },
    /// A request came before a model.
    #[error("No model is loaded. Choose one first.")]
    NoModel,
    /// The prompt does not fit.
    #[error(
        "The conversation needs {needed} tokens and the model's context holds {limit}. Leave out the oldest messages or start a new conversation."
    )]
    ContextFull {
        /// Tokens of the prompt.
        needed: u32,
        /// The context in tokens.
        limit: u32,
    },
    /// A text to be embedded or scored does not fit.
    #[error("Text {number} has {needed} tokens and the model takes {limit} at once. Cut it into shorter ones.")]
    InputTooLong {
        /// Which text, from 1.
        number: u32,
        /// Its tokens.
        needed: u32,
        /// The most tokens of one text.
        limit: u32,
    },
    /// The model was loaded for something else.
    #[error("This model was loaded to {loaded_for} and can't {asked}. Load one that can.")]
    WrongPurpose {
        /// What it was loaded for.
        loaded_for: String,
        /// What was asked of it.
        asked: String,
    },
    /// A state could not be written.
    #[error("The conversation's state could not be kept: {detail}. It will be read again when it is opened.")]
    StateNotKept {
        /// What the system said.
        detail: String,
    },
    /// The messages can't be rendered by the model's template.
    #[error("The model's own template rejected the conversation: {detail}.")]
    Template {
        /// What the template engine said.
        detail: String,
    },
    /// The worker program is not there.
    #[error("Carat's engine program is missing at {path}. Install Carat again.")]
    WorkerMissing {
        /// Where it was looked for.
        path: String,
    },
    /// The worker can't be started.
    #[error("Carat's engine program could not be started: {detail}.")]
    WorkerFailed {
        /// What the system said.
        detail: String,
    },
    /// App and worker are of different versions.
    #[error("Carat's engine program speaks version {worker} of the frames, Carat speaks {app}. Install Carat again.")]
    ProtocolMismatch {
        /// The worker's version.
        worker: u32,
        /// The app's version.
        app: u32,
    },
    /// The worker died.
    #[error("The engine stopped unexpectedly: {detail}. What it had written is kept; try again.")]
    Crashed {
        /// The true inner error, from the worker's log.
        detail: String,
    },
    /// Decoding failed.
    #[error("The engine could not go on: {detail}.")]
    Decode {
        /// The inner error.
        detail: String,
    },
    /// The model was unloaded or replaced while it was answering.
    #[error("The model was unloaded before the answer was complete.")]
    Unloaded,
}

impl EngineError {
    /// The stable code of the variant, as in its serialised form.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ModelMissing { .. } => "model_missing",
            Self::ModelIsDirectory { .. } => "model_is_directory",
            Self::ModelUnreadable { .. } => "model_unreadable",
            Self::ModelNotGguf { .. } => "model_not_gguf",
            Self::ModelTruncated { .. } => "model_truncated",
            Self::ModelUnknownArchitecture { .. } => "model_unknown_architecture",
            Self::NotEnoughMemory { .. } => "not_enough_memory",
            Self::LoadFailed { .. } => "load_failed",
            Self::NoModel => "no_model",
            Self::ContextFull { .. } => "context_full",
            Self::InputTooLong { .. } => "input_too_long",
            Self::WrongPurpose { .. } => "wrong_purpose",
            Self::StateNotKept { .. } => "state_not_kept",
            Self::Template { .. } => "template",
            Self::WorkerMissing { .. } => "worker_missing",
            Self::WorkerFailed { .. } => "worker_failed",
            Self::ProtocolMismatch { .. } => "protocol_mismatch",
            Self::Crashed { .. } => "crashed",
            Self::Decode { .. } => "decode",
            Self::Unloaded => "unloaded",
        }
    }
}
