//! A record is a conversation with its whole tree, as it stands in an archive and in an export.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::table::{conversations, messages};
use crate::{
    Conversation, ConversationId, ConversationOptions, Message, MessageId, MessageState, Part, Result, Role, Sampling,
    StoredError, Usage, tree,
};

/// A conversation with its messages, parents before children.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ConversationRecord {
    pub(crate) id: ConversationId,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) title_by_person: bool,
    #[serde(default)]
    pub(crate) pinned: bool,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    #[serde(default)]
    pub(crate) options: ConversationOptions,
    #[serde(default)]
    pub(crate) leaf: Option<MessageId>,
    pub(crate) messages: Vec<MessageRecord>,
}

/// A message. Its conversation is the record it stands in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct MessageRecord {
    pub(crate) id: MessageId,
    #[serde(default)]
    pub(crate) parent: Option<MessageId>,
    pub(crate) role: Role,
    pub(crate) parts: Vec<Part>,
    pub(crate) state: MessageState,
    #[serde(default)]
    pub(crate) error: Option<StoredError>,
    pub(crate) created: i64,
    #[serde(default)]
    pub(crate) model: Option<String>,
    #[serde(default)]
    pub(crate) sampling: Option<Sampling>,
    #[serde(default)]
    pub(crate) usage: Option<Usage>,
    #[serde(default)]
    pub(crate) left_out: u32,
}

impl ConversationRecord {
    /// The conversation as it is now, without what was deleted.
    pub(crate) fn load(connection: &Connection, id: ConversationId) -> Result<Self> {
        let conversation = conversations::find(connection, id)?;
        let leaf = tree::leaf(connection, id)?;
        let messages = load_messages(connection, id)?;
        let Conversation { id, title, title_by_person, pinned, created, updated, options } = conversation;
        Ok(Self { id, title, title_by_person, pinned, created, updated, options, leaf, messages })
    }

    /// The conversation without its messages.
    pub(crate) fn conversation(&self) -> Conversation {
        Conversation {
            id: self.id,
            title: crate::title::automatic(&self.title),
            title_by_person: self.title_by_person,
            pinned: self.pinned,
            created: self.created,
            updated: self.updated,
            options: self.options.clone(),
        }
    }

    /// What is wrong with it, if anything: a tree that is none, or numbers that are none.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let mut seen = HashSet::new();
        for message in &self.messages {
            if message.parent.is_some_and(|parent| !seen.contains(&parent)) {
                return Some("a message follows one that does not stand before it");
            }
            if !seen.insert(message.id) {
                return Some("two messages have the same id");
            }
            if message.sampling.is_some_and(|sampling| sampling.check().is_err()) {
                return Some("a setting of the sampling is not a number");
            }
        }
        if self.options.check().is_err() {
            return Some("a setting of the sampling is not a number");
        }
        self.leaf.is_some_and(|leaf| !seen.contains(&leaf)).then_some("the message that is shown last is not in it")
    }

    /// The same with new ids throughout.
    pub(crate) fn renamed(mut self) -> Self {
        let names: HashMap<MessageId, MessageId> =
            self.messages.iter().map(|message| (message.id, MessageId::make())).collect();
        let renamed = |old: MessageId| names.get(&old).copied().unwrap_or(old);
        self.id = ConversationId::make();
        self.leaf = self.leaf.map(renamed);
        for message in &mut self.messages {
            message.id = renamed(message.id);
            message.parent = message.parent.map(renamed);
        }
        self
    }

    /// The messages with their places for ids, so that a copy under other ids is equal.
    pub(crate) fn content(&self) -> Vec<(Option<usize>, MessageRecord)> {
        let places: HashMap<MessageId, usize> =
            self.messages.iter().enumerate().map(|(place, message)| (message.id, place)).collect();
        let nameless = MessageId::from(uuid::Uuid::nil());
        self.messages
            .iter()
            .map(|message| {
                let parent = message.parent.and_then(|parent| places.get(&parent).copied());
                (parent, MessageRecord { id: nameless, parent: None, ..message.clone() })
            })
            .collect()
    }
}

impl MessageRecord {
    /// The message as a row of `conversation`.
    pub(crate) fn message(&self, conversation: ConversationId) -> Message {
        Message {
            id: self.id,
            conversation,
            parent: self.parent,
            role: self.role,
            parts: self.parts.clone(),
            state: settled(self.state),
            error: self.error.clone(),
            created: self.created,
            model: self.model.clone(),
            sampling: self.sampling,
            usage: self.usage.map(Usage::finite),
            left_out: self.left_out,
            versions: Vec::new(),
        }
    }
}

impl From<Message> for MessageRecord {
    fn from(message: Message) -> Self {
        let Message { id, parent, role, parts, state, error, created, model, sampling, usage, left_out, .. } = message;
        Self { id, parent, role, parts, state: settled(state), error, created, model, sampling, usage, left_out }
    }
}

/// Outside the database nobody goes on writing.
fn settled(state: MessageState) -> MessageState {
    match state {
        MessageState::Streaming => MessageState::BrokenOff,
        other => other,
    }
}

fn load_messages(connection: &Connection, id: ConversationId) -> Result<Vec<MessageRecord>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {} FROM messages m WHERE m.conversation = ?1 AND m.hidden = 0 ORDER BY m.seq",
        messages::COLUMNS
    ))?;
    let rows = statement.query_map([id], |row| messages::from_row(row).map(MessageRecord::from))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
