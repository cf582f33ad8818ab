//! A placement is where a model's layers really run, how fast, and what had to be given up for it.

use serde::{Deserialize, Serialize};

/// One step down from what was wished for, because memory or a device did not allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum LoadStep {
    /// A shorter context.
    ShorterContext {
        /// Tokens before.
        from: u32,
        /// Tokens now.
        to: u32,
    },
    /// A cache of half the size, whose numbers are a little coarser.
    SmallerCache,
    /// Fewer layers on the graphics device.
    FewerLayers {
        /// Layers before.
        from: u32,
        /// Layers now.
        to: u32,
    },
    /// No graphics device at all.
    NoGpu,
}

/// Where the layers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Layers {
    /// All of them, the output counted as one.
    pub all: u32,
    /// Those on the graphics device.
    pub on_gpu: u32,
}

/// How fast a model was measured to be, shortly after it was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Speed {
    /// Tokens a second while a prompt is read.
    pub prefill: f32,
    /// Tokens a second while an answer is written.
    pub decode: f32,
    /// All layers are on a graphics device, and yet it is no faster than a processor: a driver or a power setting is
    /// in the way.
    pub below_device: bool,
}
