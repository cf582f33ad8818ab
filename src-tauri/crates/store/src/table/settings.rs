//! A setting is a named value of the person's choice, kept as JSON; what it means is the caller's affair.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::json_fault;
use crate::{Error, Result, Store};

pub(crate) const V1: &str = "
CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
";

impl Store {
    /// The value of a setting, or `None` where it was never set.
    ///
    /// # Errors
    /// [`Error::Setting`] where the stored value has another form.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let stored: Option<String> = self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
            Ok(statement.query_row([key], |row| row.get(0)).optional()?)
        })?;
        stored.map(|json| serde_json::from_str(&json).map_err(|error| fault(key, &error))).transpose()
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// [`Error::Setting`] where the value can't be written as JSON.
    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> Result<()> {
        let json = serde_json::to_string(value).map_err(|error| fault(key, &error))?;
        self.write(|transaction| put(transaction, key, &json))
    }

    /// Forgets all settings. Conversations and accepted terms stay.
    ///
    /// # Errors
    /// Those of the database.
    pub fn clear_settings(&self) -> Result<()> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM settings", [])?;
            Ok(())
        })
    }
}

/// All settings as (key, JSON).
pub(crate) fn all(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare_cached("SELECT key, value FROM settings ORDER BY key")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Sets a setting that has none yet.
pub(crate) fn put_if_missing(transaction: &Transaction<'_>, key: &str, json: &str) -> Result<()> {
    transaction
        .prepare_cached("INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![key, json])?;
    Ok(())
}

fn put(transaction: &Transaction<'_>, key: &str, json: &str) -> Result<()> {
    transaction
        .prepare_cached("INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2")?
        .execute(params![key, json])?;
    Ok(())
}

fn fault(key: &str, error: &serde_json::Error) -> Error {
    Error::Setting { key: key.to_owned(), detail: json_fault(error) }
}
