//! Samples are plain values for tests that don't care about them.

use crate::{LoadRequest, Message, ModelFacts, Part, Sampling};

/// Numbers of a scripted embedding.
pub(super) const DIMENSIONS: usize = 64;

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
        ..ModelFacts::default()
    }
}

/// The plain load of a model by its id.
#[must_use]
pub fn a_load(model: &str) -> LoadRequest {
    LoadRequest::new(model, format!("{model}.gguf"))
}

/// A vector of length 1 that only the text decides, with [`DIMENSIONS`] numbers: texts that share words lie nearer to
/// each other, which is all that a test of a search needs.
pub(super) fn a_vector(text: &str) -> Vec<f32> {
    let mut vector = vec![0.0_f32; DIMENSIONS];
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let hash = word.bytes().fold(5381_usize, |hash, byte| hash.wrapping_mul(33) ^ usize::from(byte));
        vector[hash % DIMENSIONS] += 1.0;
    }
    let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|number| *number /= length);
    }
    vector
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
