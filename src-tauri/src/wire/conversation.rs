//! Conversations on the wire: the list, one with its thread, and what a search finds.

use std::str::FromStr;

use carat_store as store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Message, Sampling, WireError};

/// The id that a page sent, or an error that names the field.
pub(crate) fn parse_id<T: FromStr>(id: &str, field: &str) -> Result<T, WireError> {
    id.parse().map_err(|_| WireError::bad_id(field))
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
