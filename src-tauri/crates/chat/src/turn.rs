//! A turn is one question and its answer. [`Worker::answer`] is the whole of it, step by step.

use std::sync::{Arc, OnceLock};

use carat_engine::{Engine, EngineStatus, GenerateRequest, ModelFacts, Role, StateKey};
use carat_safety::{Judge, Screening, screen_question};
use carat_store::{Message, MessageState, MessageUpdate};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::budget::{self, Fitting, Prompt};
use crate::chat::system;
use crate::draft::{Draft, engine_sampling, stored_sampling, stored_withheld};
use crate::generating::{Ending, Generating};
use crate::opening::{self, Opening, Placed, Task};
use crate::records::Records;
use crate::saver::Saver;
use crate::{ChatError, ModelChoice, Result, Stage, TurnEvent, TurnId, history};

/// Runs one turn.
#[derive(Clone)]
pub(crate) struct Worker {
    pub(crate) id: TurnId,
    pub(crate) records: Records,
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) judge: Arc<dyn Judge>,
    pub(crate) model: ModelChoice,
    pub(crate) events: mpsc::Sender<TurnEvent>,
    pub(crate) stop: CancellationToken,
    /// Whether the conversation is kept.
    pub(crate) keep: bool,
}

impl Worker {
    /// Runs the turn to its last event, which comes whatever happens.
    pub(crate) async fn run(self, task: Task) {
        let mut worker = self;
        if matches!(&task, Task::Ask(question) if !question.keep) {
            match Records::in_memory().await {
                Ok(records) => (worker.records, worker.keep) = (records, false),
                Err(error) => return worker.fail(None, error).await,
            }
        }
        tracing::info!(turn = %worker.id, "a turn starts");
        let place = Arc::new(OnceLock::new());
        let inner = tokio::spawn({
            let (worker, place) = (worker.clone(), Arc::clone(&place));
            async move { worker.answer(task, &place).await }
        });
        let failed = match inner.await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error,
            Err(panic) => {
                tracing::error!(turn = %worker.id, panicked = panic.is_panic(), "a turn broke off");
                ChatError::Fault
            }
        };
        let answer = match place.get() {
            Some(&answer) => worker.mark_failed(answer, &failed).await,
            None => None,
        };
        worker.fail(answer, failed).await;
    }

    async fn answer(&self, task: Task, place: &OnceLock<carat_store::MessageId>) -> Result<()> {
        let opening = self.load_history(task).await?;
        let screening = screen_question(&*self.judge, &opening.text).await;
        let placed = self.save_question(&opening).await?;
        let _ = place.set(placed.answer.id);
        let mut draft = Draft::after(placed.answer.parts.clone());
        let mut saver = Saver::new(self.records.clone(), placed.answer.id);
        let ending = match screening {
            Screening::Blocked(withheld) => self.withhold(stored_withheld(withheld), &mut draft).await,
            Screening::Passed => self.ask_model(&opening, &placed, &mut draft, &mut saver).await,
        };
        saver.rest().await;
        self.save_answer(&placed, &draft, ending).await
    }

    async fn load_history(&self, task: Task) -> Result<Opening> {
        self.records.run(move |store| opening::open(store, task)).await
    }

    async fn save_question(&self, opening: &Opening) -> Result<Placed> {
        let (opening, model) = (opening.clone(), self.model.load.model.clone());
        let placed = self.records.run(move |store| opening.place(store, &model)).await?;
        let Placed { conversation, new_question, answer } = placed.clone();
        self.tell(TurnEvent::Started { conversation, question: new_question, answer }).await;
        Ok(placed)
    }

    /// The question was blocked: the model never hears of it.
    async fn withhold(&self, withheld: carat_store::Withheld, draft: &mut Draft) -> Ending {
        draft.withheld(withheld.clone());
        self.tell(TurnEvent::Withheld(withheld)).await;
        Ending::complete()
    }

    /// From a screened question to a judged answer. Failing is one of its endings, since what is in the draft is kept.
    async fn ask_model(&self, opening: &Opening, placed: &Placed, draft: &mut Draft, saver: &mut Saver) -> Ending {
        let prepared = async {
            let facts = self.load_model().await?;
            let fitting = self.budget_context(opening).await?;
            self.note_conditions(opening, placed, &facts, fitting.left_out).await?;
            Ok(fitting)
        };
        let fitting = tokio::select! {
            biased;
            () = self.stop.cancelled() => return Ending::stopped(),
            fitting = prepared => match fitting {
                Ok(fitting) => fitting,
                Err(error) => return Ending::failed(error),
            },
        };
        self.generate(opening, placed, fitting, draft, saver).await
    }

    async fn load_model(&self) -> Result<ModelFacts> {
        let mut status = self.engine.status();
        let mut loading = self.engine.load(self.model.load.clone());
        loop {
            tokio::select! {
                biased;
                facts = &mut loading => return Ok(facts?),
                Ok(()) = status.changed() => {
                    let fraction = match &*status.borrow_and_update() {
                        EngineStatus::Starting { .. } => Some(0.0),
                        EngineStatus::Loading { fraction, .. } => Some(*fraction),
                        _ => None,
                    };
                    if let Some(fraction) = fraction {
                        self.tell(TurnEvent::Progress { stage: Stage::Loading, fraction }).await;
                    }
                }
            }
        }
    }

    async fn budget_context(&self, opening: &Opening) -> Result<Fitting> {
        let mut messages = history::visible(&opening.earlier);
        history::push(&mut messages, Role::User, opening.question_parts());
        let begun = opening.continued.as_ref().map(history::parts).filter(|parts| !parts.is_empty());
        let continue_last = begun.is_some();
        if let Some(begun) = begun {
            history::push(&mut messages, Role::Assistant, begun);
        }
        let system = system(&opening.options.system_prompt);
        let prompt = Prompt { system, messages, thinking: opening.options.thinking, continue_last };
        budget::fit(&*self.engine, &prompt, opening.overflow, opening.max_tokens).await
    }

    /// Saves beside the answer what it is made with, as soon as that is known.
    async fn note_conditions(
        &self,
        opening: &Opening,
        placed: &Placed,
        facts: &ModelFacts,
        left_out: u32,
    ) -> Result<()> {
        let sampling = opening.options.sampling.unwrap_or(stored_sampling(facts.sampling));
        let update = MessageUpdate {
            model: Some(self.model.load.model.clone()),
            sampling: Some(sampling),
            left_out: Some(left_out),
            ..MessageUpdate::default()
        };
        let answer = placed.answer.id;
        self.records.run(move |store| Ok(store.update_message(answer, &update)?)).await.map(drop)
    }

    async fn generate(
        &self,
        opening: &Opening,
        placed: &Placed,
        fitting: Fitting,
        draft: &mut Draft,
        saver: &mut Saver,
    ) -> Ending {
        let shown = opening.continued.as_ref().map(history::text).unwrap_or_default();
        let continue_last = fitting.messages.last().is_some_and(|last| last.role == Role::Assistant);
        let seen = fitting.messages.iter().filter(|message| message.role != Role::System).count();
        let with_answer = seen + usize::from(!continue_last);
        let request = GenerateRequest {
            continue_last,
            messages: fitting.messages,
            sampling: opening.options.sampling.map(engine_sampling),
            max_tokens: opening.max_tokens,
            thinking: opening.options.thinking,
            // What is not kept leaves nothing on disk either.
            state: self.keep.then(|| StateKey::new(placed.conversation.id.to_string())).flatten(),
        };
        let (usage, limit) = (placed.answer.usage, fitting.limit);
        Generating::new(self, draft, saver, shown).run(request).await.counted(usage, limit, with_answer)
    }

    async fn save_answer(&self, placed: &Placed, draft: &Draft, ending: Ending) -> Result<()> {
        let Ending { state, error, usage, context } = ending;
        let update = MessageUpdate {
            parts: Some(draft.parts().to_vec()),
            state: Some(state),
            error: Some(error.as_ref().map(ChatError::to_stored)),
            usage,
            ..MessageUpdate::default()
        };
        let (answer, conversation) = (placed.answer.id, placed.conversation.clone());
        let (answer, conversation) = self
            .records
            .run(move |store| {
                let answer = store.update_message(answer, &update)?;
                // A conversation that was deleted meanwhile may be restored, and then has its answer.
                let conversation = store.conversation(conversation.id).unwrap_or(conversation);
                Ok((answer, conversation))
            })
            .await?;
        tracing::info!(turn = %self.id, answer = %answer.id, state = state.as_str(), "a turn ends");
        if let (Some(usage), Some(context)) = (usage, context) {
            self.tell(TurnEvent::Usage { usage, context }).await;
        }
        match error.filter(|_| state == MessageState::Failed) {
            Some(error) => self.fail(Some(answer), error).await,
            None => self.tell(TurnEvent::Finished { answer, conversation }).await,
        }
        Ok(())
    }

    /// Leaves what is saved of an answer and says why there is no more.
    async fn mark_failed(&self, answer: carat_store::MessageId, error: &ChatError) -> Option<Message> {
        let update = MessageUpdate {
            state: Some(MessageState::Failed),
            error: Some(Some(error.to_stored())),
            ..MessageUpdate::default()
        };
        self.records.run(move |store| Ok(store.update_message(answer, &update)?)).await.ok()
    }

    async fn fail(&self, answer: Option<Message>, error: ChatError) {
        tracing::warn!(turn = %self.id, code = error.code(), "a turn failed");
        self.tell(TurnEvent::Failed { answer, error }).await;
    }

    /// Tells an event to whoever listens. Nobody has to; one who listens but is slow holds the turn up until it is
    /// stopped.
    pub(crate) async fn tell(&self, event: TurnEvent) {
        let Err(mpsc::error::TrySendError::Full(event)) = self.events.try_send(event) else { return };
        tokio::select! {
            biased;
            // Whether anybody still listens makes no difference.
            _ = self.events.send(event) => {}
            () = self.stop.cancelled() => {}
        }
    }
}
