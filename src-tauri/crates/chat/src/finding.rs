//! A finding is what a verdict leaves behind: the part that stands in the message, the entry of the safety log, and the
//! text that the person may still ask for.

use carat_store::{ConversationId, MessageId, Part, SafetyEntry, Withheld};
use tokio::task::JoinSet;

use crate::ChatError;
use crate::records::Records;

/// What one verdict leaves.
#[derive(Debug)]
pub(crate) struct Finding {
    withheld: Withheld,
    entry: SafetyEntry,
    /// The text, where the policy lets it be shown.
    text: Option<String>,
}

impl Finding {
    /// What the filter found in the person's question. There is nothing to show later: the question itself is in sight.
    pub(crate) fn in_question(found: carat_safety::Withheld) -> Self {
        Self::of(found, true)
    }

    /// What the filter found in the model's answer.
    pub(crate) fn in_answer(found: carat_safety::Withheld) -> Self {
        Self::of(found, false)
    }

    fn of(found: carat_safety::Withheld, question: bool) -> Self {
        let carat_safety::Withheld {
            category,
            reason,
            action,
            can_show,
            length,
            tier,
            score,
            policy_version,
            hash,
            kept,
        } = found;
        let can_show = can_show && !question && length > 0;
        let withheld =
            Withheld { category, reason, action, can_show, length, question, tier, score, policy_version, entry: None };
        let entry = SafetyEntry::new(&withheld, hash);
        let text = kept.map(carat_safety::Kept::into_string);
        Self { withheld: Withheld { entry: Some(entry.id), ..withheld }, entry, text }
    }

    /// What stands in the message, and goes to whoever listens.
    pub(crate) fn withheld(&self) -> Withheld {
        self.withheld.clone()
    }

    /// The same as a part.
    pub(crate) fn part(&self) -> Part {
        Part::Withheld(self.withheld())
    }
}

/// Writes findings into the log, never in the stream's way.
#[derive(Debug)]
pub(crate) struct Log {
    records: Records,
    conversation: ConversationId,
    /// Whether the person keeps texts in the log.
    keep_texts: bool,
    writing: JoinSet<()>,
}

impl Log {
    pub(crate) fn new(records: Records, conversation: ConversationId, keep_texts: bool) -> Self {
        Self { records, conversation, keep_texts, writing: JoinSet::new() }
    }

    /// Starts to write a finding about a message, at a place among its parts. One that can't be written is only told to
    /// the technical log: the message has it all the same.
    pub(crate) fn write(&mut self, finding: Finding, message: MessageId, place: usize) {
        let Finding { withheld, mut entry, text } = finding;
        entry.conversation = Some(self.conversation);
        entry.message = Some(message);
        entry.text = text.clone().filter(|_| self.keep_texts);
        let held = text.filter(|_| withheld.can_show);
        let records = self.records.clone();
        self.writing.spawn(async move {
            let written = records.run(move |store| {
                if let Some(text) = held {
                    store.hold_text(message, u32::try_from(place).unwrap_or(u32::MAX), &text)?;
                }
                Ok::<_, ChatError>(store.add_safety_entry(&entry)?)
            });
            if let Err(error) = written.await {
                tracing::warn!(%message, code = error.code(), "a finding could not be written into the log");
            }
        });
    }

    /// Writes a single one and waits for it.
    pub(crate) async fn write_now(mut self, finding: Finding, message: MessageId, place: usize) {
        self.write(finding, message, place);
        self.rest().await;
    }

    /// Waits for what is being written.
    pub(crate) async fn rest(&mut self) {
        while self.writing.join_next().await.is_some() {}
    }
}
