//! Samples are plain values for tests that don't care about them.

use crate::{LoadRequest, Message, ModelFacts, Part, Sampling};

/// Facts of a small instruction-tuned Gemma.
#[must_use]
pub fn a_model() -> ModelFacts {
    ModelFacts {
        architecture: "gemma3".to_owned(),
        parameters: 270_000_000,
        bytes: 253_000_000,
        context: 8192,
        context_trained: 32_768,
        instruction_tuned: true,
        thinking: false,
        device: "CPU".to_owned(),
        threads: 2,
        sampling: Sampling::default(),
    }
}

/// The plain load of a model by its id.
#[must_use]
pub fn a_load(model: &str) -> LoadRequest {
    LoadRequest {
        model: model.to_owned(),
        path: format!("{model}.gguf").into(),
        context: None,
        threads: None,
        safe: false,
    }
}

/// A quarter of all characters, rounded up: near enough to tokens for a test.
pub(super) fn a_quarter(messages: &[Message]) -> u32 {
    let characters: usize = messages
        .iter()
        .flat_map(|message| &message.parts)
        .map(|part| match part {
            Part::Text { text } => text.chars().count(),
            _ => 0,
        })
        .sum();
    u32::try_from(characters.div_ceil(4)).unwrap_or(u32::MAX)
}
