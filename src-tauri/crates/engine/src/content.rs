//! A message is what one speaker said in one turn: a role and a list of typed parts.

use serde::{Deserialize, Serialize};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Instructions that stand before the conversation.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// One piece of a message. Kinds that no model here reads yet have their place from the start;
/// the worker renders them as a short sentence that names what was left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// Plain text, never read as control tokens.
    Text {
        /// The text itself.
        text: String,
    },
    /// What the model thought before it answered; left out of the history that a model sees.
    Thought {
        /// The text itself.
        text: String,
    },
    /// An image.
    Image {
        /// Its file name.
        name: String,
    },
    /// A sound.
    Audio {
        /// Its file name.
        name: String,
    },
    /// A document, by name; its passages come as text.
    Document {
        /// Its file name.
        name: String,
    },
    /// A call of a tool by the model.
    ToolCall {
        /// The tool's name.
        name: String,
        /// Its arguments, as JSON.
        arguments: String,
    },
    /// What a tool answered.
    ToolResult {
        /// The tool's name.
        name: String,
        /// Its answer.
        content: String,
    },
}

/// What one speaker said in one turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What was said, in order.
    pub parts: Vec<Part>,
}

impl Message {
    /// A message of plain text.
    #[must_use]
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self { role, parts: vec![Part::Text { text: text.into() }] }
    }
}
