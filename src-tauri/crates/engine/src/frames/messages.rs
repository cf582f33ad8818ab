//! Messages are what frames hold: requests to the worker, and its replies.

use serde::{Deserialize, Serialize};

use crate::{
    CountRequest, EmbedRequest, Embeddings, EngineError, GenerateEvent, GenerateRequest, KeptState, LoadRequest,
    LoadStep, ModelFacts, PrepareRequest, Prepared, ScoreRequest, Scores, Speed, StateKey, TokenCount,
};

/// What Carat tells its worker.
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
    /// Embed texts; answered by `Embedded` or `Failed`.
    Embed {
        /// Chosen by the app, never used twice.
        id: u64,
        /// What to embed.
        request: EmbedRequest,
    },
    /// Score continuations; answered by `Scored` or `Failed`.
    Score {
        /// Chosen by the app, never used twice.
        id: u64,
        /// What to score.
        request: ScoreRequest,
    },
    /// Read a prompt's beginning ahead; answered by `Prepared` or `Failed`.
    Prepare {
        /// Chosen by the app, never used twice.
        id: u64,
        /// What to read.
        request: PrepareRequest,
    },
    /// Forget a state; answered by `StateForgotten` or `Failed`.
    ForgetState {
        /// Chosen by the app, never used twice.
        id: u64,
        /// Whose.
        key: StateKey,
    },
    /// Write a state to disk; answered by `StateSaved` or `Failed`.
    SaveState {
        /// Chosen by the app, never used twice.
        id: u64,
        /// Whose.
        key: StateKey,
    },
    /// Read a state from disk; answered by `StateRestored` or `Failed`.
    RestoreState {
        /// Chosen by the app, never used twice.
        id: u64,
        /// Whose.
        key: StateKey,
    },
    /// Stop a generation early; its last event follows as usual. Stop embedding or scoring; nothing follows.
    /// An unknown id is no error.
    Cancel {
        /// The request's id.
        id: u64,
    },
    /// Free the model and stay; answered by `Unloaded`. The supervisor ends the process instead.
    Unload {
        /// Chosen by the app, never used twice.
        id: u64,
    },
}

impl ToWorker {
    /// The request's id; none for a hello.
    #[must_use]
    pub fn id(&self) -> Option<u64> {
        match self {
            Self::Hello { .. } => None,
            Self::Load { id, .. }
            | Self::Generate { id, .. }
            | Self::Count { id, .. }
            | Self::Embed { id, .. }
            | Self::Score { id, .. }
            | Self::Prepare { id, .. }
            | Self::ForgetState { id, .. }
            | Self::SaveState { id, .. }
            | Self::RestoreState { id, .. }
            | Self::Cancel { id }
            | Self::Unload { id } => Some(*id),
        }
    }
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
    /// Something had to be given up; loading goes on.
    Stepped {
        /// The load's id.
        id: u64,
        /// What.
        step: LoadStep,
    },
    /// The loaded model's speed was measured. Comes once, when it was idle.
    Measured {
        /// The load's id.
        id: u64,
        /// How fast it is.
        speed: Speed,
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
    /// Texts were embedded.
    Embedded {
        /// The request's id.
        id: u64,
        /// The result.
        embeddings: Embeddings,
    },
    /// Continuations were scored.
    Scored {
        /// The request's id.
        id: u64,
        /// The result.
        scores: Scores,
    },
    /// A prompt's beginning was read, or as much of it as there was time for.
    Prepared {
        /// The request's id.
        id: u64,
        /// What came of it.
        prepared: Prepared,
    },
    /// A state is forgotten.
    StateForgotten {
        /// The request's id.
        id: u64,
    },
    /// A state is on disk.
    StateSaved {
        /// The request's id.
        id: u64,
        /// What of it.
        kept: KeptState,
    },
    /// A state is in memory.
    StateRestored {
        /// The request's id.
        id: u64,
        /// What of it.
        kept: KeptState,
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
