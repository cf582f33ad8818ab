//! A document's key names it as one of its owners has it: the same document may lie in a library and in a conversation,
//! and taking it from one must leave the other alone.

use std::fmt;
use std::str::FromStr;

use carat_store::{DocumentId, DocumentOwner};

use super::{DocumentScope, WireError};

/// Names a document, alone or as one of its owners has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DocumentKey {
    /// The document.
    pub(crate) document: DocumentId,
    /// Who has it; `None` where that does not matter, as in a citation.
    pub(crate) owner: Option<DocumentOwner>,
}

impl DocumentKey {
    /// The key of a document as `owner` has it.
    pub(crate) fn new(document: DocumentId, owner: DocumentOwner) -> Self {
        Self { document, owner: Some(owner) }
    }

    /// The key that a page sent, or an error that names the field.
    pub(crate) fn parse(key: &str) -> Result<Self, WireError> {
        key.parse::<Self>().map_err(|()| WireError::bad_id("document"))
    }

    /// The documents of keys that a page sent, or an error that names the field.
    pub(crate) fn documents(keys: &[String]) -> Result<Vec<DocumentId>, WireError> {
        keys.iter().map(|key| Self::parse(key).map(|key| key.document)).collect()
    }

    /// Who has it, where that is needed.
    pub(crate) fn needed_owner(&self) -> Result<DocumentOwner, WireError> {
        self.owner.ok_or_else(|| WireError::bad_id("document"))
    }
}

impl fmt::Display for DocumentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.document.fmt(f)?;
        match self.owner.map(DocumentScope::from) {
            None => Ok(()),
            Some(DocumentScope::Draft) => f.write_str(".draft"),
            Some(DocumentScope::Conversation { conversation }) => write!(f, ".conversation.{conversation}"),
            Some(DocumentScope::Library { library }) => write!(f, ".library.{library}"),
        }
    }
}

impl FromStr for DocumentKey {
    type Err = ();

    fn from_str(key: &str) -> Result<Self, ()> {
        let mut parts = key.split('.');
        let document = parts.next().and_then(|id| id.parse().ok()).ok_or(())?;
        let scope = match (parts.next(), parts.next(), parts.next()) {
            (None, _, _) => return Ok(Self { document, owner: None }),
            (Some("draft"), None, _) => DocumentScope::Draft,
            (Some("conversation"), Some(id), None) => DocumentScope::Conversation { conversation: id.to_owned() },
            (Some("library"), Some(id), None) => DocumentScope::Library { library: id.to_owned() },
            _ => return Err(()),
        };
        Ok(Self::new(document, scope.owner().map_err(|_| ())?))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::desk::draft;

    fn keys() -> Vec<DocumentKey> {
        let (document, other) = (DocumentId::from(Uuid::from_u128(7)), Uuid::from_u128(9));
        vec![
            DocumentKey { document, owner: None },
            DocumentKey::new(document, draft()),
            DocumentKey::new(document, DocumentOwner::Conversation(other.into())),
            DocumentKey::new(document, DocumentOwner::Library(other.into())),
        ]
    }

    #[test]
    fn a_key_survives_text_and_no_two_owners_have_the_same() {
        let written: Vec<String> = keys().iter().map(ToString::to_string).collect();
        for (key, text) in keys().iter().zip(&written) {
            assert_eq!(text.parse(), Ok(*key), "{text}");
        }
        let mut different = written.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), written.len());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let id = Uuid::from_u128(7);
        for text in ["", "x", ".draft", &format!("{id}.shelf"), &format!("{id}.library"), &format!("{id}.library.x")] {
            assert!(text.parse::<DocumentKey>().is_err(), "{text}");
        }
    }
}
