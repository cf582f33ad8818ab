//! The threads of a part: what they share, and what the one that writes and the one that syncs do.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};

use super::{Block, fault, lock};
use crate::HubError;
use crate::transfer::extents::Extents;
use crate::transfer::journal::{Journal, JournalFiles};
use crate::transfer::positioned::write_all_at;

/// What was written is noted at least this often, and whenever a range is complete.
const NOTE: Duration = Duration::from_millis(250);

/// What was written is synced and journalled this often. A power cut costs what came since.
const SYNC: Duration = Duration::from_secs(1);

/// What its threads share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) file: File,
    pub(super) path: PathBuf,
    pub(super) files: JournalFiles,
    pub(super) state: Mutex<State>,
    /// For the hashing thread: something arrived, or the end is wanted.
    pub(super) changed: Condvar,
    /// For the syncing thread: the end is wanted.
    pub(super) ended: Condvar,
    /// For tasks: something was noted, hashed to the end, or went wrong.
    pub(super) news: watch::Sender<()>,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) journal: Journal,
    /// What has arrived or was asked for.
    pub(super) claimed: Extents,
    /// The bytes that the last note or journal claims.
    pub(super) noted: u64,
    pub(crate) closing: bool,
    pub(super) fault: Option<HubError>,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Waits for the threads' next turn.
    pub(crate) fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell(&self) {
        self.news.send_replace(());
    }

    pub(crate) fn fail(&self, action: &'static str, error: &io::Error) {
        let mut state = self.state();
        state.fault.get_or_insert_with(|| fault(&self.path, action, error));
        drop(state);
        self.end();
        self.tell();
    }

    /// Writes blocks until nobody hands over any more.
    pub(super) fn write(&self, mut queue: mpsc::Receiver<Block>) {
        let mut last_note = Instant::now();
        while let Some(Block { at, bytes, ends }) = queue.blocking_recv() {
            if let Err(error) = write_all_at(&self.file, &bytes, at) {
                return self.fail("write", &error);
            }
            let mut state = self.state();
            state.journal.arrived.add(at..at + bytes.len() as u64);
            state.claimed.add(at..at + bytes.len() as u64);
            let journal = (ends || last_note.elapsed() >= NOTE).then(|| state.journal.clone());
            drop(state);
            self.changed.notify_all();
            let Some(journal) = journal else { continue };
            if let Err(error) = self.files.write_note(&journal) {
                return self.fail("write the note of", &error);
            }
            last_note = Instant::now();
            self.noted(&journal);
        }
        // The last journal is to hold all of it.
        self.end();
    }

    /// Lets the threads end.
    pub(super) fn end(&self) {
        self.state().closing = true;
        self.changed.notify_all();
        self.ended.notify_all();
    }

    /// Syncs and journals until the end is wanted, and once more then.
    pub(super) fn keep(&self) {
        let mut journalled = None;
        loop {
            let state = self.state();
            let waited = self.ended.wait_timeout_while(state, SYNC, |state| !state.closing);
            let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            let (closing, journal) = (state.closing, state.journal.clone());
            drop(state);
            let now = (journal.arrived.len(), journal.hashed);
            if journalled != Some(now) {
                if let Err(error) = self.file.sync_data().and_then(|()| self.files.write(&journal)) {
                    return self.fail("sync", &error);
                }
                journalled = Some(now);
                self.noted(&journal);
            }
            if closing {
                return;
            }
        }
    }

    fn noted(&self, journal: &Journal) {
        let mut state = self.state();
        state.noted = state.noted.max(journal.arrived.len());
        drop(state);
        self.tell();
    }
}
