//! The index of passages: an FTS5 table of their terms, each row under its chunk's number.
//!
//! The table keeps no text of its own: that would be twice the text, and more for Chinese. What is to be taken out is
//! worked out again from the chunk, which must therefore still be there when its row goes; a change of [`terms`] needs a
//! new index. Secure-delete overwrites the row's traces.

use rusqlite::{Transaction, params};

use super::terms;
use crate::{Result, Store};

const CREATE: &str = "
CREATE VIRTUAL TABLE chunk_index USING fts5 (words, context, content = '', tokenize = 'ascii');
CREATE VIRTUAL TABLE chunk_terms USING fts5vocab (chunk_index, row);
INSERT INTO chunk_index (chunk_index, rank) VALUES ('secure-delete', 1);
";

/// What a term in the headings above a passage counts, beside one in its own text.
const CONTEXT_WEIGHT: f64 = 0.7;

/// Makes the table. Part of format 4.
pub(crate) fn create(transaction: &Transaction<'_>) -> Result<()> {
    Ok(transaction.execute_batch(CREATE)?)
}

/// Makes the table anew and fills it with all chunks.
pub(crate) fn rebuild(transaction: &Transaction<'_>) -> Result<()> {
    transaction.execute_batch("DROP TABLE chunk_terms; DROP TABLE chunk_index;")?;
    create(transaction)?;
    let mut chunks = transaction.prepare("SELECT id, text, context FROM chunks ORDER BY id")?;
    let mut rows = chunks.query([])?;
    while let Some(row) = rows.next()? {
        put(transaction, row.get(0)?, &row.get::<_, String>(1)?, &row.get::<_, String>(2)?)?;
    }
    Ok(())
}

/// Makes a chunk findable.
pub(crate) fn put(transaction: &Transaction<'_>, chunk: i64, text: &str, context: &str) -> Result<()> {
    transaction
        .prepare_cached("INSERT INTO chunk_index (rowid, words, context) VALUES (?1, ?2, ?3)")?
        .execute(params![chunk, terms::indexed(text), terms::indexed(context)])?;
    Ok(())
}

/// Takes out the chunks whose numbers lie from `first` to before `end`.
pub(crate) fn forget(transaction: &Transaction<'_>, first: i64, end: i64) -> Result<()> {
    let mut chunks = transaction.prepare_cached("SELECT id, text, context FROM chunks WHERE id >= ?1 AND id < ?2")?;
    let mut rows = chunks.query([first, end])?;
    let mut delete = transaction
        .prepare_cached("INSERT INTO chunk_index (chunk_index, rowid, words, context) VALUES ('delete', ?1, ?2, ?3)")?;
    while let Some(row) = rows.next()? {
        let (chunk, text, context): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        delete.execute(params![chunk, terms::indexed(&text), terms::indexed(&context)])?;
    }
    Ok(())
}

/// Empties the index.
pub(crate) fn forget_all(transaction: &Transaction<'_>) -> Result<()> {
    transaction.execute("INSERT INTO chunk_index (chunk_index) VALUES ('delete-all')", [])?;
    Ok(())
}

impl Store {
    /// Every chunk that has one of the terms, by its number, with its score by BM25: more is better. `wanted` says which
    /// numbers count; the others are passed over.
    ///
    /// # Errors
    /// Those of the database.
    pub fn matching_chunks(&self, terms: &[terms::Term], wanted: impl Fn(i64) -> bool) -> Result<Vec<(i64, f64)>> {
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let expression = terms.iter().map(terms::Term::expression).collect::<Vec<_>>().join(" OR ");
        self.read(|connection| {
            // Neither sorted nor limited by SQLite: that would cost more than to choose here.
            let mut statement = connection.prepare_cached(
                "SELECT rowid, bm25(chunk_index, 1.0, ?2) FROM chunk_index WHERE chunk_index MATCH ?1",
            )?;
            let mut rows = statement.query(params![expression, CONTEXT_WEIGHT])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let chunk = row.get(0)?;
                if wanted(chunk) {
                    found.push((chunk, -row.get::<_, f64>(1)?));
                }
            }
            Ok(found)
        })
    }

    /// In how many chunks of all libraries each term is. Quick for rare terms: the time goes by the count.
    ///
    /// # Errors
    /// Those of the database.
    pub fn chunks_with(&self, terms: &[&str]) -> Result<Vec<u64>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT doc FROM chunk_terms WHERE term = ?1")?;
            let mut counts = Vec::with_capacity(terms.len());
            for term in terms {
                let mut rows = statement.query([term])?;
                let count: i64 = match rows.next()? {
                    Some(row) => row.get(0)?,
                    None => 0,
                };
                counts.push(u64::try_from(count).unwrap_or_default());
            }
            Ok(counts)
        })
    }
}
