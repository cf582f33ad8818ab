//! An entry is a download as the queue handles it: its phase, and its run while it has one.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use tokio::task;
use tokio_util::sync::CancellationToken;

use super::record::{Record, SharedRecord};
use super::reporter::Reporter;
use super::run::{Outcome, Run};
use super::{Downloads, blocking};
use crate::transfer::Patience;
use crate::{Download, DownloadId, DownloadState};

/// A download, as the queue handles it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) record: SharedRecord,
    pub(super) phase: Phase,
    pub(super) stop: CancellationToken,
    pub(super) patience: Arc<Patience>,
    /// Held by the run: the next one begins when the last has put everything down.
    pub(super) busy: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Queued,
    Running,
    /// Paused or failed.
    Held,
    Ready,
}

impl Downloads {
    /// Starts what may run now.
    pub(crate) fn start_next(&self) {
        let at_once = self.0.network.settings().downloads_at_once;
        let order: Vec<DownloadId> = self.0.list.borrow().iter().map(|download| download.id.clone()).collect();
        let mut entries = self.entries();
        let mut running = entries.values().filter(|entry| entry.phase == Phase::Running).count();
        for id in order {
            if running >= at_once {
                return;
            }
            if let Some(entry) = entries.get_mut(&id).filter(|entry| entry.phase == Phase::Queued) {
                self.start(id, entry);
                running += 1;
            }
        }
    }

    fn start(&self, id: DownloadId, entry: &mut Entry) {
        entry.phase = Phase::Running;
        entry.stop = CancellationToken::new();
        entry.patience = Arc::new(Patience::new(self.0.network.clone()));
        let reporter = Reporter { id: id.clone(), list: self.0.list.clone(), stop: entry.stop.clone() };
        let run = Run {
            network: self.0.network.clone(),
            room: Arc::clone(&self.0.room),
            record: entry.record.clone(),
            patience: Arc::clone(&entry.patience),
            reporter,
        };
        let (busy, downloads, stop) = (Arc::clone(&entry.busy), self.clone(), entry.stop.clone());
        self.0.runtime.spawn(async move {
            let busy = busy.lock_owned().await;
            let outcome = if stop.is_cancelled() { Outcome::Stopped } else { run.go().await };
            downloads.ended(&id, &stop, outcome).await;
            drop(busy);
            downloads.start_next();
            let connections = downloads.0.network.connections().clone();
            task::spawn_blocking(move || connections.save());
        });
    }

    /// Notes how a run ended, unless it was told to stop: who told it has noted what it is now.
    async fn ended(&self, id: &DownloadId, stop: &CancellationToken, outcome: Outcome) {
        let _changing = self.0.changing.lock().await;
        let record = {
            let entries = self.entries();
            let Some(entry) = entries.get(id) else { return };
            if stop.is_cancelled() {
                return;
            }
            entry.record.clone()
        };
        let (state, phase, noted) = match outcome {
            Outcome::Stopped => return,
            Outcome::Gone => {
                self.entries().remove(id);
                self.0.list.send_modify(|list| list.retain(|download| download.id != *id));
                return;
            }
            Outcome::Ready { revision, files } => {
                let noted = blocking(&self.0.folder, move || record.delete()).await;
                (DownloadState::Ready { revision, files }, Phase::Ready, noted)
            }
            Outcome::Failed(error) => {
                let state = DownloadState::failed(&error);
                let held = Some(state.clone());
                (state, Phase::Held, record.change(|record| record.held = held).await)
            }
        };
        if let Err(error) = noted {
            tracing::warn!(%id, %error, "how a download ended could not be noted");
        }
        self.set_phase(id, phase);
        self.show(id, state);
    }

    pub(super) fn add(&self, record: Record) {
        let (id, held) = (record.id.clone(), record.held.clone());
        let download = Download {
            id: id.clone(),
            state: held.clone().unwrap_or(DownloadState::Queued),
            bytes: record.arrived(),
            total: record.total(),
            attempt: record.attempt,
            wanted: record.wanted.clone(),
        };
        let entry = Entry {
            record: SharedRecord::new(self.0.folder.clone(), record),
            phase: if held.is_some() { Phase::Held } else { Phase::Queued },
            stop: CancellationToken::new(),
            patience: Arc::new(Patience::new(self.0.network.clone())),
            busy: Arc::default(),
        };
        self.entries().insert(id, entry);
        self.0.list.send_modify(|list| list.push(download));
    }

    pub(super) fn show(&self, id: &DownloadId, state: DownloadState) {
        self.0.list.send_modify(|list| {
            if let Some(download) = list.iter_mut().find(|download| download.id == *id) {
                if let (DownloadState::Ready { .. }, Some(total)) = (&state, download.total) {
                    download.bytes = total;
                }
                download.state = state;
            }
        });
    }

    pub(super) fn set_phase(&self, id: &DownloadId, phase: Phase) {
        if let Some(entry) = self.entries().get_mut(id) {
            entry.phase = phase;
        }
    }

    pub(super) fn entries(&self) -> MutexGuard<'_, HashMap<DownloadId, Entry>> {
        self.0.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
