//! One turn on the wire: what the window asks for, and the events that come back.

use carat_chat as chat;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    ConversationOptions, ConversationSummary, DocumentKey, Found, Message, ReadSoFar, Route, Usage, WireError,
    Withheld, conversation::parse_id, message,
};

/// How much of the model's context something uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub(crate) struct ContextUse {
    /// Tokens in use.
    pub(crate) used: u32,
    /// Tokens that fit.
    pub(crate) limit: u32,
    /// Messages they come from.
    pub(crate) messages: u32,
}

impl From<chat::ContextUse> for ContextUse {
    fn from(value: chat::ContextUse) -> Self {
        Self { used: value.used, limit: value.limit, messages: value.messages }
    }
}

/// What a question that does not fit may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Overflow {
    /// Fail with `context_full`, so that the person can choose.
    #[default]
    Refuse,
    /// Leave the oldest messages out of what the model reads.
    LeaveOutOldest,
}

impl From<Overflow> for chat::Overflow {
    fn from(value: Overflow) -> Self {
        match value {
            Overflow::Refuse => Self::Refuse,
            Overflow::LeaveOutOldest => Self::LeaveOutOldest,
        }
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct SendRequest {
    /// Null starts a new conversation.
    pub(crate) conversation: Option<String>,
    /// The message this question follows; null for the first. Editing sends with the parent of the edited question.
    pub(crate) parent: Option<String>,
    /// What the person wrote.
    pub(crate) text: String,
    /// Null keeps the conversation's own, or the settings' for a new one.
    pub(crate) options: Option<ConversationOptions>,
    /// What to do where it does not fit.
    pub(crate) overflow: Overflow,
    /// The documents that it is about, by their ids.
    pub(crate) documents: Vec<String>,
    /// The library that it is about.
    pub(crate) library: Option<String>,
    /// How it is answered from them.
    pub(crate) route: Route,
}

impl TryFrom<SendRequest> for chat::Question {
    type Error = WireError;

    fn try_from(value: SendRequest) -> Result<Self, WireError> {
        Ok(Self {
            conversation: value.conversation.as_deref().map(|id| parse_id(id, "conversation")).transpose()?,
            parent: value.parent.as_deref().map(|id| parse_id(id, "parent")).transpose()?,
            text: value.text,
            options: value.options.map(Into::into),
            overflow: value.overflow.into(),
            max_tokens: None,
            keep: true,
            documents: DocumentKey::documents(&value.documents)?,
            library: value.library.as_deref().map(|id| parse_id(id, "library")).transpose()?,
            route: value.route.into(),
        })
    }
}

/// What an answer waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// The model's weights come into memory.
    Loading,
    /// The model reads the question and what came before it.
    Reading,
}

impl From<chat::Stage> for Stage {
    fn from(value: chat::Stage) -> Self {
        match value {
            chat::Stage::Loading => Self::Loading,
            chat::Stage::Reading => Self::Reading,
        }
    }
}

/// One event of a turn. The last one is `finished` or `failed`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "a few events a second, each sent as soon as it is made")]
pub(crate) enum TurnEvent {
    /// The question and an empty answer are saved. `turn` stops it.
    Started { turn: String, conversation: ConversationSummary, question: Option<Message>, answer: Message },
    /// What is waited for; `fraction` from 0 to 1.
    Progress { stage: Stage, fraction: f32 },
    /// More of the answer.
    Text { text: String },
    /// More of the thought before it.
    Thought { text: String },
    /// Everything is read, part by part.
    Reading { read: ReadSoFar },
    /// What the model was shown; a later one says what of it the answer cites.
    Passages { found: Found },
    /// Nothing in the documents supports the answer.
    Unsupported,
    /// Text that the gate kept back, or a note on text before it.
    Withheld { withheld: Withheld },
    /// A card with people who help belongs beside the answer.
    Care { kind: String },
    /// The answer needs the line that it is no advice for the person's own case.
    Advice { kind: String },
    /// Tokens and times so far.
    Usage { usage: Usage, context: ContextUse },
    /// The answer is complete, stopped or cut at the context's end, and saved.
    Finished { answer: Message, conversation: ConversationSummary },
    /// It broke off; what there was is saved.
    Failed { answer: Option<Message>, error: WireError },
}

impl TurnEvent {
    /// The event of a turn as the window gets it.
    #[must_use]
    pub(crate) fn new(turn: &str, event: chat::TurnEvent) -> Self {
        match event {
            chat::TurnEvent::Started { conversation, question, answer } => Self::Started {
                turn: turn.to_owned(),
                conversation: (&conversation).into(),
                question: question.as_ref().map(Into::into),
                answer: (&answer).into(),
            },
            chat::TurnEvent::Progress { stage, fraction } => Self::Progress { stage: stage.into(), fraction },
            chat::TurnEvent::Text(text) => Self::Text { text: text.into_string() },
            chat::TurnEvent::Thought(text) => Self::Thought { text: text.into_string() },
            chat::TurnEvent::Reading { done, total, unit } => Self::Reading { read: message::read(done, total, &unit) },
            chat::TurnEvent::Passages { passages, search } => {
                Self::Passages { found: message::found(&passages, search.as_ref()) }
            }
            chat::TurnEvent::Unsupported => Self::Unsupported,
            chat::TurnEvent::Withheld(withheld) => Self::Withheld { withheld: (&withheld).into() },
            chat::TurnEvent::Care(care) => Self::Care { kind: care.as_str().to_owned() },
            chat::TurnEvent::Advice(advice) => Self::Advice { kind: advice.as_str().to_owned() },
            chat::TurnEvent::Usage { usage, context } => {
                Self::Usage { usage: (&usage).into(), context: context.into() }
            }
            chat::TurnEvent::Finished { answer, conversation } => {
                Self::Finished { answer: (&answer).into(), conversation: (&conversation).into() }
            }
            chat::TurnEvent::Failed { answer, error } => {
                Self::Failed { answer: answer.as_ref().map(Into::into), error: error.into() }
            }
        }
    }
}
