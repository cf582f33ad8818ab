//! The downloads are the queue of what is being fetched: so many at a time, in the order they were wanted in.

mod record;
mod reporter;
mod run;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task;
use tokio_util::sync::CancellationToken;

use crate::network::Network;
use crate::transfer::Patience;
use crate::{Download, DownloadId, DownloadState, HubError, Leftovers, Room, Wanted};
use record::{Record, SharedRecord};
use reporter::Reporter;
use run::{Outcome, Run};

/// The queue. Clones are the same queue.
#[derive(Debug, Clone)]
pub struct Downloads(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    network: Network,
    room: Arc<dyn Room>,
    folder: PathBuf,
    runtime: Handle,
    list: watch::Sender<Vec<Download>>,
    entries: Mutex<HashMap<DownloadId, Entry>>,
}

/// A download, as the queue handles it.
#[derive(Debug)]
struct Entry {
    record: SharedRecord,
    phase: Phase,
    stop: CancellationToken,
    patience: Arc<Patience>,
    /// Held by the run: the next one begins when the last has put everything down.
    busy: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Queued,
    Running,
    /// Paused or failed.
    Held,
    Ready,
}

impl Downloads {
    /// The queue whose records lie in `folder`; `take_up` tells whether with all that was not finished.
    pub(crate) fn open(
        network: Network,
        room: Arc<dyn Room>,
        folder: PathBuf,
        take_up: bool,
    ) -> Result<Self, HubError> {
        let records = if take_up { Record::all(&folder)? } else { Vec::new() };
        let inner = Inner {
            network,
            room,
            folder,
            runtime: Handle::current(),
            list: watch::Sender::new(Vec::new()),
            entries: Mutex::default(),
        };
        let downloads = Self(Arc::new(inner));
        for record in records {
            downloads.add(record);
        }
        downloads.start_next();
        Ok(downloads)
    }

    /// Puts a download at the end of the queue. One that is already there is not put twice: a paused or failed one goes
    /// on instead, with what has arrived so far.
    ///
    /// # Errors
    /// [`HubError::NameWrong`] where a file would lie outside the folder; [`HubError::File`] where it can't be noted.
    pub fn enqueue(&self, wanted: Wanted) -> Result<DownloadId, HubError> {
        let record = Record::new(wanted)?;
        let id = record.id.clone();
        let phase = self.entries().get(&id).map(|entry| entry.phase);
        match phase {
            Some(Phase::Queued | Phase::Running | Phase::Held) => self.resume(&id)?,
            Some(Phase::Ready) | None => {
                let shared = SharedRecord::new(self.0.folder.clone(), record.clone());
                // Another process may be at it: its record stands.
                if !shared.exists() {
                    shared.create()?;
                }
                self.0.list.send_modify(|list| list.retain(|download| download.id != id));
                self.add(record);
                self.start_next();
            }
        }
        Ok(id)
    }

    /// Stops a download for now. It stays so until [`Self::resume`], also when Carat is started again.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`]; [`HubError::File`] where it can't be noted.
    pub fn pause(&self, id: &DownloadId) -> Result<(), HubError> {
        let mut entries = self.entries();
        let entry = entries.get_mut(id).ok_or_else(|| unknown(id))?;
        if !matches!(entry.phase, Phase::Queued | Phase::Running) {
            return Ok(());
        }
        entry.stop.cancel();
        entry.phase = Phase::Held;
        let noted = entry.record.change(|record| record.held = Some(DownloadState::Paused));
        drop(entries);
        self.show(id, DownloadState::Paused);
        self.start_next();
        noted
    }

    /// Lets a paused or failed download go on, and one that waits go on at once.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`]; [`HubError::File`] where it can't be noted.
    pub fn resume(&self, id: &DownloadId) -> Result<(), HubError> {
        let mut entries = self.entries();
        let entry = entries.get_mut(id).ok_or_else(|| unknown(id))?;
        match entry.phase {
            Phase::Running => entry.patience.go(),
            Phase::Queued | Phase::Ready => {}
            Phase::Held => {
                entry.record.change(|record| record.held = None)?;
                entry.phase = Phase::Queued;
                drop(entries);
                self.show(id, DownloadState::Queued);
                self.start_next();
            }
        }
        Ok(())
    }

    /// Takes a download off the list, whatever its state. Files that are ready stay.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`]; [`HubError::AnotherProcess`] where another one is at it; [`HubError::File`] where
    /// the leftovers can't be deleted.
    pub async fn cancel(&self, id: &DownloadId, leftovers: Leftovers) -> Result<(), HubError> {
        let (record, busy) = {
            let mut entries = self.entries();
            let entry = entries.get_mut(id).ok_or_else(|| unknown(id))?;
            entry.stop.cancel();
            if matches!(entry.phase, Phase::Queued | Phase::Running) {
                entry.phase = Phase::Held;
            }
            (entry.record.clone(), Arc::clone(&entry.busy))
        };
        let busy = busy.lock_owned().await;
        let deleted = task::spawn_blocking(move || {
            let _busy = busy;
            let Some(_lock) = record.lock()? else {
                return Err(HubError::AnotherProcess { name: record.get().wanted.name });
            };
            if leftovers == Leftovers::Delete {
                record.get().delete_leftovers()?;
            }
            record.delete()
        });
        deleted.await.map_err(|error| HubError::file("delete", &self.0.folder, &std::io::Error::other(error)))??;
        self.entries().remove(id);
        self.0.list.send_modify(|list| list.retain(|download| download.id != *id));
        self.start_next();
        Ok(())
    }

    /// All downloads as they are now, in the order of the queue.
    #[must_use]
    pub fn list(&self) -> Vec<Download> {
        self.0.list.borrow().clone()
    }

    /// One download as it is now.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`].
    pub fn find(&self, id: &DownloadId) -> Result<Download, HubError> {
        let list = self.0.list.borrow();
        list.iter().find(|download| download.id == *id).cloned().ok_or_else(|| unknown(id))
    }

    /// The list, and each change of it. Changes that follow each other closely may be seen as one.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Vec<Download>> {
        self.0.list.subscribe()
    }

    /// Waits until a download is ready or has failed.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`] where it is taken off the list.
    pub async fn finished(&self, id: &DownloadId) -> Result<Download, HubError> {
        let mut watch = self.watch();
        loop {
            let found = self.find(id)?;
            if found.state.is_final() {
                return Ok(found);
            }
            watch.changed().await.map_err(|_| unknown(id))?;
        }
    }

    /// Stops everything in good order, to be taken up at the next start.
    pub(crate) async fn close(&self) {
        let busy: Vec<_> = {
            let mut entries = self.entries();
            entries.values_mut().filter(|entry| entry.phase != Phase::Ready).for_each(|entry| {
                entry.stop.cancel();
                entry.phase = Phase::Held;
            });
            entries.values().map(|entry| Arc::clone(&entry.busy)).collect()
        };
        for busy in busy {
            drop(busy.lock().await);
        }
    }

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
            downloads.ended(&id, &stop, outcome);
            drop(busy);
            downloads.start_next();
            let connections = downloads.0.network.connections().clone();
            task::spawn_blocking(move || connections.save());
        });
    }

    /// Notes how a run ended, unless it was told to stop: who told it has noted what it is now.
    fn ended(&self, id: &DownloadId, stop: &CancellationToken, outcome: Outcome) {
        let mut entries = self.entries();
        let Some(entry) = entries.get_mut(id) else { return };
        if stop.is_cancelled() {
            return;
        }
        let (state, phase, noted) = match outcome {
            Outcome::Stopped => return,
            Outcome::Gone => {
                entries.remove(id);
                drop(entries);
                self.0.list.send_modify(|list| list.retain(|download| download.id != *id));
                return;
            }
            Outcome::Ready { revision, files } => {
                (DownloadState::Ready { revision, files }, Phase::Ready, entry.record.delete())
            }
            Outcome::Failed(error) => {
                let state = DownloadState::failed(&error);
                let held = Some(state.clone());
                (state, Phase::Held, entry.record.change(|record| record.held = held))
            }
        };
        entry.phase = phase;
        drop(entries);
        if let Err(error) = noted {
            tracing::warn!(%id, %error, "how a download ended could not be noted");
        }
        self.show(id, state);
    }

    fn add(&self, record: Record) {
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

    fn show(&self, id: &DownloadId, state: DownloadState) {
        self.0.list.send_modify(|list| {
            if let Some(download) = list.iter_mut().find(|download| download.id == *id) {
                if let (DownloadState::Ready { .. }, Some(total)) = (&state, download.total) {
                    download.bytes = total;
                }
                download.state = state;
            }
        });
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<DownloadId, Entry>> {
        self.0.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown(id: &DownloadId) -> HubError {
    HubError::DownloadUnknown { id: id.to_string() }
}
