//! A message on the wire: who said what, in typed parts, and where its writing stands.

use carat_store as store;
use serde::Serialize;
use ts_rs::TS;

use super::{Sampling, Usage, WireError};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// Where a message stands. `broken_off`: Carat ended while it was being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MessageState {
    /// It is whole.
    Complete,
    /// It is being written.
    Streaming,
    /// The person stopped it.
    Stopped,
    /// An error ended it.
    Failed,
    /// Carat ended while it was being written.
    BrokenOff,
}

/// A passage of a document that an answer may cite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Passage {
    /// Its id.
    pub(crate) id: String,
    /// The document it comes from.
    pub(crate) source: String,
    /// Its page, from 1.
    pub(crate) page: Option<u32>,
    /// Its text.
    pub(crate) text: String,
}

impl From<&store::Passage> for Passage {
    fn from(value: &store::Passage) -> Self {
        Self { id: value.id.clone(), source: value.source.clone(), page: value.page, text: value.text.clone() }
    }
}

/// Text that the gate kept back, without the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Withheld {
    /// What it was judged to be.
    pub(crate) category: String,
    /// Why, in words.
    pub(crate) reason: String,
    /// What was done: `note`, `blur` or `block`.
    pub(crate) action: String,
    /// Whether the person may see it.
    pub(crate) can_show: bool,
    /// Characters kept back.
    pub(crate) length: u32,
}

impl From<&store::Withheld> for Withheld {
    fn from(value: &store::Withheld) -> Self {
        Self {
            category: value.category.clone(),
            reason: value.reason.clone(),
            action: value.action.clone(),
            can_show: value.can_show,
            length: value.length,
        }
    }
}

/// One piece of a message. Kinds that nothing writes yet have their place from the start.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Part {
    /// Plain text or Markdown.
    Text { text: String },
    /// What the model thought before it answered.
    Thought { text: String },
    /// An image, by file name.
    Image { name: String },
    /// A sound, by file name.
    Audio { name: String },
    /// A document, by file name.
    Document { name: String },
    /// A call of a tool, its arguments as JSON.
    ToolCall { name: String, arguments: String },
    /// What a tool answered.
    ToolResult { name: String, content: String },
    /// Text that the gate kept back.
    Withheld(Withheld),
    /// What the answer may cite.
    Passages { passages: Vec<Passage> },
}

impl From<&store::Part> for Part {
    fn from(value: &store::Part) -> Self {
        match value.clone() {
            store::Part::Text { text } => Self::Text { text },
            store::Part::Thought { text } => Self::Thought { text },
            store::Part::Image { name } => Self::Image { name },
            store::Part::Audio { name } => Self::Audio { name },
            store::Part::Document { name } => Self::Document { name },
            store::Part::ToolCall { name, arguments } => Self::ToolCall { name, arguments },
            store::Part::ToolResult { name, content } => Self::ToolResult { name, content },
            store::Part::Withheld(withheld) => Self::Withheld((&withheld).into()),
            store::Part::Passages { passages } => {
                Self::Passages { passages: passages.iter().map(Into::into).collect() }
            }
        }
    }
}

/// One message of a thread.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Message {
    /// Its id.
    pub(crate) id: String,
    /// The conversation it belongs to.
    pub(crate) conversation: String,
    /// The message it follows; null for the first.
    pub(crate) parent: Option<String>,
    /// Who speaks.
    pub(crate) role: Role,
    /// What was said, in order.
    pub(crate) parts: Vec<Part>,
    /// Where it stands.
    pub(crate) state: MessageState,
    /// What ended it, where it failed.
    pub(crate) error: Option<WireError>,
    /// Milliseconds since 1970.
    pub(crate) created: i64,
    /// The model that answered.
    pub(crate) model: Option<String>,
    /// How its tokens were drawn.
    pub(crate) sampling: Option<Sampling>,
    /// Its tokens and times.
    pub(crate) usage: Option<Usage>,
    /// How many of the oldest messages were left out of the model's context for this answer, by the person's choice.
    pub(crate) left_out: u32,
    /// All versions at this place, oldest first, this one among them.
    pub(crate) versions: Vec<String>,
}

impl From<&store::Message> for Message {
    fn from(value: &store::Message) -> Self {
        Self {
            id: value.id.to_string(),
            conversation: value.conversation.to_string(),
            parent: value.parent.map(|id| id.to_string()),
            role: match value.role {
                store::Role::User => Role::User,
                store::Role::Assistant => Role::Assistant,
            },
            parts: value.parts.iter().map(Into::into).collect(),
            state: match value.state {
                store::MessageState::Complete => MessageState::Complete,
                store::MessageState::Streaming => MessageState::Streaming,
                store::MessageState::Stopped => MessageState::Stopped,
                store::MessageState::Failed => MessageState::Failed,
                store::MessageState::BrokenOff => MessageState::BrokenOff,
            },
            error: value.error.as_ref().map(Into::into),
            created: value.created,
            model: value.model.clone(),
            sampling: value.sampling.map(Into::into),
            usage: value.usage.as_ref().map(Into::into),
            left_out: value.left_out,
            versions: value.versions.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&store::StoredError> for WireError {
    fn from(value: &store::StoredError) -> Self {
        Self { code: value.code.clone(), message: value.message.clone(), args: value.args.clone() }
    }
}
