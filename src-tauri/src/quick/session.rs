//! A session is the place where the quick prompt's questions are answered: the app's own chat, or one that forgets.

use std::sync::Arc;

use carat_chat::Chat;
use carat_engine::Engine;
use carat_safety::Judge;
use carat_store::{ConversationId, MessageId, Store};

use crate::parts::Parts;
use crate::wire::WireError;

/// Where questions are answered, for as long as the follow-ups go on.
#[derive(Clone)]
pub(crate) struct Session {
    /// The way to answers.
    pub(crate) chat: Chat,
    /// Where its messages are.
    pub(crate) store: Store,
    /// Whether they are kept.
    pub(crate) kept: bool,
}

impl Session {
    /// One whose conversations are kept, or one that forgets them.
    ///
    /// # Errors
    /// Where a store in memory can't be opened.
    pub(crate) fn new(parts: &Parts, kept: bool) -> Result<Self, WireError> {
        if kept {
            return Ok(Self { chat: parts.chat.clone(), store: parts.store.clone(), kept });
        }
        let engine = Arc::clone(&parts.engine) as Arc<dyn Engine>;
        let judge = Arc::clone(&parts.filter.screener) as Arc<dyn Judge>;
        let (chat, store) = Chat::forgetful(engine, judge)?;
        Ok(Self { chat, store, kept })
    }

    /// The text of an answer, which had passed the gate when it was saved.
    ///
    /// # Errors
    /// Where there is no such message.
    pub(crate) fn text_of(&self, message: MessageId) -> Result<String, WireError> {
        Self::text_in(&self.store, message)
    }

    /// The same in any store.
    ///
    /// # Errors
    /// Where there is no such message.
    pub(crate) fn text_in(store: &Store, message: MessageId) -> Result<String, WireError> {
        let message = store.message(message)?;
        let texts = message.parts.iter().filter_map(|part| match part {
            carat_store::Part::Text { text } => Some(text.as_str()),
            _ => None,
        });
        Ok(texts.collect())
    }

    /// Sees to it that a conversation is in the store of the kept ones.
    ///
    /// # Errors
    /// Those of the stores.
    pub(crate) fn keep(&self, kept: &Store, conversation: ConversationId) -> Result<(), WireError> {
        if !self.kept {
            kept.take_over(&self.store, conversation)?;
        }
        Ok(())
    }
}
