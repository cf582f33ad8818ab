//! An error as a person meets it: a code that picks the sentence and the next step, and what fills them.

use std::collections::BTreeMap;

use carat_engine::EngineError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An error as a person meets it: `code` picks the sentence and the next step, `args` fill it, `message` is the English one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TS)]
#[error("{message}")]
pub(crate) struct WireError {
    /// Stable, in snake case.
    pub(crate) code: String,
    /// The English sentence: what happened, to what, and what to do.
    pub(crate) message: String,
    /// What the sentence names.
    pub(crate) args: BTreeMap<String, String>,
}

impl WireError {
    /// An error without arguments.
    #[must_use]
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), args: BTreeMap::new() }
    }

    /// The same with one more argument.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }

    /// Carat's own mistake: a person can only try again or report it.
    #[must_use]
    pub(crate) fn internal(detail: impl std::fmt::Display) -> Self {
        Self::new(
            "internal",
            format!("Carat made a mistake: {detail}. Try again; if it stays, copy the diagnostics from the settings."),
        )
        .with("detail", detail)
    }

    /// A file that could not be read or written.
    #[must_use]
    pub(crate) fn file(path: &std::path::Path, detail: impl std::fmt::Display) -> Self {
        let path = path.display();
        Self::new("file_failed", format!("Carat could not use {path}: {detail}. Choose another place."))
            .with("path", path)
            .with("detail", detail)
    }

    /// An id that is none, from a page that is out of step.
    #[must_use]
    pub(crate) fn bad_id(field: &str) -> Self {
        Self::new("invalid", format!("The {field} is not an id of Carat's.")).with("field", field)
    }
}

impl From<EngineError> for WireError {
    fn from(error: EngineError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), args: fields(&error) }
    }
}

impl From<carat_store::Error> for WireError {
    fn from(error: carat_store::Error) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), args: error.args() }
    }
}

impl From<carat_hub::Error> for WireError {
    fn from(error: carat_hub::Error) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), args: error.args() }
    }
}

impl From<carat_hub::HubError> for WireError {
    fn from(error: carat_hub::HubError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), args: error.args() }
    }
}

impl From<carat_chat::ChatError> for WireError {
    fn from(error: carat_chat::ChatError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), args: error.args() }
    }
}

impl From<carat_documents::DocumentError> for WireError {
    fn from(error: carat_documents::DocumentError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), args: error.args() }
    }
}

impl From<&EngineError> for WireError {
    fn from(error: &EngineError) -> Self {
        error.clone().into()
    }
}

/// The fields of a tagged error as words: what the sentence in another language needs.
fn fields(error: &EngineError) -> BTreeMap<String, String> {
    let Ok(serde_json::Value::Object(object)) = serde_json::to_value(error) else { return BTreeMap::new() };
    object.into_iter().filter(|(name, _)| name != "code").map(|(name, value)| (name, words(value))).collect()
}

fn words(value: serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_error_keeps_its_code_its_sentence_and_its_fields() {
        let error = WireError::from(EngineError::ContextFull { needed: 40_000, limit: 32_768 });
        assert_eq!(error.code, "context_full");
        assert!(error.message.contains("40000"), "the English sentence names the numbers: {}", error.message);
        assert_eq!(error.args, BTreeMap::from([("needed".into(), "40000".into()), ("limit".into(), "32768".into())]));
    }

    #[test]
    fn an_error_without_fields_has_no_arguments() {
        assert_eq!(WireError::from(EngineError::NoModel).args, BTreeMap::new());
    }
}
