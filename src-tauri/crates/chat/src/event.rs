//! A turn tells what it does in events, from `Started` to `Finished` or `Failed`.

use std::fmt;
use std::str::FromStr;

use carat_safety::{Advice, Care, Screened};
use carat_store::{Conversation, Message, Passage, SearchUsed, Usage, Withheld};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::ChatError;

/// Names a turn while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TurnId(pub Uuid);

impl fmt::Display for TurnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TurnId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A running turn. It runs to its saved end whether or not anybody listens: only `stop` stops it.
#[derive(Debug)]
pub struct Turn {
    /// Its name.
    pub id: TurnId,
    /// What it does, in order; the last one is `Finished` or `Failed`. A receiver that is kept but not read makes the
    /// turn wait.
    pub events: mpsc::Receiver<TurnEvent>,
    /// Stops it: what was released so far is kept, and `Finished` follows.
    pub stop: CancellationToken,
}

/// What a turn waits for before the first word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The model is being loaded.
    Loading,
    /// The model reads the conversation.
    Reading,
}

/// How much of a model's context a conversation uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContextUse {
    /// Tokens in use.
    pub used: u32,
    /// Tokens there are.
    pub limit: u32,
    /// Messages that the model sees.
    pub messages: u32,
}

/// One step of a turn.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "one event a sentence is moved, so boxes would cost readers more than they save"
)]
pub enum TurnEvent {
    /// The question is saved and the answer has its place.
    Started {
        /// The conversation, new or not.
        conversation: Conversation,
        /// The saved question; `None` where the turn answers one that was there.
        question: Option<Message>,
        /// The answer as it stands, still empty unless it is being continued.
        answer: Message,
    },
    /// Something that takes a while goes on.
    Progress {
        /// What it is.
        stage: Stage,
        /// From 0 to 1.
        fraction: f32,
    },
    /// More of the answer.
    Text(Screened),
    /// More of the thought before it.
    Thought(Screened),
    /// Everything is read, part by part.
    Reading {
        /// Read so far.
        done: u32,
        /// Of these.
        total: u32,
        /// What they are: `pages`, `slides`, `sheets`, `chapters` or `parts`.
        unit: String,
    },
    /// What the model was shown, and later what the answer rests on.
    Passages {
        /// The passages.
        passages: Vec<Passage>,
        /// How they were looked for; `None` where everything was read.
        search: Option<SearchUsed>,
    },
    /// Nothing in the documents supports the answer.
    Unsupported,
    /// Text was kept back here, or has a note.
    Withheld(Withheld),
    /// A card with people who help belongs beside the answer.
    Care(Care),
    /// The answer needs the line that it is no advice for the person's own case.
    Advice(Advice),
    /// Tokens and times, once the model has ended.
    Usage {
        /// Of this answer.
        usage: Usage,
        /// Of the conversation with this answer.
        context: ContextUse,
    },
    /// The answer is saved: complete, stopped, cut or withheld, as its state and error say.
    Finished {
        /// The answer as saved.
        answer: Message,
        /// The conversation as saved.
        conversation: Conversation,
    },
    /// The turn failed; what was released so far is kept.
    Failed {
        /// The answer as saved; `None` where the turn failed before it had a place.
        answer: Option<Message>,
        /// Why.
        error: ChatError,
    },
}
