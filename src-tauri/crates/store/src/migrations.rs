//! A migration brings a database of an earlier format to the present one. Each table's part stands beside its struct.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::database::APPLICATION_ID;
use crate::table::{
    chunks, conversations, document_links, documents, held_texts, libraries, messages, safety_log, settings, terms,
    vectors,
};
use crate::{Result, search};

/// The format this version writes, kept in `PRAGMA user_version`.
pub(crate) const VERSION: i64 = STEPS.len() as i64;

type Step = fn(&Transaction<'_>) -> Result<()>;

/// Step n brings a database of format n to n + 1. A step that has shipped is never changed.
const STEPS: [Step; 4] = [
    // 1: what Carat began with.
    |transaction| {
        transaction.execute_batch(conversations::V1)?;
        transaction.execute_batch(messages::V1)?;
        transaction.execute_batch(settings::V1)?;
        Ok(())
    },
    // 2: search, and the terms a person accepted.
    |transaction| {
        transaction.execute_batch(terms::V2)?;
        search::index::create(transaction)
    },
    // 3: what the filter found and held back.
    |transaction| {
        transaction.execute_batch(safety_log::V3)?;
        transaction.execute_batch(held_texts::V3)?;
        Ok(())
    },
    // 4: documents, their passages and the index of those.
    |transaction| {
        transaction.execute_batch(libraries::V4)?;
        transaction.execute_batch(documents::V4)?;
        transaction.execute_batch(document_links::V4)?;
        transaction.execute_batch(chunks::V4)?;
        transaction.execute_batch(vectors::V4)?;
        search::chunk_index::create(transaction)
    },
];

/// Brings the database to [`VERSION`] in one transaction and gives the format it had. A new one has 0.
pub(crate) fn run(connection: &mut Connection) -> Result<i64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = version(&transaction)?;
    let done = usize::try_from(from).unwrap_or(0);
    for step in STEPS.iter().skip(done) {
        step(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION.max(from))?;
    transaction.commit()?;
    Ok(from)
}

/// The format of a database.
pub(crate) fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
