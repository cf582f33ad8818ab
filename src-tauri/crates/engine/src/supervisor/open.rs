//! Open requests are those that someone still waits for: answers under way and counts. Their ids tell replies apart.

use std::collections::HashMap;

use tokio::sync::{mpsc, oneshot};

use crate::{EngineError, GenerateEvent, Result, TokenCount};

/// The way to an answer's relay.
type Inbox = mpsc::UnboundedSender<GenerateEvent>;

/// The way to whoever counts.
type CountReply = oneshot::Sender<Result<TokenCount>>;

/// All open requests of one supervisor. Replies to unknown ids come late and are dropped.
#[derive(Debug, Default)]
pub(super) struct OpenRequests {
    generations: HashMap<u64, Inbox>,
    counts: HashMap<u64, CountReply>,
}

impl OpenRequests {
    /// Opens an answer.
    pub(super) fn add_generation(&mut self, id: u64, inbox: Inbox) {
        self.generations.insert(id, inbox);
    }

    /// Opens a count.
    pub(super) fn add_count(&mut self, id: u64, reply: CountReply) {
        self.counts.insert(id, reply);
    }

    /// Whether the id is one of an answer under way.
    pub(super) fn is_generation(&self, id: u64) -> bool {
        self.generations.contains_key(&id)
    }

    /// Whether any answer is under way, cancelled ones included until the worker has let go of them.
    pub(super) fn answering(&self) -> bool {
        !self.generations.is_empty()
    }

    /// Where an answer's event goes; the last one closes it.
    pub(super) fn inbox(&mut self, id: u64, last: bool) -> Option<Inbox> {
        if last { self.generations.remove(&id) } else { self.generations.get(&id).cloned() }
    }

    /// Closes a count; its reply is to be sent.
    pub(super) fn take_count(&mut self, id: u64) -> Option<CountReply> {
        self.counts.remove(&id)
    }

    /// Closes all of them with the same error.
    pub(super) fn fail_all(self, error: &EngineError) {
        for inbox in self.generations.into_values() {
            let _ = inbox.send(GenerateEvent::Failed { error: error.clone() });
        }
        for reply in self.counts.into_values() {
            let _ = reply.send(Err(error.clone()));
        }
    }
}
