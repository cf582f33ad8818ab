//! Generating is the middle of a turn: the model's events in, gate by gate, to screened text in the draft and out to
//! whoever listens.

use std::sync::Arc;
use std::time::Duration;

use carat_engine::{EngineError, FinishReason, GenerateEvent, GenerateRequest, Generation, Usage};
use carat_safety::{Asked, Piece, Segment, Speaker, Verdict};
use carat_store::{MessageId, MessageState};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::draft::{Draft, added, stored_usage};
use crate::finding::{Finding, Log};
use crate::opening::Placed;
use crate::saver::Saver;
use crate::screens::{Place, Screens, Stream};
use crate::turn::Worker;
use crate::{ChatError, ContextUse, Stage, TurnEvent};

/// Between two saves of a growing answer: the most that a killed process loses of what was shown.
const SAVE_EVERY: Duration = Duration::from_millis(250);

/// How long a stopped engine and the last verdicts may take. One that hangs in a driver never answers.
const STOP_PATIENCE: Duration = Duration::from_secs(5);

/// How an answer ended, and what is saved of that.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) state: MessageState,
    /// Why it failed or was cut.
    pub(crate) error: Option<ChatError>,
    pub(crate) usage: Option<carat_store::Usage>,
    pub(crate) context: Option<ContextUse>,
}

/// How the engine ended.
enum End {
    Finished(FinishReason, Usage),
    Failed(EngineError),
    /// It was stopped and did not answer.
    Silent,
}

/// One answer being generated.
pub(crate) struct Generating<'a> {
    worker: &'a Worker,
    draft: &'a mut Draft,
    saver: &'a mut Saver,
    log: Log,
    answer: MessageId,
    screens: Screens,
    judging: FuturesUnordered<BoxFuture<'static, (Place, Verdict)>>,
    blocked: bool,
    /// How long the question was screened and its documents were searched before the engine heard of it.
    before: Duration,
}

impl<'a> Generating<'a> {
    /// `shown` is the text that the answer goes on from, `asked` what it is an answer to.
    pub(crate) fn new(
        worker: &'a Worker,
        placed: &Placed,
        draft: &'a mut Draft,
        saver: &'a mut Saver,
        shown: String,
        asked: Arc<Asked>,
    ) -> Self {
        Self {
            worker,
            draft,
            saver,
            log: worker.log(placed),
            answer: placed.answer.id,
            screens: Screens::after(shown, asked),
            judging: FuturesUnordered::new(),
            blocked: false,
            before: worker.asked.elapsed(),
        }
    }

    /// Runs until the engine has ended and every verdict is in.
    pub(crate) async fn run(mut self, request: GenerateRequest) -> Ending {
        let Generation { mut events, cancel } = self.worker.engine.generate(request);
        let mut saves = interval(SAVE_EVERY);
        saves.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut patience_ends: Option<Instant> = None;
        let mut end = None;
        while end.is_none() || !self.judging.is_empty() {
            if patience_ends.is_none() && (self.blocked || self.worker.stop.is_cancelled()) {
                cancel.cancel();
                patience_ends = Some(Instant::now() + STOP_PATIENCE);
            }
            tokio::select! {
                biased;
                () = self.worker.stop.cancelled(), if patience_ends.is_none() => {}
                () = sleep_until(patience_ends.unwrap_or_else(Instant::now)), if patience_ends.is_some() => {
                    tracing::warn!(turn = %self.worker.id, "the engine or a judge did not stop in time");
                    end = end.or(Some(End::Silent));
                    break;
                }
                Some((place, verdict)) = self.judging.next() => self.let_out(place, verdict).await,
                _ = saves.tick() => self.saver.save(self.draft),
                event = events.recv(), if end.is_none() => end = self.take(event).await,
            }
        }
        self.log.rest().await;
        self.ending(end.unwrap_or(End::Silent))
    }

    /// Takes the engine's next event; returns how it ended, if it did.
    async fn take(&mut self, event: Option<GenerateEvent>) -> Option<End> {
        match event {
            Some(GenerateEvent::Reading { done, total }) => {
                let fraction = if total == 0 { 1.0 } else { done as f32 / total as f32 };
                self.worker.tell(TurnEvent::Progress { stage: Stage::Reading, fraction }).await;
                return None;
            }
            Some(GenerateEvent::Text { text }) => {
                self.judge_more(Stream::Text, &text);
                return None;
            }
            Some(GenerateEvent::Thought { text }) => {
                self.judge_more(Stream::Thought, &text);
                return None;
            }
            Some(GenerateEvent::Finished { .. } | GenerateEvent::Failed { .. }) | None => {}
        }
        let rest = self.screens.finish();
        rest.into_iter().for_each(|(place, segment)| self.judge(place, segment));
        Some(match event {
            Some(GenerateEvent::Finished { reason, usage }) => End::Finished(reason, usage),
            Some(GenerateEvent::Failed { error }) => End::Failed(error),
            _ => End::Failed(EngineError::Crashed { detail: "it ended in the middle of the answer".to_owned() }),
        })
    }

    fn judge_more(&mut self, stream: Stream, text: &str) {
        let segments = self.screens.push(stream, text);
        segments.into_iter().for_each(|(place, segment)| self.judge(place, segment));
    }

    /// Lets the judge begin; several segments may be with it at once.
    fn judge(&mut self, place: Place, segment: Segment) {
        let judge = Arc::clone(&self.worker.judge);
        self.judging.push(Box::pin(async move { (place, judge.judge(Speaker::Model, &segment).await) }));
    }

    async fn let_out(&mut self, place: Place, verdict: Verdict) {
        self.draft.heed(&verdict);
        for (stream, piece) in self.screens.verdict(place, verdict) {
            let event = match (piece, stream) {
                (Piece::Release(text), Stream::Text) => {
                    self.draft.text(&text);
                    TurnEvent::Text(text)
                }
                (Piece::Release(text), Stream::Thought) => {
                    self.draft.thought(&text);
                    TurnEvent::Thought(text)
                }
                (Piece::Note(withheld) | Piece::Withhold(withheld), _) => self.withhold(withheld),
                (Piece::Block(withheld), _) => {
                    self.blocked = true;
                    // Verdicts on what comes after a block change nothing.
                    self.judging.clear();
                    self.withhold(withheld)
                }
            };
            self.worker.tell(event).await;
        }
    }

    fn withhold(&mut self, found: carat_safety::Withheld) -> TurnEvent {
        let finding = Finding::in_answer(found);
        let (place, withheld) = (self.draft.withheld(&finding), finding.withheld());
        self.log.write(finding, self.answer, place);
        TurnEvent::Withheld(withheld)
    }

    fn ending(&self, end: End) -> Ending {
        let usage = match &end {
            End::Finished(_, usage) => {
                let mut usage = stored_usage(*usage);
                usage.first_token_ms += self.before.as_secs_f64() * 1000.0;
                Some(usage)
            }
            End::Failed(_) | End::Silent => None,
        };
        let ending = match end {
            _ if self.blocked => Ending::complete(),
            _ if self.worker.stop.is_cancelled() => Ending::stopped(),
            End::Failed(error) => Ending::failed(error.into()),
            End::Silent | End::Finished(FinishReason::Cancelled, _) => Ending::stopped(),
            End::Finished(FinishReason::Length, _) => Ending::cut(ChatError::CutAtLength),
            End::Finished(FinishReason::ContextFull, _) => Ending::cut(ChatError::CutAtContext),
            End::Finished(FinishReason::Stop, _) if self.draft.has_answer() => Ending::complete(),
            End::Finished(FinishReason::Stop, _) => Ending::failed(ChatError::EmptyAnswer),
        };
        Ending { usage, ..ending }
    }
}

impl Ending {
    pub(crate) fn complete() -> Self {
        Self { state: MessageState::Complete, error: None, usage: None, context: None }
    }

    pub(crate) fn stopped() -> Self {
        Self { state: MessageState::Stopped, ..Self::complete() }
    }

    pub(crate) fn failed(error: ChatError) -> Self {
        Self { state: MessageState::Failed, error: Some(error), ..Self::complete() }
    }

    /// The answer is there but for its end.
    fn cut(why: ChatError) -> Self {
        Self { state: MessageState::Stopped, error: Some(why), ..Self::complete() }
    }

    /// Adds what the answer cost before it was continued, and what the context of `limit` tokens holds now.
    pub(crate) fn counted(mut self, before: Option<carat_store::Usage>, limit: u32, messages: usize) -> Self {
        if let Some(now) = self.usage {
            let used = now.prompt_tokens.saturating_add(now.generated_tokens);
            let messages = u32::try_from(messages).unwrap_or(u32::MAX);
            self.context = Some(ContextUse { used, limit, messages });
            self.usage = Some(before.map_or(now, |before| added(before, now)));
        }
        self
    }
}
