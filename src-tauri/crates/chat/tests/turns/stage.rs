//! A stage is a chat with a scripted engine, a store in memory and a judge, and what a test sees of the turns on it.

use std::sync::Arc;

use carat_chat::{Chat, ChatError, ContextUse, ModelChoice, Overflow, Question, Stage as Waiting, Turn, TurnEvent};
use carat_engine::scripted::{Script, ScriptedEngine, a_load};
use carat_engine::{GenerateRequest, Part as EnginePart, Role as EngineRole};
use carat_safety::{Advice, BuiltInList, Care, Judge, Judging, Segment, Speaker, Verdict};
use carat_store::{Conversation, Message, Part, Store, Usage, Withheld};

pub(crate) struct Stage {
    pub(crate) store: Store,
    pub(crate) engine: ScriptedEngine,
    pub(crate) chat: Chat,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::judged_by(BuiltInList)
    }

    pub(crate) fn judged_by(judge: impl Judge) -> Self {
        Self::with(Store::in_memory().expect("a store in memory"), judge)
    }

    pub(crate) fn in_store(store: Store) -> Self {
        Self::with(store, BuiltInList)
    }

    fn with(store: Store, judge: impl Judge) -> Self {
        let engine = ScriptedEngine::new();
        let chat = Chat::new(store.clone(), Arc::new(engine.clone()), Arc::new(judge));
        Self { store, engine, chat }
    }

    pub(crate) fn send(&self, question: Question) -> Turn {
        self.chat.send(model(), question)
    }

    /// The first question of a new conversation.
    pub(crate) fn ask(&self, text: &str) -> Turn {
        self.send(Question::new(text))
    }

    /// A question after an answer.
    pub(crate) fn ask_after(&self, answer: &Message, text: &str) -> Turn {
        self.send(Question { conversation: Some(answer.conversation), parent: Some(answer.id), ..Question::new(text) })
    }

    /// One whole turn with a plain answer.
    pub(crate) async fn exchange(&self, after: Option<&Message>, question: &str, answer: &str) -> Told {
        self.engine.answer(Script::new().text(answer));
        let turn = match after {
            Some(after) => self.ask_after(after, question),
            None => self.ask(question),
        };
        listen(turn).await
    }

    pub(crate) fn regenerate(&self, answer: &Message) -> Turn {
        self.chat.regenerate(model(), answer.id, Overflow::Refuse)
    }

    pub(crate) fn continue_answer(&self, answer: &Message) -> Turn {
        self.chat.continue_answer(model(), answer.id, Overflow::Refuse)
    }

    /// What the model was last asked, as (role, text).
    pub(crate) fn last_prompt(&self) -> Vec<(EngineRole, String)> {
        seen(self.engine.requests().last().expect("the model was asked"))
    }

    pub(crate) fn saved(&self, message: &Message) -> Message {
        self.store.message(message.id).expect("it is saved")
    }
}

pub(crate) fn model() -> ModelChoice {
    ModelChoice { load: a_load("gemma") }
}

pub(crate) fn seen(request: &GenerateRequest) -> Vec<(EngineRole, String)> {
    let text = |part: &EnginePart| match part {
        EnginePart::Text { text } => text.clone(),
        other => format!("{other:?}"),
    };
    request.messages.iter().map(|message| (message.role, message.parts.iter().map(text).collect())).collect()
}

pub(crate) fn text_of(message: &Message) -> String {
    let text = |part: &Part| match part {
        Part::Text { text } => Some(text.clone()),
        _ => None,
    };
    message.parts.iter().filter_map(text).collect()
}

/// All that a turn told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) started: Option<(Conversation, Option<Message>, Message)>,
    pub(crate) progress: Vec<(Waiting, f32)>,
    pub(crate) text: String,
    pub(crate) thought: String,
    pub(crate) withheld: Vec<Withheld>,
    pub(crate) care: Vec<Care>,
    pub(crate) advice: Vec<Advice>,
    pub(crate) reading: Vec<(u32, u32)>,
    pub(crate) passages: Vec<carat_store::Passage>,
    pub(crate) unsupported: bool,
    pub(crate) usage: Option<(Usage, ContextUse)>,
    pub(crate) finished: Option<(Message, Conversation)>,
    pub(crate) failed: Option<(Option<Message>, ChatError)>,
}

impl Told {
    /// The answer of a turn that did not fail.
    pub(crate) fn answer(&self) -> &Message {
        &self.finished.as_ref().unwrap_or_else(|| panic!("it should have finished: {:?}", self.failed)).0
    }

    pub(crate) fn conversation(&self) -> &Conversation {
        &self.started.as_ref().expect("it started").0
    }

    pub(crate) fn question(&self) -> &Message {
        self.started.as_ref().and_then(|(_, question, _)| question.as_ref()).expect("it saved a question")
    }

    /// Why the turn failed.
    pub(crate) fn error(&self) -> &ChatError {
        &self.failed.as_ref().expect("it should have failed").1
    }

    /// The kept answer of a turn that failed.
    pub(crate) fn failed_answer(&self) -> &Message {
        self.failed.as_ref().and_then(|(answer, _)| answer.as_ref()).expect("it should have failed with an answer")
    }

    fn take(&mut self, event: TurnEvent) {
        assert!(self.finished.is_none() && self.failed.is_none(), "nothing comes after the end");
        match event {
            TurnEvent::Started { conversation, question, answer } => {
                self.started = Some((conversation, question, answer))
            }
            TurnEvent::Progress { stage, fraction } => self.progress.push((stage, fraction)),
            TurnEvent::Text(text) => self.text.push_str(text.as_str()),
            TurnEvent::Thought(text) => self.thought.push_str(text.as_str()),
            TurnEvent::Reading { done, total, .. } => self.reading.push((done, total)),
            TurnEvent::Passages { passages, .. } => self.passages = passages,
            TurnEvent::Unsupported => self.unsupported = true,
            TurnEvent::Withheld(withheld) => self.withheld.push(withheld),
            TurnEvent::Care(care) => self.care.push(care),
            TurnEvent::Advice(advice) => self.advice.push(advice),
            TurnEvent::Usage { usage, context } => self.usage = Some((usage, context)),
            TurnEvent::Finished { answer, conversation } => self.finished = Some((answer, conversation)),
            TurnEvent::Failed { answer, error } => self.failed = Some((answer, error)),
        }
    }
}

/// Listens to the end.
pub(crate) async fn listen(mut turn: Turn) -> Told {
    listen_on(&mut turn, Told::default()).await
}

/// Listens to the end, after what was told before.
pub(crate) async fn listen_on(turn: &mut Turn, mut told: Told) -> Told {
    while let Some(event) = turn.events.recv().await {
        told.take(event);
    }
    assert!(told.finished.is_some() || told.failed.is_some(), "a turn always tells its end");
    told
}

/// Listens until so much of the answer was shown.
pub(crate) async fn listen_until(turn: &mut Turn, text: &str) -> Told {
    let mut told = Told::default();
    while told.text != text {
        told.take(turn.events.recv().await.expect("more is to come"));
    }
    told
}

/// A judge made of a function.
pub(crate) struct By<F>(pub(crate) F);

impl<F: Fn(Speaker, &Segment) -> Verdict + Send + Sync + 'static> Judge for By<F> {
    fn judge<'a>(&'a self, speaker: Speaker, segment: &'a Segment) -> Judging<'a> {
        Box::pin(async move { (self.0)(speaker, segment) })
    }
}
