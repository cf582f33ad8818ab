//! The tables of the database, one file each: its migrations, its struct and the calls on it.

pub(crate) mod chunks;
pub(crate) mod conversations;
pub(crate) mod document_links;
pub(crate) mod documents;
pub(crate) mod held_texts;
pub(crate) mod libraries;
pub(crate) mod messages;
pub(crate) mod safety_log;
pub(crate) mod settings;
pub(crate) mod terms;
pub(crate) mod vectors;

use rusqlite::Row;
use rusqlite::types::{FromSqlError, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::json_fault;
use crate::{Error, Result};

/// A value in the form that a column of JSON holds.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Database { detail: json_fault(&error) })
}

/// Reads a column of JSON. The error tells its place alone, never its words.
pub(crate) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        let fault = FromSqlError::Other(json_fault(&error).into());
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(fault))
    })
}

/// Reads a column of JSON that may be NULL.
pub(crate) fn from_json_or_null<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => from_json(row, column).map(Some),
    }
}
