//! The index: two FTS5 tables, one of titles and one of message texts, each row under its source's row number.
//!
//! The text that goes in is already cut and folded: words as they are, a run abc of a script without spaces as
//! `a ab b bc c`, so that any piece of it is found. The `ascii` tokenizer then only parts at spaces, since it takes every
//! character beyond ASCII for a letter. The tables keep that text, because only then can FTS5's secure-delete find and
//! overwrite every trace of a row.

use rusqlite::{Transaction, params};

use super::tokens::{Kind, tokens};
use crate::part::searchable;
use crate::{Part, Result};

const CREATE: &str = "
CREATE VIRTUAL TABLE title_index USING fts5 (words, tokenize = 'ascii');
CREATE VIRTUAL TABLE text_index USING fts5 (words, tokenize = 'ascii');
INSERT INTO title_index (title_index, rank) VALUES ('secure-delete', 1);
INSERT INTO text_index (text_index, rank) VALUES ('secure-delete', 1);
";

/// Makes the tables and fills them with all there is. Part of format 2.
pub(crate) fn create(transaction: &Transaction<'_>) -> Result<()> {
    transaction.execute_batch(CREATE)?;
    fill(transaction)
}

/// Makes the tables anew.
pub(crate) fn rebuild(transaction: &Transaction<'_>) -> Result<()> {
    transaction.execute_batch("DROP TABLE title_index; DROP TABLE text_index;")?;
    create(transaction)
}

/// Makes a title findable in place of the one before.
pub(crate) fn put_title(transaction: &Transaction<'_>, seq: i64, title: &str) -> Result<()> {
    transaction.prepare_cached("DELETE FROM title_index WHERE rowid = ?1")?.execute([seq])?;
    let words = words(title);
    if !words.is_empty() {
        transaction
            .prepare_cached("INSERT INTO title_index (rowid, words) VALUES (?1, ?2)")?
            .execute(params![seq, words])?;
    }
    Ok(())
}

/// Makes a message's text findable in place of the one before.
pub(crate) fn put_text(transaction: &Transaction<'_>, seq: i64, text: &str) -> Result<()> {
    transaction.prepare_cached("DELETE FROM text_index WHERE rowid = ?1")?.execute([seq])?;
    let words = words(text);
    if !words.is_empty() {
        transaction
            .prepare_cached("INSERT INTO text_index (rowid, words) VALUES (?1, ?2)")?
            .execute(params![seq, words])?;
    }
    Ok(())
}

/// Takes out the conversations and messages whose row numbers the two queries give.
pub(crate) fn forget(transaction: &Transaction<'_>, conversations: &str, messages: &str) -> Result<()> {
    transaction.execute(&format!("DELETE FROM title_index WHERE rowid IN ({conversations})"), [])?;
    transaction.execute(&format!("DELETE FROM text_index WHERE rowid IN ({messages})"), [])?;
    Ok(())
}

fn fill(transaction: &Transaction<'_>) -> Result<()> {
    let mut titles = transaction.prepare("SELECT seq, title FROM conversations")?;
    let mut rows = titles.query([])?;
    while let Some(row) = rows.next()? {
        put_title(transaction, row.get(0)?, &row.get::<_, String>(1)?)?;
    }
    let mut texts = transaction.prepare("SELECT seq, parts FROM messages WHERE state <> 'streaming'")?;
    let mut rows = texts.query([])?;
    while let Some(row) = rows.next()? {
        // Parts that can't be read can't be found; the message itself tells of the fault when it is shown.
        let parts: Vec<Part> = serde_json::from_str(&row.get::<_, String>(1)?).unwrap_or_default();
        put_text(transaction, row.get(0)?, &searchable(&parts))?;
    }
    Ok(())
}

/// A text in the form that the index holds.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut add = |word: &str| {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    };
    let mut before: Option<String> = None;
    for token in tokens(text) {
        if let (Kind::Unit { joined: true }, Some(first)) = (token.kind, &before) {
            add(&format!("{first}{}", token.folded));
        }
        add(&token.folded);
        before = matches!(token.kind, Kind::Unit { .. }).then_some(token.folded);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_in_as_characters_and_pairs() {
        assert_eq!(words("Tokyo 東京都へ!"), "tokyo 東 東京 京 京都 都 都へ へ");
        assert_eq!(words("猫。犬"), "猫 犬", "nothing pairs across a sign");
        assert_eq!(words("a1東b京"), "a1 東 b 京");
    }
}
