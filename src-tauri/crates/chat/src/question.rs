//! A question is what a person asks, where it belongs and what may be done when it does not fit.

use carat_documents::Route;
use carat_engine::LoadRequest;
use carat_store::{ConversationId, ConversationOptions, DocumentId, LibraryId, MessageId};

/// The model that is to answer. The caller has turned its id into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelChoice {
    /// What the engine loads, unless it is loaded already.
    pub load: LoadRequest,
}

/// What to do when the conversation does not fit the model's context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Overflow {
    /// The turn fails and says by how much; nothing is left out.
    #[default]
    Refuse,
    /// The oldest turns stay out of the model's sight, as few as possible; the answer records how many messages.
    LeaveOutOldest,
}

/// What a person asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The conversation it belongs to; `None` starts a new one.
    pub conversation: Option<ConversationId>,
    /// The message it follows; `None` for the first. An edited question comes with the parent of the old one.
    pub parent: Option<MessageId>,
    /// The person's words, as they were typed.
    pub text: String,
    /// The conversation's options from now on; `None` leaves them as they are.
    pub options: Option<ConversationOptions>,
    /// What to do when it does not fit.
    pub overflow: Overflow,
    /// The most tokens of the answer; `None` is what is left of the context.
    pub max_tokens: Option<u32>,
    /// The documents that it is about: of its conversation, or of the draft where it begins one.
    pub documents: Vec<DocumentId>,
    /// The library that it is about.
    pub library: Option<LibraryId>,
    /// How it is answered from them; `None` lets Carat choose.
    pub route: Option<Route>,
    /// False for a turn that lives in memory only: nothing of it is saved.
    pub keep: bool,
}

impl Question {
    /// The first question of a new conversation, with the defaults of everything else.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            conversation: None,
            parent: None,
            text: text.into(),
            options: None,
            overflow: Overflow::default(),
            max_tokens: None,
            documents: Vec::new(),
            library: None,
            route: None,
            keep: true,
        }
    }
}
