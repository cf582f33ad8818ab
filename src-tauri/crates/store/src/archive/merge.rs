//! Merging one conversation of an archive into those that are here.

use std::collections::HashMap;

use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::record::{ConversationRecord, MessageRecord};
use crate::table::{conversations, messages};
use crate::{ConversationId, Error, MessageId, Result, tree};

/// Merges it and says whether anything came of it.
pub(super) fn merge(transaction: &Transaction<'_>, record: ConversationRecord, writer: Uuid) -> Result<bool> {
    let here = present(transaction, &record)?;
    let differs = record.messages.iter().any(|message| match here.get(&message.id) {
        Some((conversation, present)) => *conversation != record.id || !same(present, message),
        None => false,
    });
    if differs {
        if has_copy(transaction, &record)? {
            return Ok(false);
        }
        add(transaction, &record.renamed(), writer)?;
        return Ok(true);
    }
    if !conversations::exists(transaction, record.id)? {
        add(transaction, &record, writer)?;
        return Ok(true);
    }
    let restored = conversations::restore(transaction, record.id)?;
    let missing = record.messages.iter().filter(|message| !here.contains_key(&message.id));
    let gained = add_messages(transaction, record.id, missing, writer)?;
    if gained && tree::leaf(transaction, record.id)?.is_none() {
        show(transaction, &record)?;
    }
    Ok(restored || gained)
}

/// The record's messages that are here already, in whichever conversation, deleted or not.
fn present(
    transaction: &Transaction<'_>,
    record: &ConversationRecord,
) -> Result<HashMap<MessageId, (ConversationId, MessageRecord)>> {
    let mut here = HashMap::new();
    for message in &record.messages {
        match messages::find_even_deleted(transaction, message.id) {
            Ok((_, found)) => {
                here.insert(message.id, (found.conversation, MessageRecord::from(found)));
            }
            Err(Error::MessageMissing { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(here)
}

/// Whether two messages are the same but for what the import would settle anyway.
fn same(present: &MessageRecord, archived: &MessageRecord) -> bool {
    let settled = MessageRecord::from(archived.message(ConversationId::from(Uuid::nil())));
    *present == settled
}

/// Whether an earlier import already brought this conversation under new ids.
fn has_copy(transaction: &Transaction<'_>, record: &ConversationRecord) -> Result<bool> {
    let candidates: Vec<ConversationId> = transaction
        .prepare_cached("SELECT id FROM conversations WHERE created = ?1 AND id <> ?2 AND deleted_at IS NULL")?
        .query_map(params![record.created, record.id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let content = record.content();
    for id in candidates {
        if ConversationRecord::load(transaction, id)?.content() == content {
            return Ok(true);
        }
    }
    Ok(false)
}

fn add(transaction: &Transaction<'_>, record: &ConversationRecord, writer: Uuid) -> Result<()> {
    conversations::insert(transaction, &record.conversation())?;
    add_messages(transaction, record.id, record.messages.iter(), writer)?;
    show(transaction, record)
}

fn add_messages<'r>(
    transaction: &Transaction<'_>,
    conversation: ConversationId,
    records: impl Iterator<Item = &'r MessageRecord>,
    writer: Uuid,
) -> Result<bool> {
    let mut added = false;
    for record in records {
        messages::insert(transaction, &record.message(conversation), writer)?;
        tree::hide_below_hidden(transaction, record.id)?;
        added = true;
    }
    Ok(added)
}

/// Shows the thread that the archive showed, or the newest where it showed none.
fn show(transaction: &Transaction<'_>, record: &ConversationRecord) -> Result<()> {
    let newest = record.messages.last().map(|message| message.id);
    let leaf = match record.leaf.or(newest) {
        Some(leaf) if tree::is_in_sight(transaction, leaf)? => Some(leaf),
        _ => None,
    };
    tree::set_leaf(transaction, record.id, leaf)
}
