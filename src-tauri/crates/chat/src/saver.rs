//! A saver keeps the stored answer close behind the draft, so that a sudden end loses a moment of it at most.

use carat_store::{MessageId, MessageUpdate};
use tokio::task::JoinHandle;

use crate::draft::Draft;
use crate::records::Records;

/// Saves the parts of one answer while it is written, one save at a time and never in the stream's way.
pub(crate) struct Saver {
    records: Records,
    answer: MessageId,
    running: Option<JoinHandle<()>>,
}

impl Saver {
    pub(crate) fn new(records: Records, answer: MessageId) -> Self {
        Self { records, answer, running: None }
    }

    /// Starts a save where something changed, unless the one before still runs: then the next call has it all. A save
    /// that fails is only logged here. The next one holds everything again, and the last one's failure fails the turn.
    pub(crate) fn save(&mut self, draft: &mut Draft) {
        if self.running.as_ref().is_some_and(|running| !running.is_finished()) {
            return;
        }
        let Some(parts) = draft.take_changed() else { return };
        let (records, answer) = (self.records.clone(), self.answer);
        self.running = Some(tokio::spawn(async move {
            let update = MessageUpdate { parts: Some(parts), ..MessageUpdate::default() };
            let saved = records.run(move |store| Ok(store.update_message(answer, &update)?)).await;
            if let Err(error) = saved {
                tracing::warn!(%answer, code = error.code(), "a part of an answer could not be saved");
            }
        }));
    }

    /// Waits for a save that runs, so that none comes after the last one.
    pub(crate) async fn rest(&mut self) {
        if let Some(running) = self.running.take() {
            // It has logged its own failure.
            let _ = running.await;
        }
    }
}
