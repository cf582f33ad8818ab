//! A document is a file whose text was read into the store: recognised by its content's hash, however it is called.

mod writing;

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use uuid::Uuid;

pub(crate) use self::writing::erase_unowned;
use super::{from_json, from_json_or_null};
use crate::{DocumentId, DocumentOwner, Error, Result, Store, StoredError};

/// `encoder` names the model of its vectors and `encoded` counts the chunks that it has gone through. `writer` is the
/// process that reads it. `revision` counts changes of anything that a search looks at.
pub(crate) const V4: &str = "
CREATE TABLE documents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    format TEXT,
    parts INTEGER,
    state TEXT NOT NULL,
    error TEXT,
    notices TEXT NOT NULL,
    characters INTEGER NOT NULL DEFAULT 0,
    chunks INTEGER NOT NULL DEFAULT 0,
    encoder TEXT,
    encoded INTEGER NOT NULL DEFAULT 0,
    writer TEXT,
    added INTEGER NOT NULL
) STRICT;
CREATE TABLE document_revision (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO document_revision VALUES (1, 0);
";

const COLUMNS: &str = "d.id, d.seq, d.sha256, d.bytes, d.format, d.parts, d.state, d.error, d.notices, d.characters,
    d.chunks, d.encoder, d.encoded, k.path, k.name, k.added";

/// How far a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// Its text is being read.
    Reading,
    /// All of its text is there and can be searched.
    Ready,
    /// It can't be read.
    Failed,
}

impl DocumentState {
    fn from_name(name: &str) -> Self {
        match name {
            "ready" => Self::Ready,
            "failed" => Self::Failed,
            _ => Self::Reading,
        }
    }
}

/// A document as one of its owners has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Its name for good.
    pub id: DocumentId,
    /// Its number in the store, which its chunks' numbers begin with.
    pub number: i64,
    /// Its content's SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its size as it lies.
    pub bytes: u64,
    /// What it is, as the reader names formats; `None` until that is known.
    pub format: Option<String>,
    /// Pages, slides, sheets or chapters.
    pub parts: Option<u32>,
    /// How far it is.
    pub state: DocumentState,
    /// Why it can't be read.
    pub error: Option<StoredError>,
    /// What a person should know about it, as the reader told it.
    pub notices: serde_json::Value,
    /// The length of its text.
    pub characters: u64,
    /// Its passages.
    pub chunks: u32,
    /// The model of its vectors.
    pub encoder: Option<String>,
    /// How many of its chunks that model has gone through; all of them when it is done.
    pub encoded: u32,
    /// Its path as this owner has it.
    pub path: String,
    /// Its name as this owner has it.
    pub name: String,
    /// When this owner got it, in milliseconds since 1970.
    pub added: i64,
}

/// What adding came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Begun {
    /// It is new: its text is to be read.
    New(Document),
    /// The same content is there already, and belongs to this owner now, too.
    Known(Document),
}

/// What is known of a document once it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentFacts {
    /// What it is, as the reader names formats.
    pub format: String,
    /// Pages, slides, sheets or chapters.
    pub parts: Option<u32>,
    /// What a person should know about it.
    pub notices: serde_json::Value,
    /// The length of its text.
    pub characters: u64,
}

impl Store {
    /// What an owner has, in the order in which it was added.
    ///
    /// # Errors
    /// Those of the database.
    pub fn documents(&self, owner: DocumentOwner) -> Result<Vec<Document>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM document_links k JOIN documents d ON d.seq = k.document
                 WHERE k.owner = ?1 ORDER BY k.added, d.seq"
            ))?;
            let rows = statement.query_map([owner.key()], from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The ids of all documents.
    ///
    /// # Errors
    /// Those of the database.
    pub fn document_ids(&self) -> Result<HashSet<DocumentId>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT id FROM documents")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// One document, as the owner that got it first has it.
    ///
    /// # Errors
    /// [`Error::DocumentMissing`].
    pub fn document(&self, id: DocumentId) -> Result<Document> {
        self.read(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM documents d JOIN document_links k ON k.document = d.seq
                     WHERE d.id = ?1 ORDER BY k.added LIMIT 1"
                ))?
                .query_row([id], from_row)
                .optional()?
                .ok_or(Error::DocumentMissing { id })
        })
    }

    /// The documents whose reading was broken off, by a process that is gone, each as one of its owners has it.
    ///
    /// # Errors
    /// Those of the database and of the folder of locks.
    pub fn broken_off_documents(&self) -> Result<Vec<(Document, DocumentOwner)>> {
        let mut alive: HashSet<Uuid> = self.other_writers()?;
        alive.insert(self.writer_id());
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS}, d.writer, k.owner, l.id IS NOT NULL
                 FROM documents d JOIN document_links k ON k.document = d.seq LEFT JOIN libraries l ON l.id = k.owner
                 WHERE d.state = 'reading' GROUP BY d.seq ORDER BY d.seq"
            ))?;
            let rows = statement.query_map([], |row| {
                let owner: Uuid = row.get::<_, String>(17)?.parse().unwrap_or_default();
                let owner = if row.get(18)? {
                    DocumentOwner::Library(owner.into())
                } else {
                    DocumentOwner::Conversation(owner.into())
                };
                Ok((from_row(row)?, row.get::<_, Option<String>>(16)?, owner))
            })?;
            let mut broken = Vec::new();
            for row in rows {
                let (document, writer, owner) = row?;
                let writer = writer.and_then(|writer| Uuid::parse_str(&writer).ok());
                if writer.is_none_or(|writer| !alive.contains(&writer)) {
                    broken.push((document, owner));
                }
            }
            Ok(broken)
        })
    }

    /// Counts up with every change that a search can see, by whichever process.
    ///
    /// # Errors
    /// Those of the database.
    pub fn document_revision(&self) -> Result<i64> {
        self.read(|connection| {
            Ok(connection.prepare_cached("SELECT revision FROM document_revision")?.query_row([], |row| row.get(0))?)
        })
    }
}

/// Notes that what a search sees has changed.
pub(crate) fn bump(transaction: &Transaction<'_>) -> Result<()> {
    transaction.prepare_cached("UPDATE document_revision SET revision = revision + 1")?.execute([])?;
    Ok(())
}

/// The number of a document.
pub(crate) fn seq_of(connection: &Connection, id: DocumentId) -> Result<i64> {
    connection
        .prepare_cached("SELECT seq FROM documents WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or(Error::DocumentMissing { id })
}

/// A document as `owner` has it.
pub(crate) fn find(connection: &Connection, seq: i64, owner: DocumentOwner) -> Result<Document> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM document_links k JOIN documents d ON d.seq = k.document
             WHERE k.owner = ?1 AND k.document = ?2"
        ))?
        .query_row(params![owner.key(), seq], from_row)?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        id: row.get(0)?,
        number: row.get(1)?,
        sha256: row.get(2)?,
        bytes: row.get::<_, i64>(3)?.try_into().unwrap_or_default(),
        format: row.get(4)?,
        parts: row.get(5)?,
        state: DocumentState::from_name(&row.get::<_, String>(6)?),
        error: from_json_or_null(row, 7)?,
        notices: from_json(row, 8)?,
        characters: row.get::<_, i64>(9)?.try_into().unwrap_or_default(),
        chunks: row.get(10)?,
        encoder: row.get(11)?,
        encoded: row.get(12)?,
        path: row.get(13)?,
        name: row.get(14)?,
        added: row.get(15)?,
    })
}
