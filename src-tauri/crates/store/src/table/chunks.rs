//! A chunk is a passage of a document, as long as an encoder can take in. Its document's chunks, one after another, are
//! the whole of its text.

use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

use crate::search::chunk_index;
use crate::table::{documents, vectors};
use crate::{DocumentId, Error, Result, Store};

/// `id` is [`ChunkId`]'s number. `start` counts the characters of the document before it. `context` is what stands above
/// it, such as headings: searched with it, and no part of the text. `place` is JSON of the documents' own.
pub(crate) const V4: &str = "
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY,
    start INTEGER NOT NULL,
    text TEXT NOT NULL,
    context TEXT NOT NULL,
    language TEXT,
    place TEXT NOT NULL
) STRICT;
";

const COLUMNS: &str = "id, start, text, context, language, place";

/// Bits of a chunk's number that count within its document.
const ORDINAL_BITS: u32 = 20;

/// The most chunks of a document: some 800 million characters.
pub const MOST_CHUNKS: u32 = 1 << ORDINAL_BITS;

/// A chunk's number: its document's number, then its place among that document's chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ChunkId(pub i64);

impl ChunkId {
    /// The number of a document's chunk.
    #[must_use]
    pub fn of(document: i64, ordinal: u32) -> Self {
        Self((document << ORDINAL_BITS) | i64::from(ordinal))
    }

    /// Its document's number.
    #[must_use]
    pub fn document(self) -> i64 {
        self.0 >> ORDINAL_BITS
    }

    /// Its place among its document's chunks, from 0.
    #[must_use]
    pub fn ordinal(self) -> u32 {
        u32::try_from(self.0 & i64::from(MOST_CHUNKS - 1)).unwrap_or_default()
    }
}

/// A chunk that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChunk {
    /// Characters of the document before it.
    pub start: u64,
    /// Its text, with the space after it.
    pub text: String,
    /// What stands above it.
    pub context: String,
    /// Its language by two or three letters, where that is known.
    pub language: Option<String>,
    /// Where it stands, as JSON.
    pub place: String,
}

/// A chunk as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its number.
    pub id: ChunkId,
    /// Characters of the document before it.
    pub start: u64,
    /// Its text, with the space after it.
    pub text: String,
    /// What stands above it.
    pub context: String,
    /// Its language by two or three letters, where that is known.
    pub language: Option<String>,
    /// Where it stands, as JSON.
    pub place: String,
}

impl Store {
    /// Adds the next chunks of a document that is being read, findable from now on: all of them or, on an error, none.
    ///
    /// # Errors
    /// [`Error::DocumentMissing`] where it was removed meanwhile; [`Error::DocumentTooLong`].
    pub fn add_chunks(&self, document: DocumentId, chunks: &[NewChunk]) -> Result<()> {
        self.write(|transaction| {
            let seq = documents::seq_of(transaction, document)?;
            let first: u32 = transaction
                .prepare_cached("SELECT chunks FROM documents WHERE seq = ?1")?
                .query_row([seq], |row| row.get(0))?;
            let mut insert = transaction
                .prepare_cached(&format!("INSERT INTO chunks ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"))?;
            let mut ordinal = first;
            for chunk in chunks {
                if ordinal >= MOST_CHUNKS {
                    return Err(Error::DocumentTooLong { limit: MOST_CHUNKS });
                }
                let id = ChunkId::of(seq, ordinal);
                let start = i64::try_from(chunk.start).unwrap_or(i64::MAX);
                insert.execute(params![id.0, start, chunk.text, chunk.context, chunk.language, chunk.place])?;
                chunk_index::put(transaction, id.0, &chunk.text, &chunk.context)?;
                ordinal += 1;
            }
            transaction
                .prepare_cached("UPDATE documents SET chunks = ?2 WHERE seq = ?1")?
                .execute(params![seq, ordinal])?;
            documents::bump(transaction)
        })
    }

    /// The chunks of these numbers, those that are there, in the order of their numbers.
    ///
    /// # Errors
    /// Those of the database.
    pub fn chunks(&self, ids: &[ChunkId]) -> Result<Vec<Chunk>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM chunks WHERE id = ?1"))?;
            let mut ids = ids.to_vec();
            ids.sort_unstable();
            ids.dedup();
            let mut chunks = Vec::with_capacity(ids.len());
            for id in ids {
                let mut rows = statement.query_map([id.0], from_row)?;
                chunks.extend(rows.next().transpose()?);
            }
            Ok(chunks)
        })
    }

    /// How many chunks there are in all.
    ///
    /// # Errors
    /// Those of the database.
    pub fn chunk_total(&self) -> Result<u64> {
        let total: i64 = self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT coalesce(sum(chunks), 0) FROM documents")?;
            Ok(statement.query_row([], |row| row.get(0))?)
        })?;
        Ok(u64::try_from(total).unwrap_or_default())
    }

    /// A document's chunks from the one of this place, at most `most` of them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn chunks_from(&self, document: i64, ordinal: u32, most: u32) -> Result<Vec<Chunk>> {
        self.read(|connection| range(connection, document, ordinal, most))
    }

    /// The whole text of a document.
    ///
    /// # Errors
    /// Those of the database.
    pub fn document_text(&self, document: i64) -> Result<String> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT text FROM chunks WHERE id >= ?1 AND id < ?2 ORDER BY id")?;
            let (first, end) = bounds(document);
            let mut rows = statement.query([first, end])?;
            let mut text = String::new();
            while let Some(row) = rows.next()? {
                text.push_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
            }
            Ok(text)
        })
    }
}

/// The numbers of a document's chunks: the first one and the one after the last that it may have.
pub(crate) fn bounds(document: i64) -> (i64, i64) {
    (ChunkId::of(document, 0).0, ChunkId::of(document + 1, 0).0)
}

/// Takes out all chunks of a document with their index and vectors.
pub(crate) fn erase(transaction: &Transaction<'_>, document: i64) -> Result<()> {
    let (first, end) = bounds(document);
    chunk_index::forget(transaction, first, end)?;
    vectors::erase(transaction, first, end)?;
    transaction.prepare_cached("DELETE FROM chunks WHERE id >= ?1 AND id < ?2")?.execute([first, end])?;
    Ok(())
}

fn range(connection: &Connection, document: i64, ordinal: u32, most: u32) -> Result<Vec<Chunk>> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM chunks WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"))?;
    let rows = statement.query_map(params![ChunkId::of(document, ordinal).0, bounds(document).1, most], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Chunk> {
    Ok(Chunk {
        id: ChunkId(row.get(0)?),
        start: row.get::<_, i64>(1)?.try_into().unwrap_or_default(),
        text: row.get(2)?,
        context: row.get(3)?,
        language: row.get(4)?,
        place: row.get(5)?,
    })
}
