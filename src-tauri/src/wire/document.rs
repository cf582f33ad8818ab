//! Documents and libraries on the wire: what a window shows of them. No path of a file is among it, only keys.

use carat_reader as reader;
use carat_store as store;
use carat_store::DocumentOwner;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DocumentFormat, DocumentKey, DocumentUnit, WireError, format_of, parse_id};
use crate::desk::draft;

/// Where a document belongs. `draft` is a conversation of this window that has not begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "in", rename_all = "snake_case")]
pub(crate) enum DocumentScope {
    /// A conversation that has not begun.
    Draft,
    /// A conversation.
    Conversation { conversation: String },
    /// A library.
    Library { library: String },
}

impl DocumentScope {
    /// Whom the store knows under this scope.
    pub(crate) fn owner(&self) -> Result<DocumentOwner, WireError> {
        Ok(match self {
            Self::Draft => draft(),
            Self::Conversation { conversation } => DocumentOwner::Conversation(parse_id(conversation, "conversation")?),
            Self::Library { library } => DocumentOwner::Library(parse_id(library, "library")?),
        })
    }
}

impl From<DocumentOwner> for DocumentScope {
    fn from(owner: DocumentOwner) -> Self {
        match owner {
            owner if owner == draft() => Self::Draft,
            DocumentOwner::Conversation(id) => Self::Conversation { conversation: id.to_string() },
            DocumentOwner::Library(id) => Self::Library { library: id.to_string() },
        }
    }
}

/// Where a document stands. `searchable`: its words can be found, and `done` of `total` passages by their meaning too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum DocumentState {
    /// Others are read first.
    Waiting,
    /// So many pages or the like are read.
    Reading { done: u32, total: Option<u32> },
    /// Its words can be found.
    Searchable { done: u32, total: u32 },
    /// All of it can be found.
    Indexed,
    /// It can't be read.
    Failed { error: WireError },
}

impl DocumentState {
    /// Where a document stands that nothing is done with now, `encoder` being the one in use.
    pub(crate) fn at_rest(value: &store::Document, encoder: Option<&str>) -> Self {
        match value.state {
            store::DocumentState::Reading => Self::Reading { done: 0, total: value.parts },
            store::DocumentState::Failed => {
                let broken = || WireError::new("document_crashed", "Reading the document broke off. Read it again.");
                Self::Failed { error: value.error.as_ref().map_or_else(broken, Into::into) }
            }
            store::DocumentState::Ready => match encoder {
                Some(name) if value.encoder.as_deref() != Some(name) => {
                    Self::Searchable { done: 0, total: value.chunks }
                }
                Some(_) if value.encoded < value.chunks => {
                    Self::Searchable { done: value.encoded, total: value.chunks }
                }
                _ => Self::Indexed,
            },
        }
    }
}

/// Something that a person should know about a document that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "about", rename_all = "snake_case")]
pub(crate) enum DocumentNotice {
    /// Pages without a text layer.
    NoText { pages: Vec<u32> },
    /// Text that no reader would see was left out.
    Hidden { runs: u32, characters: u32 },
    /// A part could not be read and was left out.
    Skipped { part: String },
    /// Passages read like orders to an assistant.
    Orders { passages: u32 },
}

impl From<reader::Notice> for DocumentNotice {
    fn from(value: reader::Notice) -> Self {
        match value {
            reader::Notice::NoText { pages } => Self::NoText { pages },
            reader::Notice::Hidden { runs, characters } => Self::Hidden { runs, characters },
            reader::Notice::Skipped { part } => Self::Skipped { part },
            reader::Notice::Orders { passages } => Self::Orders { passages },
        }
    }
}

/// A document as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct StoredDocument {
    /// Its id.
    pub(crate) id: String,
    /// Where it belongs.
    pub(crate) scope: DocumentScope,
    /// Its file's name, without the folder.
    pub(crate) name: String,
    /// What it is; null until that is known.
    pub(crate) format: Option<DocumentFormat>,
    /// Size of its file.
    pub(crate) bytes: u64,
    /// Pages, slides, sheets or chapters; null where they are not known.
    pub(crate) parts: Option<u32>,
    /// What those are.
    pub(crate) unit: DocumentUnit,
    /// Passages that can be found in it.
    pub(crate) passages: u32,
    /// When it was added, in milliseconds since 1970.
    pub(crate) added: i64,
    /// Where it stands.
    pub(crate) state: DocumentState,
    /// What a person should know of it.
    pub(crate) notices: Vec<DocumentNotice>,
}

impl StoredDocument {
    /// A document as `owner` has it.
    pub(crate) fn new(value: &store::Document, owner: DocumentOwner, state: DocumentState) -> Self {
        let format = format_of(value);
        let unit = DocumentUnit::from(format);
        let notices: Vec<reader::Notice> = serde_json::from_value(value.notices.clone()).unwrap_or_default();
        Self {
            id: DocumentKey::new(value.id, owner).to_string(),
            scope: owner.into(),
            name: value.name.clone(),
            format,
            bytes: value.bytes,
            // "One part" says nothing; passages do.
            parts: value.parts.filter(|_| unit != DocumentUnit::Parts),
            unit,
            passages: value.chunks,
            added: value.added,
            state,
            notices: notices.into_iter().map(Into::into).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn document(state: store::DocumentState, encoder: Option<&str>, encoded: u32) -> store::Document {
        store::Document {
            id: Uuid::from_u128(1).into(),
            number: 1,
            sha256: "ab".into(),
            bytes: 9,
            format: Some("pdf".into()),
            parts: Some(4),
            state,
            error: None,
            notices: serde_json::json!([{ "about": "no_text", "pages": [2] }]),
            characters: 9,
            chunks: 5,
            encoder: encoder.map(str::to_owned),
            encoded,
            path: "/secret/a.pdf".into(),
            name: "a.pdf".into(),
            added: 3,
        }
    }

    #[test]
    fn a_document_that_another_encoder_has_gone_through_waits_for_this_one() {
        let ready = |encoder, encoded| document(store::DocumentState::Ready, encoder, encoded);
        let at_rest = |document: &store::Document| DocumentState::at_rest(document, Some("mine"));
        assert_eq!(at_rest(&ready(Some("other"), 5)), DocumentState::Searchable { done: 0, total: 5 });
        assert_eq!(at_rest(&ready(Some("mine"), 3)), DocumentState::Searchable { done: 3, total: 5 });
        assert_eq!(at_rest(&ready(Some("mine"), 5)), DocumentState::Indexed);
        let words_alone = DocumentState::at_rest(&ready(None, 0), None);
        assert_eq!(words_alone, DocumentState::Indexed, "without an encoder there is nothing to wait for");
    }

    #[test]
    fn a_document_crosses_with_its_format_and_notices_and_without_its_path() {
        let shown =
            StoredDocument::new(&document(store::DocumentState::Ready, None, 0), draft(), DocumentState::Indexed);
        assert_eq!((shown.format, shown.unit, shown.parts), (Some(DocumentFormat::Pdf), DocumentUnit::Pages, Some(4)));
        assert_eq!(shown.notices, [DocumentNotice::NoText { pages: vec![2] }]);
        let json = serde_json::to_value(&shown).expect("it is plain");
        assert_eq!(json["scope"], serde_json::json!({ "in": "draft" }));
        assert!(!json.to_string().contains("secret"), "{json}");
    }
}
