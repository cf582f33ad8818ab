//! A message on the wire: who said what, in typed parts, and where its writing stands.

use carat_store as store;
use serde::Serialize;
use ts_rs::TS;

use super::{DocumentUnit, Found, ReadSoFar, Sampling, Usage, WireError};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

impl From<store::Role> for Role {
    fn from(value: store::Role) -> Self {
        match value {
            store::Role::User => Self::User,
            store::Role::Assistant => Self::Assistant,
        }
    }
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

/// Text that the gate kept back or noted, without the text.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Withheld {
    /// What it was judged to be.
    pub(crate) category: String,
    /// Why, in words.
    pub(crate) reason: String,
    /// What was done: `note`, `blur` or `block`.
    pub(crate) action: String,
    /// Whether the person may see it.
    pub(crate) can_show: bool,
    /// Characters kept back; 0 for a note.
    pub(crate) length: u32,
    /// Whether this is about the question, and not the answer.
    pub(crate) question: bool,
    /// Which part of the filter decided: `lexical`, `semantic`, `guard` or `rule`; empty where an earlier Carat did.
    pub(crate) tier: String,
    /// How sure it was, from 0 to 1.
    pub(crate) score: f32,
    /// The version of the policies it went by; 0 for none.
    pub(crate) policy_version: u32,
    /// Its entry in the log.
    pub(crate) entry: Option<String>,
}

impl From<&store::Withheld> for Withheld {
    fn from(value: &store::Withheld) -> Self {
        Self {
            category: value.category.clone(),
            reason: value.reason.clone(),
            action: value.action.clone(),
            can_show: value.can_show,
            length: value.length,
            question: value.question,
            tier: value.tier.clone(),
            score: value.score,
            policy_version: value.policy_version,
            entry: value.entry.map(|id| id.to_string()),
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
    /// A document that a question is about.
    Document { id: String, name: String },
    /// A library that a question is about.
    Library { id: String, name: String },
    /// A call of a tool, its arguments as JSON.
    ToolCall { name: String, arguments: String },
    /// What a tool answered.
    ToolResult { name: String, content: String },
    /// Text that the gate kept back.
    Withheld(Withheld),
    /// A card with people who help: `self_harm` or `emergency`.
    Care { kind: String },
    /// A line that this is no advice for the person's own case: `medical`, `legal` or `financial`.
    Advice { kind: String },
    /// What the model was shown, and what of it the answer cites.
    Passages(Found),
    /// All of the documents was read for the answer.
    Read(ReadSoFar),
    /// Nothing in the documents supports the answer.
    Unsupported,
}

impl From<&store::Part> for Part {
    fn from(value: &store::Part) -> Self {
        match value.clone() {
            store::Part::Text { text } => Self::Text { text },
            store::Part::Thought { text } => Self::Thought { text },
            store::Part::Image { name } => Self::Image { name },
            store::Part::Audio { name } => Self::Audio { name },
            store::Part::Document { id, name } => Self::Document { id, name },
            store::Part::Library { id, name } => Self::Library { id, name },
            store::Part::ToolCall { name, arguments } => Self::ToolCall { name, arguments },
            store::Part::ToolResult { name, content } => Self::ToolResult { name, content },
            store::Part::Withheld(withheld) => Self::Withheld((&withheld).into()),
            store::Part::Care { kind } => Self::Care { kind },
            store::Part::Advice { kind } => Self::Advice { kind },
            store::Part::Passages { passages, search } => Self::Passages(found(&passages, search.as_ref())),
            store::Part::Read { done, total, unit } => Self::Read(read(done, total, &unit)),
            store::Part::Unsupported => Self::Unsupported,
        }
    }
}

/// What an answer rests on.
pub(super) fn found(passages: &[store::Passage], search: Option<&store::SearchUsed>) -> Found {
    let mut found = Found { passages: passages.iter().map(Into::into).collect(), search: search.map(Into::into) };
    // Those that the answer does not rest on come after those that it does, so that each has a number of its own.
    found.passages.sort_by_key(|passage| if passage.n == 0 { u32::MAX } else { passage.n });
    for (passage, n) in found.passages.iter_mut().zip(1..) {
        passage.n = n;
    }
    found
}

/// How far reading everything is.
pub(super) fn read(done: u32, total: u32, unit: &str) -> ReadSoFar {
    let unit = match unit {
        "pages" => DocumentUnit::Pages,
        "slides" => DocumentUnit::Slides,
        "sheets" => DocumentUnit::Sheets,
        "chapters" => DocumentUnit::Chapters,
        _ => DocumentUnit::Parts,
    };
    ReadSoFar { done, total, unit }
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
            role: value.role.into(),
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
