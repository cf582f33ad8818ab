//! The connections are the list of what Carat used the network for: when, to which host, how many bytes, and why.

use std::collections::VecDeque;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::replace::replace;

/// Older ones are forgotten.
const KEPT: usize = 500;

/// Requests to one host for one reason are one use while no more than this lies between them.
const SAME_USE: SignedDuration = SignedDuration::from_mins(10);

/// One use of the network. Requests to one host for one reason, close together, are one use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// When it began.
    pub started: Timestamp,
    /// When it was last used.
    pub last: Timestamp,
    /// The host, with its port where that is not the usual one.
    pub host: String,
    /// The bytes received in the bodies of answers.
    pub bytes: u64,
    /// The requests made.
    pub requests: u64,
    /// Why, as the caller named it, such as the model's name.
    pub why: String,
}

/// Uses of the network, the newest last, kept in a file.
#[derive(Debug, Clone)]
pub(crate) struct Connections {
    file: PathBuf,
    list: Arc<Mutex<VecDeque<Connection>>>,
}

impl Connections {
    /// The list kept in this file. One that can't be read is an empty one: it is a record, nothing hangs on it.
    pub(crate) fn open(file: PathBuf) -> Self {
        let kept = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { file, list: Arc::new(Mutex::new(kept.unwrap_or_default())) }
    }

    /// Notes a request.
    pub(crate) fn request(&self, host: &str, why: &str) {
        let now = Timestamp::now();
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        match find(&mut list, host, why) {
            Some(connection) if now.duration_since(connection.last) <= SAME_USE => {
                connection.requests += 1;
                connection.last = now;
            }
            _ => {
                let (host, why) = (host.to_owned(), why.to_owned());
                list.push_back(Connection { started: now, last: now, host, bytes: 0, requests: 1, why });
                while list.len() > KEPT {
                    list.pop_front();
                }
            }
        }
    }

    /// Notes bytes of an answer.
    pub(crate) fn received(&self, host: &str, why: &str, bytes: u64) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = find(&mut list, host, why) {
            connection.bytes += bytes;
            connection.last = Timestamp::now();
        }
    }

    /// All of them, the newest first.
    pub(crate) fn list(&self) -> Vec<Connection> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().cloned().collect()
    }

    /// Keeps the list for the next start.
    pub(crate) fn save(&self) {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let saved =
            serde_json::to_vec(&list).map_err(std::io::Error::other).and_then(|text| replace(&self.file, &text));
        if let Err(error) = saved {
            tracing::warn!(path = %self.file.display(), %error, "the list of connections could not be kept");
        }
    }
}

fn find<'a>(list: &'a mut VecDeque<Connection>, host: &str, why: &str) -> Option<&'a mut Connection> {
    list.iter_mut().rev().find(|connection| connection.host == host && connection.why == why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_to_a_host_for_a_reason_are_one_line_that_outlives_the_program() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("connections.json");
        let connections = Connections::open(file.clone());
        connections.request("a", "x");
        connections.received("a", "x", 10);
        connections.request("a", "x");
        connections.request("b", "x");
        connections.received("a", "x", 5);
        connections.save();
        let list = Connections::open(file).list();
        assert_eq!(list.iter().map(|line| line.host.as_str()).collect::<Vec<_>>(), ["b", "a"], "the newest first");
        assert_eq!((list[1].bytes, list[1].requests), (15, 2));
    }
}
