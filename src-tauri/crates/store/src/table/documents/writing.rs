//! What happens to a document: begun, finished, failed, erased.

use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::{Begun, DocumentFacts, bump, find, seq_of};
use crate::store::now;
use crate::table::{chunks, document_links, to_json};
use crate::{DocumentId, NewLink, Result, Store, StoredError};

impl Store {
    /// Begins a document, or recognises it. One that failed before or whose reading was broken off begins anew.
    ///
    /// # Errors
    /// Those of the database.
    pub fn begin_document(&self, sha256: &str, bytes: u64, link: &NewLink) -> Result<Begun> {
        let alive = self.other_writers()?;
        let me = self.writer_id();
        self.write(|transaction| {
            let known: Option<(i64, String, Option<String>)> = transaction
                .prepare_cached("SELECT seq, state, writer FROM documents WHERE sha256 = ?1")?
                .query_row([sha256], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            if let Some((seq, state, writer)) = known {
                document_links::add(transaction, seq, link)?;
                let read_elsewhere = writer.and_then(|writer| Uuid::parse_str(&writer).ok());
                let under_way = read_elsewhere.is_some_and(|writer| alive.contains(&writer));
                bump(transaction)?;
                if state == "ready" || (state == "reading" && under_way) {
                    return Ok(Begun::Known(find(transaction, seq, link.owner)?));
                }
                restart(transaction, seq, me)?;
                return Ok(Begun::New(find(transaction, seq, link.owner)?));
            }
            transaction
                .prepare_cached(
                    "INSERT INTO documents (id, sha256, bytes, state, notices, writer, added)
                     VALUES (?1, ?2, ?3, 'reading', '[]', ?4, ?5)",
                )?
                .execute(params![
                    DocumentId::make(),
                    sha256,
                    i64::try_from(bytes).unwrap_or(i64::MAX),
                    me.to_string(),
                    now()
                ])?;
            let seq = transaction.last_insert_rowid();
            document_links::add(transaction, seq, link)?;
            bump(transaction)?;
            Ok(Begun::New(find(transaction, seq, link.owner)?))
        })
    }

    /// Marks a document as wholly read.
    ///
    /// # Errors
    /// [`Error::DocumentMissing`] where it was removed meanwhile.
    pub fn finish_document(&self, id: DocumentId, facts: &DocumentFacts) -> Result<()> {
        self.write(|transaction| {
            let seq = seq_of(transaction, id)?;
            transaction
                .prepare_cached(
                    "UPDATE documents SET state = 'ready', error = NULL, writer = NULL, format = ?2, parts = ?3,
                     notices = ?4, characters = ?5 WHERE seq = ?1",
                )?
                .execute(params![
                    seq,
                    facts.format,
                    facts.parts,
                    to_json(&facts.notices)?,
                    i64::try_from(facts.characters).unwrap_or(i64::MAX)
                ])?;
            bump(transaction)
        })
    }

    /// Marks a document as unreadable and forgets the text of it that was read.
    ///
    /// # Errors
    /// [`Error::DocumentMissing`] where it was removed meanwhile.
    pub fn fail_document(&self, id: DocumentId, error: &StoredError) -> Result<()> {
        self.write(|transaction| {
            let seq = seq_of(transaction, id)?;
            chunks::erase(transaction, seq)?;
            transaction
                .prepare_cached(
                    "UPDATE documents SET state = 'failed', error = ?2, writer = NULL, chunks = 0, encoded = 0 WHERE seq = ?1",
                )?
                .execute(params![seq, to_json(error)?])?;
            bump(transaction)
        })
    }
}

/// Erases the documents that belong to nothing any more, with their text, index and vectors, and gives their names.
pub(crate) fn erase_unowned(transaction: &Transaction<'_>) -> Result<Vec<DocumentId>> {
    let mut statement = transaction.prepare_cached(
        "SELECT seq, id FROM documents d WHERE NOT EXISTS (SELECT 1 FROM document_links k WHERE k.document = d.seq)",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let unowned: Vec<(i64, DocumentId)> = rows.collect::<Result<_, _>>()?;
    for (seq, _) in &unowned {
        chunks::erase(transaction, *seq)?;
        transaction.prepare_cached("DELETE FROM documents WHERE seq = ?1")?.execute([seq])?;
    }
    bump(transaction)?;
    Ok(unowned.into_iter().map(|(_, id)| id).collect())
}

fn restart(transaction: &Transaction<'_>, seq: i64, writer: Uuid) -> Result<()> {
    chunks::erase(transaction, seq)?;
    transaction
        .prepare_cached(
            "UPDATE documents SET state = 'reading', error = NULL, notices = '[]', characters = 0, chunks = 0,
             encoder = NULL, encoded = 0, writer = ?2 WHERE seq = ?1",
        )?
        .execute(params![seq, writer.to_string()])?;
    Ok(())
}
