//! The safety log says what the filter found, when and why, and what the person holds of that. It has the text only
//! where the person keeps it.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde::Serialize;

use crate::store::now;
use crate::{ConversationId, EntryId, Error, MessageId, Result, Role, Store, Withheld};

/// Entries that are kept: years of ordinary use. Reported ones stay beyond that.
const MOST: i64 = 20_000;

/// `reported` is when the person said that the verdict was wrong. The ids sort by time. There are no foreign keys: an
/// entry is made while its message still is, and goes with it when that is erased.
pub(crate) const V3: &str = "
CREATE TABLE safety_log (
    id TEXT PRIMARY KEY,
    time INTEGER NOT NULL,
    conversation TEXT,
    message TEXT,
    role TEXT NOT NULL,
    category TEXT NOT NULL,
    action TEXT NOT NULL,
    tier TEXT NOT NULL,
    score REAL NOT NULL,
    policy_version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    text TEXT,
    reported INTEGER
) STRICT;
CREATE INDEX safety_log_by_message ON safety_log (message);
CREATE INDEX safety_log_by_conversation ON safety_log (conversation);
";

const COLUMNS: &str =
    "id, time, conversation, message, role, category, action, tier, score, policy_version, hash, text, reported";

/// Picks by the four values of a [`LogFilter`].
const WHERE: &str = "(?1 IS NULL OR category = ?1) AND (?2 IS NULL OR action = ?2) AND (?3 IS NULL OR message = ?3)
    AND (?4 = 0 OR reported IS NOT NULL)";

/// One verdict that was not "allow".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SafetyEntry {
    /// Its name for good.
    pub id: EntryId,
    /// When, in milliseconds since 1970.
    pub time: i64,
    /// The conversation it belongs to.
    pub conversation: Option<ConversationId>,
    /// The message it is about.
    pub message: Option<MessageId>,
    /// Whose words were judged.
    pub role: Role,
    /// The policy.
    pub category: String,
    /// What was done: note, blur, block.
    pub action: String,
    /// Which part of the filter decided.
    pub tier: String,
    /// How sure it was, from 0 to 1.
    pub score: f32,
    /// The version of the policies it went by.
    pub policy_version: u32,
    /// The SHA-256 of the text in hexadecimal.
    pub hash: String,
    /// The text, where the person keeps it and the policy lets them see it.
    pub text: Option<String>,
    /// When the person said that this was wrong, in milliseconds since 1970.
    pub reported: Option<i64>,
}

/// Which entries are asked for; the default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Of this policy.
    pub category: Option<String>,
    /// With this outcome.
    pub action: Option<String>,
    /// About this message.
    pub message: Option<MessageId>,
    /// Only those that the person said were wrong.
    pub reported: bool,
}

impl SafetyEntry {
    /// An entry about a verdict of now, not yet in the log.
    #[must_use]
    pub fn new(withheld: &Withheld, hash: String) -> Self {
        Self {
            id: EntryId::make(),
            time: now(),
            conversation: None,
            message: None,
            role: if withheld.question { Role::User } else { Role::Assistant },
            category: withheld.category.clone(),
            action: withheld.action.clone(),
            tier: withheld.tier.clone(),
            score: withheld.score,
            policy_version: withheld.policy_version,
            hash,
            text: None,
            reported: None,
        }
    }
}

impl LogFilter {
    fn values(&self) -> [&dyn ToSql; 4] {
        [&self.category, &self.action, &self.message, &self.reported]
    }
}

impl Store {
    /// Adds an entry. The oldest go where there are very many.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_safety_entry(&self, entry: &SafetyEntry) -> Result<()> {
        self.write(|transaction| {
            transaction
                .prepare_cached(&format!(
                    "INSERT INTO safety_log ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
                ))?
                .execute(params![
                    entry.id,
                    entry.time,
                    entry.conversation,
                    entry.message,
                    entry.role,
                    entry.category,
                    entry.action,
                    entry.tier,
                    entry.score,
                    entry.policy_version,
                    entry.hash,
                    entry.text,
                    entry.reported,
                ])?;
            transaction
                .prepare_cached(
                    "DELETE FROM safety_log WHERE id IN
                     (SELECT id FROM safety_log WHERE reported IS NULL ORDER BY id DESC LIMIT -1 OFFSET ?1)",
                )?
                .execute([MOST])?;
            Ok(())
        })
    }

    /// Entries of the log, newest first: at most `most`, those before `before` where it is given.
    ///
    /// # Errors
    /// Those of the database.
    pub fn safety_log(&self, filter: &LogFilter, before: Option<EntryId>, most: usize) -> Result<Vec<SafetyEntry>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM safety_log WHERE {WHERE} AND (?5 IS NULL OR id < ?5) ORDER BY id DESC LIMIT ?6"
            ))?;
            let [category, action, message, reported] = filter.values();
            let rows = statement.query_map(params![category, action, message, reported, before, most], from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// How many entries there are.
    ///
    /// # Errors
    /// Those of the database.
    pub fn safety_log_length(&self, filter: &LogFilter) -> Result<u64> {
        let length: i64 = self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("SELECT count(*) FROM safety_log WHERE {WHERE}"))?;
            Ok(statement.query_row(filter.values().as_slice(), |row| row.get(0))?)
        })?;
        Ok(u64::try_from(length).unwrap_or_default())
    }

    /// Notes that the person holds a verdict for wrong, or no longer.
    ///
    /// # Errors
    /// [`Error::EntryMissing`].
    pub fn report_safety_entry(&self, id: EntryId, wrong: bool) -> Result<SafetyEntry> {
        self.write(|transaction| {
            let reported = wrong.then(now);
            transaction.execute("UPDATE safety_log SET reported = ?2 WHERE id = ?1", params![id, reported])?;
            find(transaction, id)
        })
    }

    /// Empties the log, reports among it, and says how many entries there were.
    ///
    /// # Errors
    /// Those of the database.
    pub fn clear_safety_log(&self) -> Result<usize> {
        self.write(|transaction| Ok(transaction.execute("DELETE FROM safety_log", [])?))
    }

    /// Takes the texts out of the log and leaves the rest.
    ///
    /// # Errors
    /// Those of the database.
    pub fn forget_safety_texts(&self) -> Result<()> {
        self.write(|transaction| {
            transaction.execute("UPDATE safety_log SET text = NULL WHERE text IS NOT NULL", [])?;
            Ok(())
        })
    }
}

fn find(connection: &Connection, id: EntryId) -> Result<SafetyEntry> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM safety_log WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()?
        .ok_or(Error::EntryMissing { id })
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<SafetyEntry> {
    Ok(SafetyEntry {
        id: row.get(0)?,
        time: row.get(1)?,
        conversation: row.get(2)?,
        message: row.get(3)?,
        role: row.get(4)?,
        category: row.get(5)?,
        action: row.get(6)?,
        tier: row.get(7)?,
        score: row.get(8)?,
        policy_version: row.get(9)?,
        hash: row.get(10)?,
        text: row.get(11)?,
        reported: row.get(12)?,
    })
}
