//! A vector is a chunk's meaning as numbers, by the model that its document names: eight bits each, times a scale.

use rusqlite::{Transaction, params};

use super::chunks::{ChunkId, bounds};
use crate::table::documents;
use crate::{DocumentId, Result, Store};

/// `chunk` is the chunk's number.
pub(crate) const V4: &str = "
CREATE TABLE vectors (
    chunk INTEGER PRIMARY KEY,
    scale REAL NOT NULL,
    numbers BLOB NOT NULL
) STRICT;
";

/// A vector as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    /// Whose it is.
    pub chunk: ChunkId,
    /// What each number is to be multiplied with.
    pub scale: f32,
    /// Its numbers.
    pub numbers: Vec<i8>,
}

impl Store {
    /// Adds the vectors of a document's chunks from the one of the place `from` on. `through` is how many of its chunks
    /// the encoder has then gone through, those among them that it gave no vector. Another encoder than before begins
    /// anew, from 0.
    ///
    /// Says whether they were added: they are not where those before them are missing, since another encoder has begun
    /// anew meanwhile. Whoever encodes is to stop then, else the two would erase each other's vectors in turn.
    ///
    /// # Errors
    /// [`crate::Error::DocumentMissing`] where it was removed meanwhile.
    pub fn add_vectors(
        &self,
        document: DocumentId,
        encoder: &str,
        from: u32,
        through: u32,
        vectors: &[Vector],
    ) -> Result<bool> {
        self.write(|transaction| {
            let seq = documents::seq_of(transaction, document)?;
            let (first, end) = bounds(seq);
            let (known, encoded): (Option<String>, u32) = transaction
                .prepare_cached("SELECT encoder, encoded FROM documents WHERE seq = ?1")?
                .query_row([seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let same = known.as_deref() == Some(encoder);
            let missing = if same { encoded < from } else { from > 0 };
            if missing {
                return Ok(false);
            }
            if !same {
                erase(transaction, first, end)?;
            }
            // Two that encode with the same encoder do the same, and the one behind takes nothing back.
            let through = if same { through.max(encoded) } else { through };
            transaction
                .prepare_cached("UPDATE documents SET encoder = ?2, encoded = min(?3, chunks) WHERE seq = ?1")?
                .execute(params![seq, encoder, through])?;
            let mut insert = transaction.prepare_cached(
                "INSERT OR REPLACE INTO vectors (chunk, scale, numbers)
                 SELECT id, ?2, ?3 FROM chunks WHERE id = ?1 AND id >= ?4 AND id < ?5",
            )?;
            for vector in vectors {
                // The bytes of signed numbers are those of unsigned ones.
                let bytes: Vec<u8> = vector.numbers.iter().map(|number| number.cast_unsigned()).collect();
                insert.execute(params![vector.chunk.0, f64::from(vector.scale), bytes, first, end])?;
            }
            documents::bump(transaction)?;
            Ok(true)
        })
    }

    /// The vectors of a document, in the order of its chunks.
    ///
    /// # Errors
    /// Those of the database.
    pub fn vectors(&self, document: i64) -> Result<Vec<Vector>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT chunk, scale, numbers FROM vectors WHERE chunk >= ?1 AND chunk < ?2 ORDER BY chunk",
            )?;
            let (first, end) = bounds(document);
            let rows = statement.query_map([first, end], |row| {
                let bytes = row.get_ref(2)?.as_blob()?;
                #[expect(clippy::cast_possible_truncation, reason = "it was a single before it was stored")]
                let scale = row.get::<_, f64>(1)? as f32;
                let numbers = bytes.iter().map(|byte| byte.cast_signed()).collect();
                Ok(Vector { chunk: ChunkId(row.get(0)?), scale, numbers })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// Takes out the vectors of the chunks from `first` to before `end`.
pub(crate) fn erase(transaction: &Transaction<'_>, first: i64, end: i64) -> Result<()> {
    transaction.prepare_cached("DELETE FROM vectors WHERE chunk >= ?1 AND chunk < ?2")?.execute([first, end])?;
    Ok(())
}
