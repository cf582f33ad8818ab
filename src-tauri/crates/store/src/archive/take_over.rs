//! Taking a conversation over from another store, such as one in memory that the person now wants to keep.

use super::merge::merge;
use super::record::ConversationRecord;
use crate::{Conversation, ConversationId, Result, Store};

impl Store {
    /// Copies a conversation with its whole tree, under the same ids, and gives it back as it is here now. One that was
    /// taken over before gains what is new.
    ///
    /// # Errors
    /// [`crate::Error::ConversationMissing`] where the other store does not have it; those of either database.
    pub fn take_over(&self, from: &Self, id: ConversationId) -> Result<Conversation> {
        let record = from.read(|connection| ConversationRecord::load(connection, id))?;
        let writer = self.writer_id();
        self.write(|transaction| merge(transaction, record, writer))?;
        self.conversation(id)
    }
}
