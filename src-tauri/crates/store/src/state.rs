//! Who said a message, and where its writing stands.

use std::collections::BTreeMap;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// Where the writing of a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// It is whole.
    Complete,
    /// A process is writing it.
    Streaming,
    /// The person stopped it.
    Stopped,
    /// It ended with an error, which stands beside it.
    Failed,
    /// Its writer ended while writing it.
    BrokenOff,
}

/// An error as it is kept beside a message: `code` picks the sentence, `args` fill it, `message` is the English one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredError {
    /// The stable name of the error.
    pub code: String,
    /// The English sentence.
    pub message: String,
    /// What fills the sentence.
    pub args: BTreeMap<String, String>,
}

impl Role {
    /// The name it is stored under.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

impl MessageState {
    /// The name it is stored under.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Streaming => "streaming",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::BrokenOff => "broken_off",
        }
    }
}

/// A stored name that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("an unknown name of {0} characters")]
struct UnknownName(usize);

macro_rules! stored_by_name {
    ($name:ident: $($variant:ident),+) => {
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(self.as_str()))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let name = value.as_str()?;
                [$(Self::$variant),+]
                    .into_iter()
                    .find(|known| known.as_str() == name)
                    .ok_or_else(|| FromSqlError::Other(Box::new(UnknownName(name.chars().count()))))
            }
        }
    };
}

stored_by_name!(Role: User, Assistant);
stored_by_name!(MessageState: Complete, Streaming, Stopped, Failed, BrokenOff);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_the_database_and_on_the_wire_are_the_same() {
        for state in [
            MessageState::Complete,
            MessageState::Streaming,
            MessageState::Stopped,
            MessageState::Failed,
            MessageState::BrokenOff,
        ] {
            assert_eq!(serde_json::to_value(state).expect("a state is a string"), state.as_str());
            let stored = ValueRef::Text(state.as_str().as_bytes());
            assert_eq!(MessageState::column_result(stored).expect("a known name"), state);
        }
        assert!(Role::column_result(ValueRef::Text(b"system")).is_err(), "an unknown name is an error, not a guess");
    }
}
