//! Erasing: what was deleted goes for good, out of the tables, the search index, the log and the free pages.

use std::fs;

use rusqlite::{Connection, Transaction};

use crate::search::{chunk_index, index};
use crate::store::now;
use crate::table::documents;
use crate::{Error, Home, Result, Store, backup};

/// The conversations to erase, deleted until `?1`.
const GATHER_CONVERSATIONS: &str = "
CREATE TEMP TABLE erased_conversations AS SELECT seq, id FROM conversations WHERE deleted_at <= ?1";

/// The messages to erase: those of these conversations, those deleted until `?1`, and all that hang below them.
const GATHER_MESSAGES: &str = "
CREATE TEMP TABLE erased_messages AS
    WITH RECURSIVE erased (seq, id) AS (
        SELECT seq, id FROM messages WHERE deleted_at <= ?1
        UNION
        SELECT seq, id FROM messages WHERE conversation IN (SELECT id FROM erased_conversations)
        UNION
        SELECT m.seq, m.id FROM messages m JOIN erased e ON m.parent = e.id)
    SELECT seq, id FROM erased";

impl Store {
    /// Erases for good what was deleted at least `older_than_ms` milliseconds ago (0 takes all that is deleted), and
    /// says how many conversations and messages went.
    ///
    /// The text is gone from tables, index and log afterwards. A backup made before a change of format keeps what it
    /// held for at most seven days.
    ///
    /// # Errors
    /// Those of the database; [`Error::Busy`] where another process keeps the old pages in use: they are then erased,
    /// but may still be found in the file until the next purge.
    pub fn purge_deleted(&self, older_than_ms: i64) -> Result<usize> {
        let until = now().saturating_sub(older_than_ms.max(0));
        let erased = self.write(|transaction| {
            gather(transaction, until)?;
            index::forget(transaction, "SELECT seq FROM erased_conversations", "SELECT seq FROM erased_messages")?;
            transaction.execute_batch(
                "UPDATE conversations SET leaf = NULL WHERE id IN (SELECT id FROM erased_conversations);
                 DELETE FROM held_texts WHERE message IN (SELECT id FROM erased_messages);
                 DELETE FROM safety_log WHERE message IN (SELECT id FROM erased_messages)
                     OR conversation IN (SELECT id FROM erased_conversations);
                 DELETE FROM document_links WHERE owner IN (SELECT id FROM erased_conversations);",
            )?;
            documents::erase_unowned(transaction)?;
            let messages =
                transaction.execute("DELETE FROM messages WHERE seq IN (SELECT seq FROM erased_messages)", [])?;
            let conversations = transaction
                .execute("DELETE FROM conversations WHERE seq IN (SELECT seq FROM erased_conversations)", [])?;
            transaction.execute_batch("DROP TABLE erased_conversations; DROP TABLE erased_messages;")?;
            Ok(messages + conversations)
        })?;
        if erased > 0 {
            self.scrub()?;
        }
        Ok(erased)
    }

    /// Erases everything: conversations, documents and libraries, the safety log, settings, accepted terms, backups and damaged databases that were kept aside.
    /// The store is then empty and can be used on.
    ///
    /// # Errors
    /// As for [`Store::purge_deleted`].
    pub fn delete_everything(&self) -> Result<()> {
        self.write(|transaction| {
            index::forget(transaction, "SELECT seq FROM conversations", "SELECT seq FROM messages")?;
            chunk_index::forget_all(transaction)?;
            transaction.execute_batch(
                "UPDATE conversations SET leaf = NULL;
                 DELETE FROM document_links;
                 DELETE FROM vectors;
                 DELETE FROM chunks;
                 DELETE FROM documents;
                 DELETE FROM libraries;
                 DELETE FROM messages;
                 DELETE FROM conversations;
                 DELETE FROM held_texts;
                 DELETE FROM safety_log;
                 DELETE FROM settings;
                 DELETE FROM accepted_terms;",
            )?;
            Ok(())
        })?;
        if let Some(home) = self.home() {
            backup::remove_all(home);
            remove_damaged(home)?;
        }
        self.scrub()
    }

    /// Writes the database anew without its free space, and empties the log.
    ///
    /// Overwriting on deletion leaves copies in the slack of pages that were once reordered; writing anew does not.
    pub(crate) fn scrub(&self) -> Result<()> {
        self.drop_spare_readers();
        self.maintain(|connection| {
            connection.execute_batch("VACUUM")?;
            checkpoint(connection)
        })
    }
}

fn gather(transaction: &Transaction<'_>, until: i64) -> Result<()> {
    transaction.execute(GATHER_CONVERSATIONS, [until])?;
    transaction.execute(GATHER_MESSAGES, [until])?;
    Ok(())
}

fn checkpoint(connection: &Connection) -> Result<()> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy { Err(Error::Busy) } else { Ok(()) }
}

fn remove_damaged(home: &Home) -> Result<()> {
    let Ok(entries) = fs::read_dir(home.root()) else { return Ok(()) };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("carat.db") && name.contains(".damaged-") {
            fs::remove_file(&path).map_err(|error| Error::file("remove", &path, &error))?;
        }
    }
    Ok(())
}
