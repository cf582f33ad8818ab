//! A turn is one question and its answer. [`Worker::answer`] is the whole of it, step by step.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use carat_documents::Documents;
use carat_engine::{Engine, EngineStatus, GenerateRequest, ModelFacts, Role, StateKey};
use carat_safety::{Asked, Judge, Piece, screen_question};
use carat_store::{Message, MessageState, MessageUpdate};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::budget::{self, Fitting, Prompt};
use crate::chat::system;
use crate::draft::{Draft, engine_sampling, stored_sampling};
use crate::finding::{Finding, Log};
use crate::generating::{Ending, Generating};
use crate::grounding::{Ground, asked, with_ground};
use crate::opening::{self, Opening, Placed, Task};
use crate::records::Records;
use crate::saver::Saver;
use crate::{ChatError, ModelChoice, Result, Stage, TurnEvent, TurnId, history};

/// How long a judge may read a whole answer. A guard without a GPU reads some fifty tokens a second.
const END_PATIENCE: Duration = Duration::from_secs(60);

/// How long an engine may take to forget. It does so between two steps, and behind what it is still writing to disk.
const FORGET_PATIENCE: Duration = Duration::from_secs(5);

/// Runs one turn.
#[derive(Clone)]
pub(crate) struct Worker {
    pub(crate) id: TurnId,
    /// When the question came.
    pub(crate) asked: Instant,
    pub(crate) records: Records,
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) judge: Arc<dyn Judge>,
    pub(crate) model: ModelChoice,
    pub(crate) events: mpsc::Sender<TurnEvent>,
    pub(crate) stop: CancellationToken,
    /// Whether the conversation is kept.
    pub(crate) keep: bool,
    /// Whether the safety log keeps texts.
    pub(crate) keep_texts: bool,
    /// What questions may be about beside the conversation.
    pub(crate) documents: Option<Documents>,
}

impl Worker {
    /// Runs the turn to its last event, which comes whatever happens.
    pub(crate) async fn run(self, task: Task) {
        let mut worker = self;
        if worker.keep && matches!(&task, Task::Ask(question) if !question.keep) {
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
        let noted = screening.noted.map(Finding::in_question);
        let placed = self.save_question(&opening, noted.as_ref()).await?;
        let _ = place.set(placed.answer.id);
        if let Some(finding) = noted {
            self.log(&placed).write_now(finding, opening.question(&placed), 1).await;
        }
        let mut draft = Draft::after(placed.answer.parts.clone());
        draft.heed(&screening.verdict);
        if let Some(card) = draft.put_care() {
            self.tell(card).await;
        }
        let mut saver = Saver::new(self.records.clone(), placed.answer.id);
        let mut ground = None;
        let heard = screening.blocked.is_none();
        let ending = match screening.blocked {
            Some(found) => self.withhold(Finding::in_question(found), &opening, &placed, &mut draft).await,
            None => self.ask_model(&opening, &placed, &mut draft, &mut saver, &mut ground).await,
        };
        saver.rest().await;
        let taken_back = self.judge_end(&opening, &placed, &mut draft, ground.as_ref()).await;
        if taken_back || heard && history::has_block(draft.parts()) {
            self.forget_state(&placed).await;
        }
        if let Some(ground) = &ground {
            self.cite(&opening, ground, &mut draft).await;
        }
        for event in draft.put_end(&opening.earlier) {
            self.tell(event).await;
        }
        self.save_answer(&placed, &draft, ending).await
    }

    async fn load_history(&self, task: Task) -> Result<Opening> {
        self.records.run(move |store| opening::open(store, task)).await
    }

    /// A note of the filter's goes with the question.
    async fn save_question(&self, opening: &Opening, noted: Option<&Finding>) -> Result<Placed> {
        let about = self.named_sources(opening).await;
        let (opening, model, note) = (opening.clone(), self.model.load.model.clone(), noted.map(Finding::part));
        let placed = self.records.run(move |store| opening.place(store, &model, note, about)).await?;
        let Placed { conversation, new_question, answer } = placed.clone();
        self.tell(TurnEvent::Started { conversation, question: new_question, answer }).await;
        Ok(placed)
    }

    /// The question was blocked: the model never hears of it.
    async fn withhold(&self, finding: Finding, opening: &Opening, placed: &Placed, draft: &mut Draft) -> Ending {
        let (place, withheld) = (draft.withheld(&finding), finding.withheld());
        self.log(placed).write_now(finding, opening.question(placed), place).await;
        self.tell(TurnEvent::Withheld(withheld)).await;
        Ending::complete()
    }

    /// The whole answer is judged once more, where somebody can: some harm shows in no single sentence. Returns whether all
    /// of it was taken back.
    async fn judge_end(&self, opening: &Opening, placed: &Placed, draft: &mut Draft, ground: Option<&Ground>) -> bool {
        let (asked, answer) = (known(opening, ground), draft.answer());
        if answer.trim().is_empty() || history::has_block(draft.parts()) {
            return false;
        }
        let Some(judging) = self.judge.judge_end(&asked, &answer) else { return false };
        let Ok(verdict) = timeout(END_PATIENCE, judging).await else {
            tracing::warn!(turn = %self.id, "the judge of the whole answer was too slow; its sentences were judged");
            return false;
        };
        draft.heed(&verdict);
        let (found, stays) = match Piece::of_whole(verdict, &answer) {
            None | Some(Piece::Release(_)) => return false,
            Some(Piece::Note(found)) => (found, true),
            Some(Piece::Withhold(found) | Piece::Block(found)) => (found, false),
        };
        let finding = Finding::in_answer(found);
        let place = if stays { draft.withheld(&finding) } else { draft.withhold_all(&finding) };
        let withheld = finding.withheld();
        self.log(placed).write_now(finding, placed.answer.id, place).await;
        self.tell(TurnEvent::Withheld(withheld)).await;
        !stays
    }

    /// What the engine has computed of an answer that was taken back goes too, in memory and on disk: later turns do not
    /// see it, so nothing goes on from there. The next one reads what is left of the conversation anew.
    async fn forget_state(&self, placed: &Placed) {
        let Some(key) = self.state_key(placed) else { return };
        match timeout(FORGET_PATIENCE, self.engine.forget_state(key)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(turn = %self.id, %error, "a blocked answer's state is not forgotten"),
            Err(_) => tracing::warn!(turn = %self.id, "the engine was too slow to forget a blocked answer's state"),
        }
    }

    /// Names the conversation's state. What is not kept leaves nothing on disk either.
    fn state_key(&self, placed: &Placed) -> Option<StateKey> {
        self.keep.then(|| StateKey::new(placed.conversation.id.to_string())).flatten()
    }

    /// The log of this turn's findings.
    pub(crate) fn log(&self, placed: &Placed) -> Log {
        Log::new(self.records.clone(), placed.conversation.id, self.keep_texts)
    }

    /// From a screened question to a judged answer. Failing is one of its endings, since what is in the draft is kept.
    async fn ask_model(
        &self,
        opening: &Opening,
        placed: &Placed,
        draft: &mut Draft,
        saver: &mut Saver,
        ground: &mut Option<Ground>,
    ) -> Ending {
        let prepared = async {
            let facts = self.load_model().await?;
            *ground = self.ground(opening, &facts).await?;
            if let Some(ground) = &*ground {
                draft.put_ground(ground);
                self.tell(ground.event()).await;
            }
            let fitting = self.budget_context(opening, ground.as_ref()).await?;
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
        let asked = known(opening, ground.as_ref());
        self.generate(opening, placed, fitting, draft, saver, asked).await
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

    async fn budget_context(&self, opening: &Opening, ground: Option<&Ground>) -> Result<Fitting> {
        let mut messages = history::visible(&opening.earlier);
        let found = ground.and_then(Ground::before_question);
        let question = found.into_iter().chain(opening.question_parts()).collect();
        history::push(&mut messages, Role::User, question);
        let begun = opening.continued.as_ref().map(history::parts).filter(|parts| !parts.is_empty());
        let continue_last = begun.is_some();
        if let Some(begun) = begun {
            history::push(&mut messages, Role::Assistant, begun);
        }
        let system = system(&with_ground(&opening.options.system_prompt, ground));
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
        asked: Asked,
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
            state: self.state_key(placed),
        };
        let (usage, limit) = (placed.answer.usage, fitting.limit);
        Generating::new(self, placed, draft, saver, shown, Arc::new(asked)).run(request).await.counted(
            usage,
            limit,
            with_answer,
        )
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

/// What an answer is judged against: neither what stands in the documents nor what the conversation's own prompt says is a
/// leak.
fn known(opening: &Opening, ground: Option<&Ground>) -> Asked {
    let mut asked = asked(opening, ground);
    asked.shown.push(opening.options.system_prompt.clone());
    asked
}
