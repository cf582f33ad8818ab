//! Saving is adding messages and changing them, word by word while an answer is being written.

use crate::part::searchable;
use crate::search::index;
use crate::store::now;
use crate::table::messages::Message;
use crate::table::{conversations, messages};
use crate::{
    ConversationId, Error, MessageId, MessageState, Part, Result, Role, Sampling, Store, StoredError, Usage, tree,
};

/// A message to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    /// Where it belongs.
    pub conversation: ConversationId,
    /// What it follows; `None` for a first one. A sibling of the same role is a new version.
    pub parent: Option<MessageId>,
    /// Who says it.
    pub role: Role,
    /// What is said so far.
    pub parts: Vec<Part>,
    /// Where its writing stands. [`MessageState::Streaming`] makes this process its writer.
    pub state: MessageState,
    /// The id of the model that writes it.
    pub model: Option<String>,
    /// How its tokens are drawn.
    pub sampling: Option<Sampling>,
    /// How many of the oldest messages were left out of the model's context for it.
    pub left_out: u32,
}

/// What changes in a message; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MessageUpdate {
    /// All its parts anew.
    pub parts: Option<Vec<Part>>,
    /// Its state. [`MessageState::Streaming`] makes this process its writer, any other has none.
    pub state: Option<MessageState>,
    /// Its error, or that it has none.
    pub error: Option<Option<StoredError>>,
    /// What it cost. Times that are not numbers are saved as 0.
    pub usage: Option<Usage>,
    /// The id of the model.
    pub model: Option<String>,
    /// How its tokens were drawn.
    pub sampling: Option<Sampling>,
    /// How many of the oldest messages were left out.
    pub left_out: Option<u32>,
}

impl Store {
    /// Adds a message. It becomes the leaf of the thread that is shown.
    ///
    /// # Errors
    /// [`Error::ConversationMissing`]; [`Error::MessageMissing`] for a parent that is not there or was deleted;
    /// [`Error::ParentElsewhere`]; [`Error::NotANumber`].
    pub fn add_message(&self, new: NewMessage) -> Result<Message> {
        if let Some(sampling) = &new.sampling {
            sampling.check()?;
        }
        let writer = self.writer_id();
        self.write(|transaction| {
            conversations::find(transaction, new.conversation)?;
            if let Some(parent) = new.parent {
                let of = messages::find(transaction, parent)?.conversation;
                if of != new.conversation {
                    return Err(Error::ParentElsewhere { parent, conversation: new.conversation });
                }
            }
            let mut message = Message {
                id: MessageId::make(),
                conversation: new.conversation,
                parent: new.parent,
                role: new.role,
                parts: new.parts,
                state: new.state,
                error: None,
                created: now(),
                model: new.model,
                sampling: new.sampling,
                usage: None,
                left_out: new.left_out,
                versions: Vec::new(),
            };
            messages::insert(transaction, &message, writer)?;
            tree::set_leaf(transaction, message.conversation, Some(message.id))?;
            conversations::touch(transaction, message.conversation, message.created)?;
            message.versions = tree::versions(transaction, &message)?;
            Ok(message)
        })
    }

    /// Changes a message, also one that was deleted meanwhile, so that its writer can end in order.
    ///
    /// # Errors
    /// [`Error::MessageMissing`] where it was never there or is erased; [`Error::NotANumber`].
    pub fn update_message(&self, id: MessageId, update: &MessageUpdate) -> Result<Message> {
        if let Some(sampling) = &update.sampling {
            sampling.check()?;
        }
        let writer = self.writer_id();
        self.write(|transaction| {
            let (seq, mut message) = messages::find_even_deleted(transaction, id)?;
            let before = message.state;
            apply(&mut message, update);
            messages::save(transaction, seq, &message, writer)?;
            if message.state != MessageState::Streaming && (update.parts.is_some() || message.state != before) {
                index::put_text(transaction, seq, &searchable(&message.parts))?;
            }
            if message.state != before {
                conversations::touch(transaction, message.conversation, now())?;
            }
            message.versions = tree::versions(transaction, &message)?;
            Ok(message)
        })
    }

    /// One message.
    ///
    /// # Errors
    /// [`Error::MessageMissing`] where it is not there or was deleted.
    pub fn message(&self, id: MessageId) -> Result<Message> {
        self.read(|connection| {
            let mut message = messages::find(connection, id)?;
            message.versions = tree::versions(connection, &message)?;
            Ok(message)
        })
    }
}

fn apply(message: &mut Message, update: &MessageUpdate) {
    if let Some(parts) = &update.parts {
        message.parts.clone_from(parts);
    }
    if let Some(state) = update.state {
        message.state = state;
    }
    if let Some(error) = &update.error {
        message.error.clone_from(error);
    }
    if let Some(usage) = update.usage {
        message.usage = Some(usage.finite());
    }
    if let Some(model) = &update.model {
        message.model = Some(model.clone());
    }
    if let Some(sampling) = update.sampling {
        message.sampling = Some(sampling);
    }
    if let Some(left_out) = update.left_out {
        message.left_out = left_out;
    }
}
