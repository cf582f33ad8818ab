//! Conversations on the wire: messages of typed parts, their versions, and what a search finds.

use std::str::FromStr;

use carat_store as store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::WireError;

/// The id that a page sent, or an error that names the field.
pub(crate) fn parse_id<T: FromStr>(id: &str, field: &str) -> Result<T, WireError> {
    id.parse().map_err(|_| WireError::bad_id(field))
}

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

/// How the next token is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub(crate) struct Sampling {
    /// 0 always takes the likeliest.
    pub(crate) temperature: f32,
    /// 0 is off.
    pub(crate) top_k: u32,
    /// 1 is off.
    pub(crate) top_p: f32,
    /// 0 is off.
    pub(crate) min_p: f32,
    /// 1 is off.
    pub(crate) repeat_penalty: f32,
    /// Null draws a new one for each answer.
    pub(crate) seed: Option<u32>,
}

impl From<store::Sampling> for Sampling {
    fn from(value: store::Sampling) -> Self {
        let store::Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed } = value;
        Self { temperature, top_k, top_p, min_p, repeat_penalty, seed }
    }
}

impl From<Sampling> for store::Sampling {
    fn from(value: Sampling) -> Self {
        let Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed } = value;
        Self { temperature, top_k, top_p, min_p, repeat_penalty, seed }
    }
}

impl From<carat_engine::Sampling> for Sampling {
    fn from(value: carat_engine::Sampling) -> Self {
        let carat_engine::Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed } = value;
        Self { temperature, top_k, top_p, min_p, repeat_penalty, seed }
    }
}

/// Tokens and times (milliseconds) of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub(crate) struct Usage {
    /// Tokens of the rendered prompt.
    pub(crate) prompt_tokens: u32,
    /// Those of them that were in the cache already.
    pub(crate) reused_tokens: u32,
    /// Tokens generated.
    pub(crate) generated_tokens: u32,
    /// From the request to the first token.
    pub(crate) first_token_ms: f64,
    /// Time spent on the prompt.
    pub(crate) prefill_ms: f64,
    /// Time spent on tokens after the first.
    pub(crate) decode_ms: f64,
    /// While decoding; 0 where there were fewer than two.
    pub(crate) tokens_per_second: f64,
}

impl From<&store::Usage> for Usage {
    fn from(value: &store::Usage) -> Self {
        let engine = carat_engine::Usage {
            prompt_tokens: value.prompt_tokens,
            reused_tokens: value.reused_tokens,
            generated_tokens: value.generated_tokens,
            first_token_ms: value.first_token_ms,
            prefill_ms: value.prefill_ms,
            decode_ms: value.decode_ms,
        };
        (&engine).into()
    }
}

impl From<&carat_engine::Usage> for Usage {
    fn from(value: &carat_engine::Usage) -> Self {
        Self {
            prompt_tokens: value.prompt_tokens,
            reused_tokens: value.reused_tokens,
            generated_tokens: value.generated_tokens,
            first_token_ms: value.first_token_ms,
            prefill_ms: value.prefill_ms,
            decode_ms: value.decode_ms,
            tokens_per_second: value.tokens_per_second(),
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

/// A conversation as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct ConversationSummary {
    /// Its id.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// Whether it stands at the list's head.
    pub(crate) pinned: bool,
    /// Milliseconds since 1970.
    pub(crate) created: i64,
    /// Milliseconds since 1970.
    pub(crate) updated: i64,
}

impl From<&store::Conversation> for ConversationSummary {
    fn from(value: &store::Conversation) -> Self {
        Self {
            id: value.id.to_string(),
            title: value.title.clone(),
            pinned: value.pinned,
            created: value.created,
            updated: value.updated,
        }
    }
}

/// What a conversation asks of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub(crate) struct ConversationOptions {
    /// Instructions that stand before the conversation.
    pub(crate) system_prompt: String,
    /// Null takes the model family's defaults.
    pub(crate) sampling: Option<Sampling>,
    /// Let the model think first, where it can.
    pub(crate) thinking: bool,
}

impl From<store::ConversationOptions> for ConversationOptions {
    fn from(value: store::ConversationOptions) -> Self {
        Self { system_prompt: value.system_prompt, sampling: value.sampling.map(Into::into), thinking: value.thinking }
    }
}

impl From<ConversationOptions> for store::ConversationOptions {
    fn from(value: ConversationOptions) -> Self {
        Self { system_prompt: value.system_prompt, sampling: value.sampling.map(Into::into), thinking: value.thinking }
    }
}

/// A conversation with its chosen thread, root first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Conversation {
    /// As the list shows it.
    pub(crate) summary: ConversationSummary,
    /// What it asks of the model.
    pub(crate) options: ConversationOptions,
    /// The chosen thread, root first.
    pub(crate) thread: Vec<Message>,
}

impl From<(store::Conversation, Vec<store::Message>)> for Conversation {
    fn from((conversation, thread): (store::Conversation, Vec<store::Message>)) -> Self {
        Self {
            summary: (&conversation).into(),
            options: conversation.options.into(),
            thread: thread.iter().map(Into::into).collect(),
        }
    }
}

/// A stretch of a search result; `hit` where it matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Snippet {
    /// The text.
    pub(crate) text: String,
    /// Whether it is what was looked for.
    pub(crate) hit: bool,
}

/// One result of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct SearchHit {
    /// Where it was found.
    pub(crate) conversation: ConversationSummary,
    /// The message; null where the title matches.
    pub(crate) message: Option<String>,
    /// What surrounds it.
    pub(crate) snippet: Vec<Snippet>,
}

impl From<&store::Hit> for SearchHit {
    fn from(value: &store::Hit) -> Self {
        Self {
            conversation: (&value.conversation).into(),
            message: value.message.map(|id| id.to_string()),
            snippet: value
                .snippet
                .iter()
                .map(|snippet| Snippet { text: snippet.text.clone(), hit: snippet.hit })
                .collect(),
        }
    }
}
