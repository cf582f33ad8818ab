//! A chat is the door to all turns: it holds the store, the engine and the judge that they share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use carat_documents::Documents;
use carat_engine::{CountRequest, Engine, EngineStatus, Message, Part, PrepareRequest, Prepared, Role, StateKey};
use carat_safety::Judge;
use carat_store::{ConversationId, ConversationOptions, DocumentId, MessageId, Store};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::grounding::{Sources, foreseen, with_ground};
use crate::opening::Task;
use crate::records::Records;
use crate::turn::Worker;
use crate::{ContextUse, ModelChoice, Overflow, Question, Result, Turn, TurnId, history};

/// Events that wait for a slow listener before the turn waits too: a few screens full of sentences.
const EVENTS_WAITING: usize = 1024;

/// The door to all turns. Cheap to clone; turns of one chat run side by side.
#[derive(Clone)]
pub struct Chat {
    pub(crate) records: Records,
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) judge: Arc<dyn Judge>,
    keep_texts: Arc<AtomicBool>,
    /// Whether its turns leave anything on disk.
    keep: bool,
    /// What questions may be about beside the conversation.
    documents: Option<Documents>,
}

impl Chat {
    /// A chat that saves in `store`, asks `engine` and lets `judge` decide what passes.
    #[must_use]
    pub fn new(store: Store, engine: Arc<dyn Engine>, judge: Arc<dyn Judge>) -> Self {
        Self { records: Records::new(store), engine, judge, keep_texts: Arc::default(), keep: true, documents: None }
    }

    /// The same with documents that questions may be about.
    #[must_use]
    pub fn with_documents(self, documents: Documents) -> Self {
        Self { documents: Some(documents), ..self }
    }

    /// A chat whose turns leave nothing on disk: its conversations live in a store in memory, until the last clone of
    /// the two is gone, and the engine keeps no state of them.
    ///
    /// # Errors
    /// Those of opening a database in memory.
    pub fn forgetful(engine: Arc<dyn Engine>, judge: Arc<dyn Judge>) -> Result<(Self, Store)> {
        let store = Store::in_memory()?;
        Ok((Self { keep: false, ..Self::new(store.clone(), engine, judge) }, store))
    }

    /// Whether the safety log of the turns that follow keeps texts; at first it does not.
    pub fn keep_texts_in_log(&self, keep: bool) {
        self.keep_texts.store(keep, Ordering::Relaxed);
    }

    /// Answers a question. Must be called inside a tokio runtime, like the other turns.
    #[must_use]
    pub fn send(&self, model: ModelChoice, question: Question) -> Turn {
        self.start(model, Task::Ask(question))
    }

    /// Answers the question of an answer once more; the new answer becomes a version beside it.
    #[must_use]
    pub fn regenerate(&self, model: ModelChoice, answer: MessageId, overflow: Overflow) -> Turn {
        self.start(model, Task::Regenerate { answer, overflow })
    }

    /// Goes on with an answer that was stopped, cut or failed, in the same message.
    #[must_use]
    pub fn continue_answer(&self, model: ModelChoice, answer: MessageId, overflow: Overflow) -> Turn {
        self.start(model, Task::Continue { answer, overflow })
    }

    /// What a conversation down to `parent` and a draft after it would use of the loaded model's context; `None` while
    /// no model is loaded.
    ///
    /// # Errors
    /// Those of the store for ids that are not there, and of the engine when it can't count.
    pub async fn context_use(
        &self,
        conversation: Option<ConversationId>,
        parent: Option<MessageId>,
        draft: &str,
    ) -> Result<Option<ContextUse>> {
        let Some(limit) = self.loaded_context() else { return Ok(None) };
        let (options, path) = self
            .records
            .run(move |store| {
                let conversation = conversation.map(|id| store.conversation(id)).transpose()?;
                let path = parent.map(|id| store.path_to(id)).transpose()?;
                Ok((
                    conversation.map(|conversation| conversation.options).unwrap_or_default(),
                    path.unwrap_or_default(),
                ))
            })
            .await?;
        let mut messages = history::visible(&path);
        if !draft.trim().is_empty() {
            history::push(&mut messages, Role::User, vec![Part::Text { text: draft.to_owned() }]);
        }
        let seen = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        if messages.is_empty() {
            return Ok(Some(ContextUse { used: 0, limit, messages: 0 }));
        }
        // Without a draft the last answer stands open at the end, which is what it occupies now.
        let continue_last = messages.last().is_some_and(|last| last.role == Role::Assistant);
        let messages = system(&options.system_prompt).into_iter().chain(messages).collect();
        let count = self.engine.count(CountRequest { messages, thinking: options.thinking, continue_last }).await?;
        Ok(Some(ContextUse { used: count.tokens, limit: count.limit, messages: seen }))
    }

    /// Makes the next answer of a conversation quicker: loads the model and lets it read the conversation down to
    /// `parent` while nobody waits, after the `documents` that the next question is about, where they will go in whole. A
    /// new conversation takes `usual` for its options; where it is about one document, what is computed is kept as the
    /// document's, for every other conversation about it. Whatever else is asked of the engine goes first.
    ///
    /// # Errors
    /// Those of the store for ids that are not there, and of the engine when the model can't be loaded or read.
    pub async fn prepare(
        &self,
        model: ModelChoice,
        conversation: Option<ConversationId>,
        parent: Option<MessageId>,
        documents: Vec<DocumentId>,
        usual: ConversationOptions,
    ) -> Result<Prepared> {
        let (options, path) = self
            .records
            .run(move |store| {
                let conversation = conversation.map(|id| store.conversation(id)).transpose()?;
                let path = parent.map(|id| store.path_to(id)).transpose()?;
                Ok((conversation.map_or(usual, |conversation| conversation.options), path.unwrap_or_default()))
            })
            .await?;
        let facts = self.engine.load(model.load).await?;
        let alone = match documents[..] {
            [document] => Some(document.to_string()),
            _ => None,
        };
        // Where nothing was chosen anew, the next question is about what the last one was about.
        let last = path.iter().rfind(|message| message.role == carat_store::Role::User);
        let sources = Sources::of(conversation, documents, None, None).or_else(|| Sources::of_saved(last?));
        let ground = match (&self.documents, sources) {
            (Some(known), Some(sources)) => foreseen(&*self.engine, known, &sources, facts.context).await?,
            _ => None,
        };
        let system = system(&with_ground(&options.system_prompt, ground.as_ref()));
        let messages: Vec<Message> = system.into_iter().chain(history::visible(&path)).collect();
        if messages.is_empty() {
            return Ok(Prepared::default());
        }
        let key = conversation.map(|id| id.to_string()).or(alone.filter(|_| ground.is_some()));
        let state = key.filter(|_| self.keep).and_then(StateKey::new);
        Ok(self.engine.prepare(PrepareRequest { messages, thinking: options.thinking, state }).await?)
    }

    fn loaded_context(&self) -> Option<u32> {
        match &*self.engine.status().borrow() {
            EngineStatus::Ready { facts, .. } | EngineStatus::Generating { facts, .. } => Some(facts.context),
            _ => None,
        }
    }

    fn start(&self, model: ModelChoice, task: Task) -> Turn {
        let (sender, events) = mpsc::channel(EVENTS_WAITING);
        let stop = CancellationToken::new();
        let id = TurnId(Uuid::now_v7());
        let worker = Worker {
            id,
            asked: Instant::now(),
            records: self.records.clone(),
            engine: Arc::clone(&self.engine),
            judge: Arc::clone(&self.judge),
            model,
            events: sender,
            stop: stop.clone(),
            keep: self.keep,
            documents: self.documents.clone(),
            keep_texts: self.keep_texts.load(Ordering::Relaxed),
        };
        tokio::spawn(worker.run(task));
        Turn { id, events, stop }
    }
}

/// The system message of a conversation, where it has a prompt.
pub(crate) fn system(prompt: &str) -> Option<Message> {
    (!prompt.trim().is_empty()).then(|| Message::text(Role::System, prompt))
}
