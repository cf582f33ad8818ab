//! Messages are what frames hold: requests to the worker, and its replies.

use serde::{Deserialize, Serialize};

use crate::{CountRequest, EngineError, GenerateEvent, GenerateRequest, LoadRequest, ModelFacts, TokenCount};

/// What Carat tells its worker. `Embed`, `Score`, `SaveState` and `RestoreState` will stand beside `Count`:
/// each with an `id`, each answered once or by `Failed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToWorker {
    /// The first frame; the worker answers with its own [`FromWorker::Hello`].
    Hello {
        /// The app's [`super::PROTOCOL`].
        protocol: u32,
    },
    /// Load a model; answered by `Loading` frames and then `Loaded` or `Failed`.
    Load {
        /// Chosen by the app, never used twice.
        id: u64,
        /// Which model and how.
        request: LoadRequest,
    },
    /// Generate an answer; answered by `Event` frames, the last of which ends it, or by `Failed`.
    Generate {
        /// Chosen by the app, never used twice.
        id: u64,
        /// What to answer.
        request: GenerateRequest,
    },
    /// Count tokens; answered by `Counted` or `Failed`.
    Count {
        /// Chosen by the app, never used twice.
        id: u64,
        /// What to count.
        request: CountRequest,
    },
    /// Stop a generation early; its last event follows as usual. An unknown id is no error.
    Cancel {
        /// The generation's id.
        id: u64,
    },
    /// Free the model and stay; answered by `Unloaded`. The supervisor ends the process instead.
    Unload {
        /// Chosen by the app, never used twice.
        id: u64,
    },
}

/// What the worker tells Carat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromWorker {
    /// The answer to the app's hello. Only `protocol` is sure to be there in every version.
    Hello {
        /// The worker's [`super::PROTOCOL`].
        protocol: u32,
        /// The worker's own version, in words.
        #[serde(default)]
        version: String,
        /// What it could compute on.
        #[serde(default)]
        devices: Vec<Device>,
    },
    /// How far loading is.
    Loading {
        /// The load's id.
        id: u64,
        /// From 0 to 1.
        fraction: f32,
    },
    /// The model is in memory.
    Loaded {
        /// The load's id.
        id: u64,
        /// What is known of it.
        facts: ModelFacts,
    },
    /// Something happened in a generation.
    Event {
        /// The generation's id.
        id: u64,
        /// What.
        event: GenerateEvent,
    },
    /// Tokens were counted.
    Counted {
        /// The count's id.
        id: u64,
        /// The result.
        count: TokenCount,
    },
    /// The model is out of memory.
    Unloaded {
        /// The unload's id.
        id: u64,
    },
    /// A request failed.
    Failed {
        /// The request's id.
        id: u64,
        /// Why.
        error: EngineError,
    },
}

/// Something that a worker can compute on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// ggml's name for it, such as `CUDA0`.
    pub name: String,
    /// The maker's name for it.
    pub description: String,
    /// The ggml backend it belongs to, such as `CUDA`.
    pub backend: String,
    /// Its memory in bytes.
    pub memory_total: u64,
    /// The free part of it in bytes.
    pub memory_free: u64,
}
