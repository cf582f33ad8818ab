//! Models and the engine on the wire: what can be chosen, what is loaded, and under which terms.

use carat_engine as engine;
use serde::Serialize;
use ts_rs::TS;

use super::{Sampling, WireError};

/// What is known of a loaded model.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ModelFacts {
    /// GGUF architecture, such as `gemma3`.
    pub(crate) architecture: String,
    /// Number of weights.
    pub(crate) parameters: u64,
    /// Size of the weights in bytes.
    pub(crate) bytes: u64,
    /// Context in use, in tokens.
    pub(crate) context: u32,
    /// Context the model was trained for, in tokens.
    pub(crate) context_trained: u32,
    /// False for a pretrained model, which answers through a transcript.
    pub(crate) instruction_tuned: bool,
    /// Whether it can think before it answers.
    pub(crate) thinking: bool,
    /// What it runs on, by its maker's name.
    pub(crate) device: String,
    /// Threads for decoding.
    pub(crate) threads: u32,
    /// The family's sampling defaults.
    pub(crate) sampling: Sampling,
    /// All layers, the output counted as one.
    pub(crate) layers: u32,
    /// Those on the graphics device.
    pub(crate) gpu_layers: u32,
    /// What had to be given up to load it, in order.
    pub(crate) steps: Vec<LoadStep>,
    /// How fast it was measured to be; null until it was idle for a moment.
    pub(crate) speed: Option<Speed>,
}

/// One step down from what was wished for, because memory or a device did not allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(crate) enum LoadStep {
    /// A shorter context, in tokens.
    ShorterContext { from: u32, to: u32 },
    /// A cache of half the size.
    SmallerCache,
    /// Fewer layers on the graphics device.
    FewerLayers { from: u32, to: u32 },
    /// No graphics device at all.
    NoGpu,
}

impl From<engine::LoadStep> for LoadStep {
    fn from(value: engine::LoadStep) -> Self {
        match value {
            engine::LoadStep::ShorterContext { from, to } => Self::ShorterContext { from, to },
            engine::LoadStep::SmallerCache => Self::SmallerCache,
            engine::LoadStep::FewerLayers { from, to } => Self::FewerLayers { from, to },
            engine::LoadStep::NoGpu => Self::NoGpu,
        }
    }
}

/// How fast a model was measured to be, in tokens a second.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub(crate) struct Speed {
    /// While a prompt is read.
    pub(crate) prefill: f32,
    /// While an answer is written.
    pub(crate) decode: f32,
    /// No faster than a processor although all layers are on a graphics device.
    pub(crate) below_device: bool,
}

impl From<&engine::ModelFacts> for ModelFacts {
    fn from(value: &engine::ModelFacts) -> Self {
        Self {
            architecture: value.architecture.clone(),
            parameters: value.parameters,
            bytes: value.bytes,
            context: value.context,
            context_trained: value.context_trained,
            instruction_tuned: value.instruction_tuned,
            thinking: value.thinking,
            device: value.device.clone(),
            threads: value.threads,
            sampling: value.sampling.into(),
            layers: value.layers.all,
            gpu_layers: value.layers.on_gpu,
            steps: value.steps.iter().copied().map(LoadStep::from).collect(),
            speed: value.speed.map(|speed| Speed {
                prefill: speed.prefill,
                decode: speed.decode,
                below_device: speed.below_device,
            }),
        }
    }
}

/// Where the engine stands. `model` is the model's id.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum EngineStatus {
    /// No model in memory, no worker.
    Unloaded,
    /// The worker process is being started.
    Starting { model: String },
    /// The weights are being read; `fraction` from 0 to 1, and what had to be given up so far.
    Loading { model: String, fraction: f32, steps: Vec<LoadStep> },
    /// Waiting for a question.
    Ready { model: String, facts: ModelFacts },
    /// Answering.
    Generating { model: String, facts: ModelFacts },
    /// The worker ended by itself; the next question starts it again.
    Crashed { model: String, error: WireError },
}

impl From<&engine::EngineStatus> for EngineStatus {
    fn from(value: &engine::EngineStatus) -> Self {
        match value.clone() {
            engine::EngineStatus::Unloaded => Self::Unloaded,
            engine::EngineStatus::Starting { model } => Self::Starting { model },
            engine::EngineStatus::Loading { model, fraction, steps } => {
                Self::Loading { model, fraction, steps: steps.into_iter().map(LoadStep::from).collect() }
            }
            engine::EngineStatus::Ready { model, facts } => Self::Ready { model, facts: (&facts).into() },
            engine::EngineStatus::Generating { model, facts } => Self::Generating { model, facts: (&facts).into() },
            engine::EngineStatus::Crashed { model, error } => Self::Crashed { model, error: error.into() },
        }
    }
}

/// Where a model comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Origin {
    /// It came with Carat.
    Starter,
    /// It lies in Carat's own folder.
    Own,
    /// The person's own file, used where it lies.
    Linked,
    /// Another program downloaded it with the hub's own tools; used where it lies.
    HubCache,
    /// LM Studio's; used where it lies.
    LmStudio,
    /// Ollama's; used where it lies.
    Ollama,
}

/// A model that can be chosen. `licence` names the terms to accept before the first answer; null where none are needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Model {
    /// Its id.
    pub(crate) id: String,
    /// Its name for people.
    pub(crate) name: String,
    /// Size of its file.
    pub(crate) bytes: u64,
    /// Where it comes from.
    pub(crate) origin: Origin,
    /// The card of the catalogue that it belongs to; null for any other model.
    pub(crate) card: Option<String>,
    /// How its weights are rounded; null where its name does not say.
    pub(crate) quantisation: Option<String>,
    /// Whether its file is Carat's: only those does Carat delete or move.
    pub(crate) owned: bool,
    /// The terms it stands under.
    pub(crate) licence: Option<String>,
    /// Whether the person accepted them.
    pub(crate) terms_accepted: bool,
}

/// The terms of a licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Terms {
    /// The licence's id.
    pub(crate) licence: String,
    /// Its name for people.
    pub(crate) title: String,
    /// Which version of it.
    pub(crate) version: String,
    /// Where its owner publishes it.
    pub(crate) url: String,
    /// Where the uses that it forbids are listed.
    pub(crate) prohibited_use_url: String,
    /// The whole text.
    pub(crate) text: String,
}
