//! A prompt is a conversation as its model wants to read it: control text and plain text in turn.
//!
//! The two are kept apart until they are tokens. Control text comes from the family's format and may name control
//! tokens; plain text comes from the person, from documents or from the model, and whatever it holds stays text.
//! Everything here is pure; [`crate::tokens`] makes the tokens.

mod content;
mod family;
mod gemma4;
mod gemma_turns;
mod template;
mod transcript;

pub use content::plain;
pub use family::{Family, Traits};

use carat_engine::{EngineError, Message, PromptPiece, Role};

/// A piece of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chunk {
    /// The family's own text, in which control tokens are read as such.
    Control(String),
    /// Somebody's text, in which nothing is a control token.
    Text(String),
}

/// A rendered conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prompt {
    /// Its pieces, neighbours never of the same kind.
    pub chunks: Vec<Chunk>,
    /// Text that ends the answer, for families without an end token.
    pub stops: Vec<String>,
    /// The answer begins inside a thought: the prompt itself opened it.
    pub thinking: bool,
    /// White space before the answer belongs to the format, not to the answer.
    pub trims_start: bool,
    /// White space after it, likewise.
    pub trims_end: bool,
}

impl Prompt {
    /// A prompt that was rendered elsewhere.
    #[must_use]
    pub fn exact(pieces: &[PromptPiece]) -> Self {
        let mut prompt = Self::default();
        for piece in pieces {
            match piece {
                PromptPiece::Control(text) => prompt.control(text),
                PromptPiece::Text(text) => prompt.text(text),
            }
        }
        prompt
    }

    fn control(&mut self, text: &str) {
        match self.chunks.last_mut() {
            _ if text.is_empty() => {}
            Some(Chunk::Control(last)) => last.push_str(text),
            _ => self.chunks.push(Chunk::Control(text.to_owned())),
        }
    }

    fn text(&mut self, text: &str) {
        match self.chunks.last_mut() {
            _ if text.is_empty() => {}
            Some(Chunk::Text(last)) => last.push_str(text),
            _ => self.chunks.push(Chunk::Text(text.to_owned())),
        }
    }
}

/// What is to be rendered.
#[derive(Debug, Clone, Copy)]
pub struct Conversation<'a> {
    /// Oldest first.
    pub messages: &'a [Message],
    /// Let the model think first, where it can.
    pub thinking: bool,
    /// Go on inside the last message instead of answering it.
    pub continue_last: bool,
}

impl<'a> Conversation<'a> {
    /// The messages before the answer to be continued, and that answer; all of them where a new one is asked for.
    fn split(self) -> (&'a [Message], Option<&'a Message>) {
        match self.messages.split_last() {
            Some((last, before)) if self.continue_last && last.role == Role::Assistant => (before, Some(last)),
            _ => (self.messages, None),
        }
    }
}

/// Renders a conversation in the family's format.
///
/// # Errors
/// [`EngineError::Template`] where the model's own template rejects the conversation.
pub fn render(family: &Family, conversation: Conversation<'_>) -> Result<Prompt, EngineError> {
    match family {
        Family::GemmaTurns => Ok(gemma_turns::render(conversation)),
        Family::Gemma4 => Ok(gemma4::render(conversation)),
        Family::Template(template) => template::render(template, conversation),
        Family::Transcript => Ok(transcript::render(conversation)),
    }
}

/// System messages joined, and the rest in order: for formats with one place for instructions.
fn instructions(messages: &[Message]) -> (String, Vec<&Message>) {
    let (system, rest): (Vec<&Message>, Vec<&Message>) =
        messages.iter().partition(|message| message.role == Role::System);
    let system: Vec<String> =
        system.into_iter().map(|message| plain(message).trim().to_owned()).filter(|text| !text.is_empty()).collect();
    (system.join("\n\n"), rest)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The prompt as one string, plain text between ⟦ and ⟧.
    pub(crate) fn shown(prompt: &Prompt) -> String {
        prompt
            .chunks
            .iter()
            .map(|chunk| match chunk {
                Chunk::Control(text) => text.clone(),
                Chunk::Text(text) => format!("⟦{text}⟧"),
            })
            .collect()
    }

    pub(crate) fn user(text: &str) -> Message {
        Message::text(Role::User, text)
    }

    pub(crate) fn model(text: &str) -> Message {
        Message::text(Role::Assistant, text)
    }

    pub(crate) fn system(text: &str) -> Message {
        Message::text(Role::System, text)
    }

    pub(crate) fn asking(messages: &[Message]) -> Conversation<'_> {
        Conversation { messages, thinking: false, continue_last: false }
    }

    pub(crate) fn continuing(messages: &[Message]) -> Conversation<'_> {
        Conversation { messages, thinking: false, continue_last: true }
    }

    #[test]
    fn neighbours_of_one_kind_are_one_chunk() {
        let mut prompt = Prompt::default();
        prompt.control("a");
        prompt.control("b");
        prompt.text("");
        prompt.control("c");
        prompt.text("d");
        prompt.text("e");
        assert_eq!(prompt.chunks, [Chunk::Control("abc".into()), Chunk::Text("de".into())]);
    }

    #[test]
    fn continuing_needs_an_answer_at_the_end() {
        let messages = [user("a")];
        assert_eq!(continuing(&messages).split(), (&messages[..], None), "a question can only be answered");
        let messages = [user("a"), model("b")];
        assert_eq!(continuing(&messages).split(), (&messages[..1], Some(&messages[1])));
    }
}
