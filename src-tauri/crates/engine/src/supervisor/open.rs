//! Open requests are those that someone still waits for: answers under way, and questions with a single reply. Their ids
//! tell replies apart.

use std::collections::HashMap;

use tokio::sync::{mpsc, oneshot};

use crate::frames::FromWorker;
use crate::{EngineError, GenerateEvent, Result};

/// The way to an answer's relay.
type Inbox = mpsc::UnboundedSender<GenerateEvent>;

/// The way to whoever waits for a single reply, which is a frame of the kind that belongs to the request.
pub(super) type SingleReply = oneshot::Sender<Result<FromWorker>>;

/// All open requests of one supervisor. Replies to unknown ids come late and are dropped.
#[derive(Debug, Default)]
pub(super) struct OpenRequests {
    generations: HashMap<u64, Inbox>,
    singles: HashMap<u64, SingleReply>,
}

impl OpenRequests {
    /// Opens an answer.
    pub(super) fn add_generation(&mut self, id: u64, inbox: Inbox) {
        self.generations.insert(id, inbox);
    }

    /// Opens a request with a single reply.
    pub(super) fn add_single(&mut self, id: u64, reply: SingleReply) {
        self.singles.insert(id, reply);
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

    /// Closes a request with a single reply, which is to be sent.
    pub(super) fn take_single(&mut self, id: u64) -> Option<SingleReply> {
        self.singles.remove(&id)
    }

    /// Closes all of them with the same error.
    pub(super) fn fail_all(self, error: &EngineError) {
        for inbox in self.generations.into_values() {
            let _ = inbox.send(GenerateEvent::Failed { error: error.clone() });
        }
        for reply in self.singles.into_values() {
            let _ = reply.send(Err(error.clone()));
        }
    }
}
