//! The tree of a conversation: which messages follow which, which versions stand at one place, which thread is shown.
//!
//! A message is hidden when it or one above it was deleted. The leaf of a conversation is never hidden.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::store::now;
use crate::table::{conversations, messages};
use crate::{ConversationId, Error, Message, MessageId, Result, Store};

/// The message `?1` and all below it.
const SUBTREE: &str = "WITH RECURSIVE subtree (id) AS (
    SELECT ?1 UNION ALL SELECT m.id FROM messages m JOIN subtree s ON m.parent = s.id)";

/// The message `?1` and all below it but those that were deleted on their own, with what is below them.
const LIVING_SUBTREE: &str = "WITH RECURSIVE subtree (id) AS (
    SELECT ?1 UNION ALL SELECT m.id FROM messages m JOIN subtree s ON m.parent = s.id WHERE m.deleted_at IS NULL)";

impl Store {
    /// The messages from the first one down to `id`.
    ///
    /// # Errors
    /// [`Error::MessageMissing`] where it is not there or was deleted.
    pub fn path_to(&self, id: MessageId) -> Result<Vec<Message>> {
        self.read(|connection| path(connection, id))
    }

    /// The thread that is shown, from its first message; empty where there is none.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`].
    pub fn thread(&self, conversation: ConversationId) -> Result<Vec<Message>> {
        self.read(|connection| thread(connection, conversation))
    }

    /// Shows the thread through this message, down to the newest message below it, and gives that thread.
    ///
    /// # Errors
    /// [`Error::MessageMissing`] where it is not there or was deleted.
    pub fn select(&self, id: MessageId) -> Result<Vec<Message>> {
        self.write(|transaction| {
            let message = messages::find(transaction, id)?;
            let leaf = newest_below(transaction, id)?;
            set_leaf(transaction, message.conversation, Some(leaf))?;
            thread(transaction, message.conversation)
        })
    }

    /// Deletes a message with all that follows it, so that it can still be restored, and gives the thread that is then
    /// shown: through another version where there is one, else down to the message before.
    ///
    /// # Errors
    /// [`Error::MessageMissing`] where it is not there or was deleted before.
    pub fn delete_message(&self, id: MessageId) -> Result<Vec<Message>> {
        self.write(|transaction| {
            let message = messages::find(transaction, id)?;
            // The version before takes the place, or the one after where it was the first.
            let others = versions(transaction, &message)?;
            let place = others.iter().position(|version| *version == id).unwrap_or(0);
            let heir = others.get(place.wrapping_sub(1)).or_else(|| others.get(place + 1)).copied();

            transaction.execute("UPDATE messages SET deleted_at = ?2 WHERE id = ?1", params![id, now()])?;
            transaction.execute(
                &format!("{SUBTREE} UPDATE messages SET hidden = 1 WHERE id IN (SELECT id FROM subtree)"),
                [id],
            )?;

            if leaf_is_hidden(transaction, message.conversation)? {
                let leaf = match heir {
                    Some(version) => Some(newest_below(transaction, version)?),
                    None => message.parent,
                };
                set_leaf(transaction, message.conversation, leaf)?;
            }
            thread(transaction, message.conversation)
        })
    }

    /// Brings a deleted message back with all that was deleted by it, shows the thread through it and gives that.
    ///
    /// One whose parent is itself deleted comes back to sight when the parent does.
    ///
    /// # Errors
    /// [`Error::MessageMissing`] where it was never there or is erased; [`Error::ConversationMissing`] where its
    /// conversation was deleted.
    pub fn restore_message(&self, id: MessageId) -> Result<Vec<Message>> {
        self.write(|transaction| {
            let (_, message) = messages::find_even_deleted(transaction, id)?;
            conversations::find(transaction, message.conversation)?;
            transaction.execute("UPDATE messages SET deleted_at = NULL WHERE id = ?1", [id])?;
            let parent_in_sight = match message.parent {
                Some(parent) => is_in_sight(transaction, parent)?,
                None => true,
            };
            if parent_in_sight {
                transaction.execute(
                    &format!("{LIVING_SUBTREE} UPDATE messages SET hidden = 0 WHERE id IN (SELECT id FROM subtree)"),
                    [id],
                )?;
                let leaf = newest_below(transaction, id)?;
                set_leaf(transaction, message.conversation, Some(leaf))?;
            }
            thread(transaction, message.conversation)
        })
    }
}

/// The thread that is shown.
pub(crate) fn thread(connection: &Connection, conversation: ConversationId) -> Result<Vec<Message>> {
    conversations::find(connection, conversation)?;
    match leaf(connection, conversation)? {
        Some(leaf) => path(connection, leaf),
        None => Ok(Vec::new()),
    }
}

/// The last message of the thread that is shown.
pub(crate) fn leaf(connection: &Connection, conversation: ConversationId) -> Result<Option<MessageId>> {
    let mut statement = connection.prepare_cached("SELECT leaf FROM conversations WHERE id = ?1")?;
    Ok(statement.query_row([conversation], |row| row.get(0)).optional()?.flatten())
}

pub(crate) fn set_leaf(
    transaction: &Transaction<'_>,
    conversation: ConversationId,
    leaf: Option<MessageId>,
) -> Result<()> {
    transaction
        .prepare_cached("UPDATE conversations SET leaf = ?2 WHERE id = ?1")?
        .execute(params![conversation, leaf])?;
    Ok(())
}

/// All versions at the place of a message that are in sight, oldest first.
pub(crate) fn versions(connection: &Connection, message: &Message) -> Result<Vec<MessageId>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM messages WHERE conversation = ?1 AND parent IS ?2 AND role = ?3 AND hidden = 0 ORDER BY seq",
    )?;
    let rows = statement.query_map(params![message.conversation, message.parent, message.role], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn path(connection: &Connection, id: MessageId) -> Result<Vec<Message>> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH RECURSIVE path (id, parent, height) AS (
             SELECT m.id, m.parent, 0 FROM messages m JOIN conversations c ON c.id = m.conversation
             WHERE m.id = ?1 AND m.hidden = 0 AND c.deleted_at IS NULL
             UNION ALL
             SELECT m.id, m.parent, height + 1 FROM messages m JOIN path p ON m.id = p.parent)
         SELECT {} FROM path p JOIN messages m ON m.id = p.id ORDER BY height DESC",
        messages::COLUMNS
    ))?;
    let mut path: Vec<Message> = statement.query_map([id], messages::from_row)?.collect::<Result<_, _>>()?;
    if path.is_empty() {
        return Err(Error::MessageMissing { id });
    }
    for message in &mut path {
        message.versions = versions(connection, message)?;
    }
    Ok(path)
}

/// The newest message in sight among `id` and all below it. Children are newer than parents, so nothing follows it.
fn newest_below(connection: &Connection, id: MessageId) -> Result<MessageId> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE subtree (id, seq) AS (
             SELECT id, seq FROM messages WHERE id = ?1 AND hidden = 0
             UNION ALL
             SELECT m.id, m.seq FROM messages m JOIN subtree s ON m.parent = s.id WHERE m.hidden = 0)
         SELECT id FROM subtree ORDER BY seq DESC LIMIT 1",
    )?;
    statement.query_row([id], |row| row.get(0)).optional()?.ok_or(Error::MessageMissing { id })
}

fn leaf_is_hidden(connection: &Connection, conversation: ConversationId) -> Result<bool> {
    match leaf(connection, conversation)? {
        Some(leaf) => Ok(!is_in_sight(connection, leaf)?),
        None => Ok(false),
    }
}

/// Hides a message that was added below a hidden one.
pub(crate) fn hide_below_hidden(transaction: &Transaction<'_>, id: MessageId) -> Result<()> {
    transaction
        .prepare_cached(
            "UPDATE messages SET hidden = 1
             WHERE id = ?1 AND EXISTS (SELECT 1 FROM messages p WHERE p.id = messages.parent AND p.hidden = 1)",
        )?
        .execute([id])?;
    Ok(())
}

/// Whether there is such a message and neither it nor one above it was deleted.
pub(crate) fn is_in_sight(connection: &Connection, id: MessageId) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM messages WHERE id = ?1 AND hidden = 0")?.exists([id])?)
}
