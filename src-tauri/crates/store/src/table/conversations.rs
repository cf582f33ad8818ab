//! A conversation is a titled tree of messages with options of its own.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::search::index;
use crate::store::now;
use crate::table::{from_json, to_json};
use crate::{ConversationId, Error, Result, Sampling, Store, title};

/// `leaf` is the last message of the thread that is shown. `seq` counts rows and is what the search index points to.
pub(crate) const V1: &str = "
CREATE TABLE conversations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_by_person INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    options TEXT NOT NULL,
    leaf TEXT REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
    deleted_at INTEGER
) STRICT;
CREATE INDEX conversations_by_leaf ON conversations (leaf);
";

/// The columns of [`from_row`], of a table called `c`.
pub(crate) const COLUMNS: &str = "c.id, c.title, c.title_by_person, c.pinned, c.created, c.updated, c.options";

/// How many columns those are.
pub(crate) const WIDTH: usize = 7;

/// What a person sets for one conversation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConversationOptions {
    /// What the model is told before the conversation; empty for nothing.
    pub system_prompt: String,
    /// How tokens are drawn; `None` takes the model's defaults.
    pub sampling: Option<Sampling>,
    /// Let the model think first, where it can.
    pub thinking: bool,
}

impl ConversationOptions {
    pub(crate) fn check(&self) -> Result<()> {
        self.sampling.as_ref().map_or(Ok(()), Sampling::check)
    }
}

/// A conversation without its messages.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Its name for good.
    pub id: ConversationId,
    /// One line; empty until it has one.
    pub title: String,
    /// Whether the person wrote the title, which is then never replaced.
    pub title_by_person: bool,
    /// Whether it stays on top of the list.
    pub pinned: bool,
    /// When it began, in milliseconds since 1970.
    pub created: i64,
    /// When a message last came or was finished, in milliseconds since 1970.
    pub updated: i64,
    /// What the person set for it.
    pub options: ConversationOptions,
}

impl Store {
    /// Begins a conversation. The title becomes one line and is cut at 300 characters.
    ///
    /// # Errors
    /// [`Error::NotANumber`] for sampling that is not finite.
    pub fn create_conversation(&self, title: &str, options: &ConversationOptions) -> Result<Conversation> {
        options.check()?;
        let now = now();
        let conversation = Conversation {
            id: ConversationId::make(),
            title: title::automatic(title),
            title_by_person: false,
            pinned: false,
            created: now,
            updated: now,
            options: options.clone(),
        };
        self.write(|transaction| insert(transaction, &conversation))?;
        Ok(conversation)
    }

    /// One conversation.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`] where there is none or it was deleted.
    pub fn conversation(&self, id: ConversationId) -> Result<Conversation> {
        self.read(|connection| find(connection, id))
    }

    /// All conversations, the pinned ones first, each group by its last message, newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn conversations(&self) -> Result<Vec<Conversation>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM conversations c WHERE deleted_at IS NULL
                 ORDER BY pinned DESC, updated DESC, seq DESC"
            ))?;
            let rows = statement.query_map([], from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The ids of all conversations that are not erased, those among them that can still be brought back.
    ///
    /// # Errors
    /// Those of the database.
    pub fn conversation_ids(&self) -> Result<HashSet<ConversationId>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT id FROM conversations")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Gives a conversation the person's title.
    ///
    /// # Errors
    /// [`Error::TitleEmpty`], [`Error::TitleTooLong`], [`Error::ConversationMissing`].
    pub fn rename(&self, id: ConversationId, title: &str) -> Result<Conversation> {
        let title = title::by_person(title)?;
        self.write(|transaction| set_title(transaction, id, &title, true))
    }

    /// Gives a conversation a title of Carat's own, unless the person gave it one.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`].
    pub fn set_automatic_title(&self, id: ConversationId, title: &str) -> Result<Conversation> {
        self.write(|transaction| {
            let conversation = find(transaction, id)?;
            if conversation.title_by_person {
                return Ok(conversation);
            }
            set_title(transaction, id, &title::automatic(title), false)
        })
    }

    /// Keeps a conversation on top of the list, or no longer.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`].
    pub fn set_pinned(&self, id: ConversationId, pinned: bool) -> Result<Conversation> {
        self.write(|transaction| {
            transaction.execute("UPDATE conversations SET pinned = ?2 WHERE id = ?1", params![id, pinned])?;
            find(transaction, id)
        })
    }

    /// Sets a conversation's options.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`]; [`Error::NotANumber`] for sampling that is not finite.
    pub fn set_options(&self, id: ConversationId, options: &ConversationOptions) -> Result<Conversation> {
        options.check()?;
        let json = to_json(options)?;
        self.write(|transaction| {
            transaction.execute("UPDATE conversations SET options = ?2 WHERE id = ?1", params![id, json])?;
            find(transaction, id)
        })
    }

    /// Deletes a conversation so that it can still be restored; [`Store::purge_deleted`] erases it.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`].
    pub fn delete_conversation(&self, id: ConversationId) -> Result<()> {
        self.write(|transaction| {
            find(transaction, id)?;
            transaction.execute("UPDATE conversations SET deleted_at = ?2 WHERE id = ?1", params![id, now()])?;
            Ok(())
        })
    }

    /// Brings a deleted conversation back. One that was not deleted stays as it is.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`] where it was never there or is erased.
    pub fn restore_conversation(&self, id: ConversationId) -> Result<Conversation> {
        self.write(|transaction| {
            restore(transaction, id)?;
            find(transaction, id)
        })
    }
}

/// Adds a conversation and its title to the index.
pub(crate) fn insert(transaction: &Transaction<'_>, conversation: &Conversation) -> Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO conversations (id, title, title_by_person, pinned, created, updated, options)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            conversation.id,
            conversation.title,
            conversation.title_by_person,
            conversation.pinned,
            conversation.created,
            conversation.updated,
            to_json(&conversation.options)?,
        ])?;
    index::put_title(transaction, transaction.last_insert_rowid(), &conversation.title)
}

/// The conversation, unless it was deleted.
pub(crate) fn find(connection: &Connection, id: ConversationId) -> Result<Conversation> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM conversations c WHERE id = ?1 AND deleted_at IS NULL"))?
        .query_row([id], from_row)
        .optional()?
        .ok_or(Error::ConversationMissing { id })
}

/// Whether there is such a conversation, deleted or not.
pub(crate) fn exists(connection: &Connection, id: ConversationId) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM conversations WHERE id = ?1")?.exists([id])?)
}

/// Takes the mark of deletion away and says whether it was there.
pub(crate) fn restore(transaction: &Transaction<'_>, id: ConversationId) -> Result<bool> {
    let changed = transaction
        .execute("UPDATE conversations SET deleted_at = NULL WHERE id = ?1 AND deleted_at IS NOT NULL", [id])?;
    Ok(changed > 0)
}

/// Notes that something happened in a conversation. Time never goes backwards in the list, even if the clock does.
pub(crate) fn touch(transaction: &Transaction<'_>, id: ConversationId, time: i64) -> Result<()> {
    transaction
        .prepare_cached("UPDATE conversations SET updated = max(updated, ?2) WHERE id = ?1")?
        .execute(params![id, time])?;
    Ok(())
}

pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    Ok(Conversation {
        id: row.get(0)?,
        title: row.get(1)?,
        title_by_person: row.get(2)?,
        pinned: row.get(3)?,
        created: row.get(4)?,
        updated: row.get(5)?,
        options: from_json(row, 6)?,
    })
}

fn set_title(transaction: &Transaction<'_>, id: ConversationId, title: &str, by_person: bool) -> Result<Conversation> {
    let seq: i64 = transaction
        .query_row(
            "UPDATE conversations SET title = ?2, title_by_person = ?3 WHERE id = ?1 AND deleted_at IS NULL RETURNING seq",
            params![id, title, by_person],
            |row| row.get(0),
        )
        .optional()?
        .ok_or(Error::ConversationMissing { id })?;
    index::put_title(transaction, seq, title)?;
    find(transaction, id)
}
