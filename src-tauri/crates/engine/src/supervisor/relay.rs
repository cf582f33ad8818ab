//! A relay carries the events of one answer from the owner to whoever reads them, at the reader's pace.
//!
//! The owner must never wait for a reader, or one slow window would hold up all others. So the relay takes events as
//! they come, and merges neighbouring ones while the reader is behind: what waits is never larger than the answer.
//! It is also the place where an answer is cancelled.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{EngineError, FinishReason, GenerateEvent, Usage};

/// Events taken at a time.
const BATCH: usize = 256;

/// Events that wait one by one; beyond these, neighbours are merged.
const UNMERGED: usize = 64;

/// Carries events until the last one. Where the reader cancels or is gone, it calls `tell_worker` once, drops what
/// still comes, and ends with `Finished` (`Cancelled`): with the worker's numbers if they come within `grace`.
pub(super) async fn relay(
    mut inbox: mpsc::UnboundedReceiver<GenerateEvent>,
    events: mpsc::Sender<GenerateEvent>,
    cancel: CancellationToken,
    tell_worker: impl FnOnce() + Send,
    grace: Duration,
) {
    let (mut backlog, mut arrived) = (Backlog::default(), Vec::new());
    loop {
        tokio::select! {
            biased;
            () = cancel.cancelled() => break,
            () = events.closed() => break,
            permit = events.reserve(), if !backlog.is_empty() => {
                let (Ok(permit), Some(event)) = (permit, backlog.pop()) else { break };
                let last = event.is_last();
                permit.send(event);
                if last {
                    return;
                }
            }
            // Many at a time: tokio lets a task take few things in a row, and in a flood this one would fall behind.
            count = inbox.recv_many(&mut arrived, BATCH), if backlog.usage.is_none() => {
                if count == 0 {
                    // An owner that went away without a last event has unloaded.
                    arrived.push(GenerateEvent::Failed { error: EngineError::Unloaded });
                }
                arrived.drain(..).for_each(|event| backlog.push(event));
            }
        }
    }
    let usage = match backlog.usage {
        Some(usage) => usage,
        None => {
            tell_worker();
            tokio::time::timeout(grace, last_usage(&mut inbox)).await.unwrap_or_default()
        }
    };
    let _ = events.send(GenerateEvent::Finished { reason: FinishReason::Cancelled, usage }).await;
}

/// Drops events up to the last one and keeps its numbers.
async fn last_usage(inbox: &mut mpsc::UnboundedReceiver<GenerateEvent>) -> Usage {
    while let Some(event) = inbox.recv().await {
        match event {
            GenerateEvent::Finished { usage, .. } => return usage,
            GenerateEvent::Failed { .. } => break,
            GenerateEvent::Reading { .. } | GenerateEvent::Text { .. } | GenerateEvent::Thought { .. } => {}
        }
    }
    Usage::default()
}

/// Events that the reader has not taken yet.
#[derive(Debug, Default)]
struct Backlog {
    events: VecDeque<GenerateEvent>,
    /// The last event's numbers, once it is in here.
    usage: Option<Usage>,
}

impl Backlog {
    fn push(&mut self, event: GenerateEvent) {
        match &event {
            GenerateEvent::Finished { usage, .. } => self.usage = Some(*usage),
            GenerateEvent::Failed { .. } => self.usage = Some(Usage::default()),
            GenerateEvent::Reading { .. } | GenerateEvent::Text { .. } | GenerateEvent::Thought { .. } => {}
        }
        if self.events.len() < UNMERGED {
            return self.events.push_back(event);
        }
        match (self.events.back_mut(), event) {
            (Some(GenerateEvent::Text { text }), GenerateEvent::Text { text: more })
            | (Some(GenerateEvent::Thought { text }), GenerateEvent::Thought { text: more }) => text.push_str(&more),
            (Some(old @ GenerateEvent::Reading { .. }), new @ GenerateEvent::Reading { .. }) => *old = new,
            (_, event) => self.events.push_back(event),
        }
    }

    fn pop(&mut self) -> Option<GenerateEvent> {
        self.events.pop_front()
    }

    fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> GenerateEvent {
        GenerateEvent::Text { text: text.to_owned() }
    }

    #[test]
    fn a_long_backlog_merges_neighbours_and_keeps_the_order() {
        let mut backlog = Backlog::default();
        (0..UNMERGED).for_each(|_| {
            backlog.push(GenerateEvent::Finished { reason: FinishReason::Stop, usage: Usage::default() })
        });
        for event in [
            GenerateEvent::Reading { done: 1, total: 2 },
            GenerateEvent::Reading { done: 2, total: 2 },
            GenerateEvent::Thought { text: "東".to_owned() },
            GenerateEvent::Thought { text: "京".to_owned() },
            text("a"),
            text("b"),
            GenerateEvent::Thought { text: "c".to_owned() },
            text("d"),
        ] {
            backlog.push(event);
        }
        let expected = [
            GenerateEvent::Reading { done: 2, total: 2 },
            GenerateEvent::Thought { text: "東京".to_owned() },
            text("ab"),
            GenerateEvent::Thought { text: "c".to_owned() },
            text("d"),
        ];
        assert_eq!(backlog.events.split_off(UNMERGED), expected);
    }

    #[tokio::test]
    async fn a_reader_that_never_reads_costs_no_more_than_the_text() {
        let (inbox_sender, inbox) = mpsc::unbounded_channel();
        let (events_sender, mut events) = mpsc::channel(4);
        let task = tokio::spawn(relay(inbox, events_sender, CancellationToken::new(), || (), Duration::ZERO));
        for _ in 0..10_000 {
            inbox_sender.send(text("x")).expect("the relay lives");
            tokio::task::yield_now().await;
        }
        inbox_sender
            .send(GenerateEvent::Finished { reason: FinishReason::Stop, usage: Usage::default() })
            .expect("the relay lives");
        let (mut all, mut count) = (String::new(), 0);
        while let Some(event) = events.recv().await {
            count += 1;
            if let GenerateEvent::Text { text } = event {
                all.push_str(&text);
            }
        }
        task.await.expect("the relay ends");
        assert_eq!(all.len(), 10_000, "no text is lost");
        assert!(count < 200, "events that nobody takes are merged, yet {count} came");
    }

    #[tokio::test]
    async fn a_cancelled_answer_ends_even_when_the_worker_says_nothing() {
        let (inbox_sender, inbox) = mpsc::unbounded_channel();
        let (events_sender, mut events) = mpsc::channel(4);
        let cancel = CancellationToken::new();
        let (told_sender, told) = tokio::sync::oneshot::channel();
        cancel.cancel();
        inbox_sender.send(text("late")).expect("the relay has the receiver");
        tokio::spawn(relay(
            inbox,
            events_sender,
            cancel,
            move || told_sender.send(()).expect("the test listens"),
            Duration::from_millis(10),
        ));
        assert_eq!(
            events.recv().await,
            Some(GenerateEvent::Finished { reason: FinishReason::Cancelled, usage: Usage::default() })
        );
        assert_eq!(events.recv().await, None);
        told.await.expect("the worker is told");
    }
}
