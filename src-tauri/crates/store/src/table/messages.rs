//! A message is what one side said at one place of a conversation's tree.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

use crate::part::searchable;
use crate::search::index;
use crate::table::{from_json, from_json_or_null, to_json};
use crate::{ConversationId, Error, MessageId, MessageState, Part, Result, Role, Sampling, StoredError, Usage};

/// `deleted_at` marks a message that the person deleted; `hidden` is set on it and on all below it. `writer` names the
/// process that is streaming it. `seq` counts rows: children come after parents, and later versions after earlier ones.
/// `parts` stands last, so that the rest can be read without the pages that long texts overflow to. Parents do not
/// cascade, since SQLite would recurse once for each message of a long thread.
pub(crate) const V1: &str = "
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    conversation TEXT NOT NULL REFERENCES conversations (id) DEFERRABLE INITIALLY DEFERRED,
    parent TEXT REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    created INTEGER NOT NULL,
    model TEXT,
    sampling TEXT,
    usage TEXT,
    left_out INTEGER NOT NULL DEFAULT 0,
    writer TEXT,
    deleted_at INTEGER,
    hidden INTEGER NOT NULL DEFAULT 0,
    parts TEXT NOT NULL
) STRICT;
CREATE INDEX messages_by_place ON messages (conversation, parent, role);
CREATE INDEX messages_by_parent ON messages (parent);
CREATE INDEX messages_streaming ON messages (writer) WHERE state = 'streaming';
CREATE INDEX messages_deleted ON messages (deleted_at) WHERE deleted_at IS NOT NULL;
";

/// The columns of [`from_row`], of a table called `m`.
pub(crate) const COLUMNS: &str = "m.id, m.conversation, m.parent, m.role, m.parts, m.state, m.error, m.created, \
                                  m.model, m.sampling, m.usage, m.left_out";

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its name for good.
    pub id: MessageId,
    /// Where it belongs.
    pub conversation: ConversationId,
    /// What it follows; `None` for a first one.
    pub parent: Option<MessageId>,
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub parts: Vec<Part>,
    /// Where its writing stands.
    pub state: MessageState,
    /// Why it failed.
    pub error: Option<StoredError>,
    /// When it was begun, in milliseconds since 1970.
    pub created: i64,
    /// The id of the model that wrote it.
    pub model: Option<String>,
    /// How its tokens were drawn.
    pub sampling: Option<Sampling>,
    /// What it cost.
    pub usage: Option<Usage>,
    /// How many of the oldest messages were left out of the model's context for it.
    pub left_out: u32,
    /// All versions at its place (same parent, same role, not deleted), oldest first, itself among them.
    pub versions: Vec<MessageId>,
}

/// Adds the row, and its text to the index unless it is still being written.
pub(crate) fn insert(transaction: &Transaction<'_>, message: &Message, writer: Uuid) -> Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO messages (id, conversation, parent, role, parts, state, error, created, model, sampling, usage, \
             left_out, writer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            message.id,
            message.conversation,
            message.parent,
            message.role,
            to_json(&message.parts)?,
            message.state,
            message.error.as_ref().map(to_json).transpose()?,
            message.created,
            message.model,
            message.sampling.as_ref().map(to_json).transpose()?,
            message.usage.as_ref().map(to_json).transpose()?,
            message.left_out,
            writing(message, writer),
        ])?;
    match message.state {
        MessageState::Streaming => Ok(()),
        _ => index::put_text(transaction, transaction.last_insert_rowid(), &searchable(&message.parts)),
    }
}

/// Writes the row anew.
pub(crate) fn save(transaction: &Transaction<'_>, seq: i64, message: &Message, writer: Uuid) -> Result<()> {
    transaction
        .prepare_cached(
            "UPDATE messages SET parts = ?2, state = ?3, error = ?4, model = ?5, sampling = ?6, usage = ?7, \
             left_out = ?8, writer = ?9 WHERE seq = ?1",
        )?
        .execute(params![
            seq,
            to_json(&message.parts)?,
            message.state,
            message.error.as_ref().map(to_json).transpose()?,
            message.model,
            message.sampling.as_ref().map(to_json).transpose()?,
            message.usage.as_ref().map(to_json).transpose()?,
            message.left_out,
            writing(message, writer),
        ])?;
    Ok(())
}

fn writing(message: &Message, writer: Uuid) -> Option<String> {
    (message.state == MessageState::Streaming).then(|| writer.to_string())
}

/// The message without its versions, unless it was deleted.
pub(crate) fn find(connection: &Connection, id: MessageId) -> Result<Message> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM messages m JOIN conversations c ON c.id = m.conversation
             WHERE m.id = ?1 AND m.hidden = 0 AND c.deleted_at IS NULL"
        ))?
        .query_row([id], from_row)
        .optional()?
        .ok_or(Error::MessageMissing { id })
}

/// The row number and the message without its versions, deleted or not.
pub(crate) fn find_even_deleted(connection: &Connection, id: MessageId) -> Result<(i64, Message)> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS}, m.seq FROM messages m WHERE m.id = ?1"))?
        .query_row([id], |row| Ok((row.get("seq")?, from_row(row)?)))
        .optional()?
        .ok_or(Error::MessageMissing { id })
}

/// Marks the streaming messages whose writer is not among the living, and makes what they have findable.
pub(crate) fn break_off(transaction: &Transaction<'_>, alive: &HashSet<Uuid>) -> Result<usize> {
    let streaming: Vec<(i64, Option<String>, String)> = transaction
        .prepare("SELECT seq, writer, parts FROM messages WHERE state = 'streaming'")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let mut broken = 0;
    for (seq, writer, parts) in streaming {
        let writer = writer.and_then(|id| Uuid::parse_str(&id).ok());
        if writer.is_some_and(|id| alive.contains(&id)) {
            continue;
        }
        transaction.execute(
            "UPDATE messages SET state = ?2, writer = NULL WHERE seq = ?1",
            params![seq, MessageState::BrokenOff],
        )?;
        // Parts that can't be read are not findable; they must not keep the store from opening.
        let parts: Vec<Part> = serde_json::from_str(&parts).unwrap_or_default();
        index::put_text(transaction, seq, &searchable(&parts))?;
        broken += 1;
    }
    Ok(broken)
}

pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: row.get(0)?,
        conversation: row.get(1)?,
        parent: row.get(2)?,
        role: row.get(3)?,
        parts: from_json(row, 4)?,
        state: row.get(5)?,
        error: from_json_or_null(row, 6)?,
        created: row.get(7)?,
        model: row.get(8)?,
        sampling: from_json_or_null(row, 9)?,
        usage: from_json_or_null(row, 10)?,
        left_out: row.get(11)?,
        versions: Vec::new(),
    })
}
