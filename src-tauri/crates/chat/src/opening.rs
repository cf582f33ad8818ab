//! An opening is what a turn starts from: the conversation, the messages before the question and the question itself;
//! and the place in the store that its answer gets.

use carat_store::{
    Conversation, ConversationId, ConversationOptions, Message, MessageId, MessageState, MessageUpdate, NewMessage,
    Part, Role, Store,
};

use crate::grounding::Sources;
use crate::{ChatError, Overflow, Question, Result, history, title};

/// What a turn is to do.
#[derive(Debug, Clone)]
pub(crate) enum Task {
    /// Answer a new question.
    Ask(Question),
    /// Answer a saved question once more, beside the answers it has.
    Regenerate {
        /// One of those answers.
        answer: MessageId,
        /// What to do when it does not fit.
        overflow: Overflow,
    },
    /// Go on with an answer where it ended.
    Continue {
        /// The answer.
        answer: MessageId,
        /// What to do when it does not fit.
        overflow: Overflow,
    },
}

/// What a turn starts from.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    /// `None` until a new conversation is placed.
    conversation: Option<Conversation>,
    /// The conversation's options from now on.
    pub(crate) options: ConversationOptions,
    /// The path down to the message before the question.
    pub(crate) earlier: Vec<Message>,
    /// The question's words, for the judge.
    pub(crate) text: String,
    /// The question, where it is saved already.
    saved: Option<Message>,
    /// The answer to go on with.
    pub(crate) continued: Option<Message>,
    /// What to do when it does not fit.
    pub(crate) overflow: Overflow,
    /// The most tokens of the answer.
    pub(crate) max_tokens: Option<u32>,
    /// What it is answered from beside the conversation.
    pub(crate) sources: Option<Sources>,
}

/// The turn's messages as they are saved.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) conversation: Conversation,
    /// The question; `None` where it was there before.
    pub(crate) new_question: Option<Message>,
    pub(crate) answer: Message,
}

/// Loads what the task starts from.
pub(crate) fn open(store: &Store, task: Task) -> Result<Opening> {
    match task {
        Task::Ask(question) => open_question(store, question),
        Task::Regenerate { answer, overflow } => {
            let answer = answer_with(store, answer)?;
            let path = match answer.parent {
                Some(question) => store.path_to(question)?,
                None => Vec::new(),
            };
            open_saved(store, answer.conversation, path, None, overflow)
        }
        Task::Continue { answer, overflow } => {
            let answer = answer_with(store, answer)?;
            if answer.state == MessageState::Streaming {
                return Err(ChatError::StillWriting);
            }
            if history::is_blocked(&answer) {
                return Err(ChatError::AnswerWithheld);
            }
            let mut path = store.path_to(answer.id)?;
            path.pop();
            open_saved(store, answer.conversation, path, Some(answer), overflow)
        }
    }
}

fn open_question(store: &Store, question: Question) -> Result<Opening> {
    if question.text.trim().is_empty() {
        return Err(ChatError::EmptyMessage);
    }
    let earlier = match question.parent {
        Some(parent) => store.path_to(parent)?,
        None => Vec::new(),
    };
    if earlier.last().is_some_and(|parent| parent.state == MessageState::Streaming) {
        return Err(ChatError::StillWriting);
    }
    let parents = earlier.last().map(|parent| (parent.id, parent.conversation));
    if let (Some(conversation), Some((parent, of))) = (question.conversation, parents)
        && of != conversation
    {
        return Err(carat_store::Error::ParentElsewhere { parent, conversation }.into());
    }
    let id = question.conversation.or(parents.map(|(_, of)| of));
    let conversation = id.map(|id| store.conversation(id)).transpose()?;
    let options = question.options.or_else(|| conversation.as_ref().map(|conversation| conversation.options.clone()));
    Ok(Opening {
        conversation,
        options: options.unwrap_or_default(),
        earlier,
        text: question.text,
        saved: None,
        continued: None,
        overflow: question.overflow,
        max_tokens: question.max_tokens,
        sources: Sources::of(question.conversation, question.documents, question.library, question.route),
    })
}

/// `path` ends with the question.
fn open_saved(
    store: &Store,
    conversation: ConversationId,
    mut path: Vec<Message>,
    continued: Option<Message>,
    overflow: Overflow,
) -> Result<Opening> {
    let question = path.pop().filter(|question| question.role == Role::User).ok_or(ChatError::NotAnAnswer)?;
    let conversation = store.conversation(conversation)?;
    let sources = Sources::of_saved(&question);
    Ok(Opening {
        options: conversation.options.clone(),
        conversation: Some(conversation),
        earlier: path,
        text: history::text(&question),
        saved: Some(question),
        continued,
        overflow,
        max_tokens: None,
        sources,
    })
}

fn answer_with(store: &Store, id: MessageId) -> Result<Message> {
    let answer = store.message(id)?;
    if answer.role == Role::Assistant { Ok(answer) } else { Err(ChatError::NotAnAnswer) }
}

impl Opening {
    /// The question as the model sees it.
    pub(crate) fn question_parts(&self) -> Vec<carat_engine::Part> {
        match &self.saved {
            Some(question) => history::parts(question),
            None => vec![carat_engine::Part::Text { text: self.text.clone() }],
        }
    }

    /// What the answer is judged against: the question, and what the person said before it.
    pub(crate) fn asked(&self) -> carat_safety::Asked {
        let shown = self.earlier.iter().filter(|message| message.role == Role::User).map(history::text);
        carat_safety::Asked { question: self.text.clone(), shown: shown.collect() }
    }

    /// The question's id, once the turn has its places. An answer always has one.
    pub(crate) fn question(&self, placed: &Placed) -> MessageId {
        let question = placed.new_question.as_ref().or(self.saved.as_ref());
        question.map_or(placed.answer.id, |question| question.id)
    }

    /// Saves the question as the person wrote it, with what the filter noted, and gives the answer its place.
    pub(crate) fn place(&self, store: &Store, model: &str, note: Option<Part>, about: Vec<Part>) -> Result<Placed> {
        let conversation = self.place_conversation(store)?;
        let new_question = match &self.saved {
            Some(_) => None,
            None => Some(store.add_message(self.new_question(conversation.id, note, about))?),
        };
        let question = new_question.as_ref().or(self.saved.as_ref()).map(|question| question.id);
        let answer = match &self.continued {
            Some(answer) => store.update_message(answer.id, &going_on())?,
            None => store.add_message(self.new_answer(conversation.id, question, model))?,
        };
        Ok(Placed { conversation, new_question, answer })
    }

    fn place_conversation(&self, store: &Store) -> Result<Conversation> {
        let Some(conversation) = &self.conversation else {
            return Ok(store.create_conversation(&title::of_question(&self.text), &self.options)?);
        };
        let mut conversation = conversation.clone();
        if conversation.options != self.options {
            conversation = store.set_options(conversation.id, &self.options)?;
        }
        // Another first question is another subject; a title that the person wrote stays.
        if self.saved.is_none() && self.earlier.is_empty() {
            conversation = store.set_automatic_title(conversation.id, &title::of_question(&self.text))?;
        }
        Ok(conversation)
    }

    fn new_question(&self, conversation: ConversationId, note: Option<Part>, about: Vec<Part>) -> NewMessage {
        NewMessage {
            conversation,
            parent: self.earlier.last().map(|parent| parent.id),
            role: Role::User,
            parts: about.into_iter().chain([Part::Text { text: self.text.clone() }]).chain(note).collect(),
            state: MessageState::Complete,
            model: None,
            sampling: None,
            left_out: 0,
        }
    }

    fn new_answer(&self, conversation: ConversationId, question: Option<MessageId>, model: &str) -> NewMessage {
        NewMessage {
            conversation,
            parent: question,
            role: Role::Assistant,
            parts: Vec::new(),
            state: MessageState::Streaming,
            model: Some(model.to_owned()),
            sampling: self.options.sampling,
            left_out: 0,
        }
    }
}

fn going_on() -> MessageUpdate {
    MessageUpdate { state: Some(MessageState::Streaming), error: Some(None), ..MessageUpdate::default() }
}
