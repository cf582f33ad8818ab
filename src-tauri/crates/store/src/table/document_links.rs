//! A link says to what a document belongs: to libraries, to conversations, or to both. A document without one is erased.

use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use crate::store::now;
use crate::table::documents;
use crate::{ConversationId, Document, DocumentId, LibraryId, Result, Store};

/// `path` and `name` stand here and not with the document: the same content may lie under several names.
pub(crate) const V4: &str = "
CREATE TABLE document_links (
    owner TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (seq) DEFERRABLE INITIALLY DEFERRED,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    added INTEGER NOT NULL,
    PRIMARY KEY (owner, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_links_by_document ON document_links (document);
";

/// What a document belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "id")]
pub enum DocumentOwner {
    /// A library.
    Library(LibraryId),
    /// A conversation that it was dropped on.
    Conversation(ConversationId),
}

impl DocumentOwner {
    /// How the owner is stored. Ids of both kinds are UUIDs, so they never meet.
    pub(crate) fn key(self) -> String {
        match self {
            Self::Library(id) => id.to_string(),
            Self::Conversation(id) => id.to_string(),
        }
    }
}

/// Where a document was added from, and what it is called there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// What it is to belong to.
    pub owner: DocumentOwner,
    /// Its path as it was given; empty where it has none, as pasted text.
    pub path: String,
    /// Its name for people.
    pub name: String,
}

impl Store {
    /// Makes a document belong to one more owner. Where it does already, the path and name of before stay.
    ///
    /// # Errors
    /// [`crate::Error::DocumentMissing`].
    pub fn link_document(&self, id: DocumentId, link: &NewLink) -> Result<Document> {
        self.write(|transaction| {
            let seq = documents::seq_of(transaction, id)?;
            add(transaction, seq, link)?;
            documents::find(transaction, seq, link.owner)
        })
    }

    /// Takes a document from an owner, and erases it where that was the last one. Says whether it was erased.
    ///
    /// # Errors
    /// [`crate::Error::DocumentMissing`].
    pub fn unlink_document(&self, id: DocumentId, owner: DocumentOwner) -> Result<bool> {
        let erased = self.write(|transaction| {
            let seq = documents::seq_of(transaction, id)?;
            transaction
                .execute("DELETE FROM document_links WHERE owner = ?1 AND document = ?2", params![owner.key(), seq])?;
            Ok(documents::erase_unowned(transaction)?.contains(&id))
        })?;
        if erased {
            self.scrub()?;
        }
        Ok(erased)
    }
}

/// Adds the link unless there is one.
pub(crate) fn add(transaction: &Transaction<'_>, document: i64, link: &NewLink) -> Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO document_links (owner, document, path, name, added) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![link.owner.key(), document, link.path, link.name, now()])?;
    Ok(())
}
