//! Search finds conversations by their titles and by the text of their messages, in any script.
//!
//! SQLite's FTS5 holds the index; what a word is, Carat decides itself (see [`tokens`]), so that text and query are cut
//! alike and a run of Chinese, Japanese, Korean or Thai is found by any piece of it.

pub(crate) mod chunk_index;
mod fold;
pub(crate) mod index;
mod query;
mod snippet;
pub(crate) mod terms;
pub(crate) mod tokens;

use rusqlite::{Connection, params};

use crate::part::searchable;
use crate::table::{conversations, from_json};
use crate::{Conversation, MessageId, Part, Result, Store};
use query::Query;

/// A piece of the text around a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The piece, on one line.
    pub text: String,
    /// Whether it is what was searched for.
    pub hit: bool,
}

/// A place where the searched words are.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The conversation.
    pub conversation: Conversation,
    /// The message; `None` where the title has them.
    pub message: Option<MessageId>,
    /// The text around the first place, in pieces.
    pub snippet: Vec<Snippet>,
}

impl Store {
    /// The best `limit` hits: titles before texts, by how well they match, then the newest first.
    ///
    /// All words must be in one title or one message, in any order, upper or lower case, with or without accents; the
    /// last one may be unfinished. Any query is allowed: one without a word finds nothing.
    ///
    /// # Errors
    /// Those of the database.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        let query = Query::parse(query);
        let Some(expression) = query.expression() else { return Ok(Vec::new()) };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(|connection| {
            let mut hits = in_titles(connection, &query, &expression, limit)?;
            let left = limit.saturating_sub(i64::try_from(hits.len()).unwrap_or(i64::MAX));
            hits.extend(in_messages(connection, &query, &expression, left)?);
            Ok(hits)
        })
    }
}

fn in_titles(connection: &Connection, query: &Query, expression: &str, limit: i64) -> Result<Vec<Hit>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {} FROM title_index JOIN conversations c ON c.seq = title_index.rowid
         WHERE title_index MATCH ?1 AND c.deleted_at IS NULL
         ORDER BY bm25(title_index), c.updated DESC, c.seq DESC LIMIT ?2",
        conversations::COLUMNS
    ))?;
    let rows = statement.query_map(params![expression, limit], conversations::from_row)?;
    let mut hits = Vec::new();
    for conversation in rows {
        let conversation = conversation?;
        let snippet = snippet::around(&conversation.title, query);
        hits.push(Hit { conversation, message: None, snippet });
    }
    Ok(hits)
}

fn in_messages(connection: &Connection, query: &Query, expression: &str, limit: i64) -> Result<Vec<Hit>> {
    // The best are picked before anything but their numbers is read: a short beginning may be in every message.
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {}, m.id, m.parts FROM (
             SELECT m.seq, bm25(text_index) AS score FROM text_index
             JOIN messages m ON m.seq = text_index.rowid
             JOIN conversations c ON c.id = m.conversation
             WHERE text_index MATCH ?1 AND m.hidden = 0 AND c.deleted_at IS NULL
             ORDER BY score, m.created DESC, m.seq DESC LIMIT ?2) best
         JOIN messages m ON m.seq = best.seq
         JOIN conversations c ON c.id = m.conversation
         ORDER BY best.score, m.created DESC, m.seq DESC",
        conversations::COLUMNS
    ))?;
    let rows = statement.query_map(params![expression, limit], |row| {
        let parts: Vec<Part> = from_json(row, conversations::WIDTH + 1)?;
        Ok(Hit {
            conversation: conversations::from_row(row)?,
            message: Some(row.get(conversations::WIDTH)?),
            snippet: snippet::around(&searchable(&parts), query),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
