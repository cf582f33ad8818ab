//! The downloads are the queue of what is being fetched: so many at a time, in the order they were wanted in.

mod by_hand;
mod entry;
mod record;
mod reporter;
mod run;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task;

use crate::network::Network;
use crate::{Checked, Download, DownloadId, DownloadState, HubError, InstalledModel, Leftovers, Room, Wanted};
use entry::{Entry, Phase};
use record::{Record, SharedRecord};

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
    /// Held while a download's phase is changed and noted, so that its record says in the end what the queue does. A
    /// run's `busy` is taken before it, never after.
    changing: tokio::sync::Mutex<()>,
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
            changing: tokio::sync::Mutex::default(),
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
    pub async fn enqueue(&self, wanted: Wanted) -> Result<DownloadId, HubError> {
        let record = Record::new(wanted)?;
        let id = record.id.clone();
        let _changing = self.0.changing.lock().await;
        let phase = self.entries().get(&id).map(|entry| entry.phase);
        match phase {
            Some(Phase::Queued | Phase::Running | Phase::Held) => self.go_on(&id).await?,
            Some(Phase::Ready) | None => {
                SharedRecord::new(self.0.folder.clone(), record.clone()).create().await?;
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
    pub async fn pause(&self, id: &DownloadId) -> Result<(), HubError> {
        let _changing = self.0.changing.lock().await;
        let record = {
            let mut entries = self.entries();
            let entry = entries.get_mut(id).ok_or_else(|| unknown(id))?;
            if !matches!(entry.phase, Phase::Queued | Phase::Running) {
                return Ok(());
            }
            entry.stop.cancel();
            entry.phase = Phase::Held;
            entry.record.clone()
        };
        let noted = record.change(|record| record.held = Some(DownloadState::Paused)).await;
        self.show(id, DownloadState::Paused);
        self.start_next();
        noted
    }

    /// Lets a paused or failed download go on, and one that waits go on at once.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`]; [`HubError::File`] where it can't be noted.
    pub async fn resume(&self, id: &DownloadId) -> Result<(), HubError> {
        let _changing = self.0.changing.lock().await;
        self.go_on(id).await
    }

    /// What [`Self::resume`] does, for one who is changing already.
    async fn go_on(&self, id: &DownloadId) -> Result<(), HubError> {
        let record = {
            let entries = self.entries();
            let entry = entries.get(id).ok_or_else(|| unknown(id))?;
            match entry.phase {
                Phase::Running => {
                    entry.patience.go();
                    return Ok(());
                }
                Phase::Queued | Phase::Ready => return Ok(()),
                Phase::Held => entry.record.clone(),
            }
        };
        record.change(|record| record.held = None).await?;
        self.set_phase(id, Phase::Queued);
        self.show(id, DownloadState::Queued);
        self.start_next();
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
        let _changing = self.0.changing.lock().await;
        let delete = move || {
            let _busy = busy;
            let Some(_lock) = record.lock()? else {
                return Err(HubError::AnotherProcess { name: record.get().wanted.name });
            };
            if leftovers == Leftovers::Delete {
                record.get().delete_leftovers()?;
            }
            record.delete()
        };
        blocking(&self.0.folder, delete).await?;
        self.entries().remove(id);
        self.0.list.send_modify(|list| list.retain(|download| download.id != *id));
        self.start_next();
        Ok(())
    }

    /// Takes what the hub refused off the list where one of these models is what it was to bring: a person fetched it by
    /// hand. `checked` tells the hash of those that were read.
    ///
    /// # Errors
    /// Those of [`Self::cancel`].
    pub async fn fetched_by_hand(&self, models: &[InstalledModel], checked: &Checked) -> Result<(), HubError> {
        let refused = self.list().into_iter().filter(|download| by_hand::is_refused(&download.state));
        for Download { id, wanted, .. } in refused {
            if models.iter().any(|model| by_hand::is_wanted(model, &wanted, checked)) {
                self.cancel(&id, Leftovers::Keep).await?;
            }
        }
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
}

/// Does something that waits for the disk; `path` is what it is about.
async fn blocking<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce() -> Result<T, HubError> + Send + 'static,
) -> Result<T, HubError> {
    let done = task::spawn_blocking(work).await;
    done.map_err(|error| HubError::file("write", path, &std::io::Error::other(error)))?
}

fn unknown(id: &DownloadId) -> HubError {
    HubError::DownloadUnknown { id: id.to_string() }
}
