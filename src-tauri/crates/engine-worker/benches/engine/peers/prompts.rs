//! Prompts for the peers: the very text that our worker makes of the same messages.

use anyhow::{Result, bail};
use carat_engine::{Message, ModelFacts};
use carat_engine_worker::prompt::{self, Chunk, Conversation, Family};

/// How the model's conversations are rendered.
pub(crate) struct Prompts(Family);

impl Prompts {
    /// The family of our loaded model.
    pub(crate) fn of(facts: &ModelFacts) -> Result<Self> {
        Ok(Self(match facts.architecture.as_str() {
            _ if !facts.instruction_tuned => Family::Transcript,
            "gemma" | "gemma2" | "gemma3" | "gemma3n" => Family::GemmaTurns,
            "gemma4" => Family::Gemma4,
            other => bail!("the benchmark renders prompts of Gemmas for its peers, and {other} is none"),
        }))
    }

    /// The prompt's text, without the beginning token, which every engine adds itself.
    pub(crate) fn render(&self, messages: &[Message]) -> Result<String> {
        let conversation = Conversation { messages, thinking: false, continue_last: false };
        let prompt = prompt::render(&self.0, conversation)?;
        Ok(prompt
            .chunks
            .into_iter()
            .map(|chunk| match chunk {
                Chunk::Control(text) | Chunk::Text(text) => text,
            })
            .collect())
    }
}
