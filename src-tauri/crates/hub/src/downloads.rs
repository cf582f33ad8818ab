//! The downloads are the queue of what is being fetched: so many at a time, in the order they were wanted in.

use std::sync::Arc;

use tokio::sync::watch;

use crate::{Download, DownloadId, DownloadState, HubError, Leftovers, Wanted};

/// The queue. Clones are the same queue.
#[derive(Debug, Clone)]
pub struct Downloads {
    list: Arc<watch::Sender<Vec<Download>>>,
}

impl Default for Downloads {
    fn default() -> Self {
        Self { list: Arc::new(watch::Sender::new(Vec::new())) }
    }
}

impl Downloads {
    /// Puts a download at the end of the queue. One that is already there is not put twice: a paused or failed one goes
    /// on instead, with what has arrived so far.
    ///
    /// # Errors
    /// [`HubError::NameWrong`] where a file would lie outside the folder; [`HubError::File`] where it can't be noted.
    pub fn enqueue(&self, wanted: Wanted) -> Result<DownloadId, HubError> {
        let id = DownloadId(format!("{}-{}", wanted.key, self.list.borrow().len()));
        let download =
            Download { id: id.clone(), wanted, state: DownloadState::Queued, bytes: 0, total: None, attempt: 1 };
        self.list.send_modify(|list| list.push(download));
        Ok(id)
    }

    /// Stops a download for now. It stays so until [`Self::resume`], also when Carat is started again.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`].
    pub fn pause(&self, id: &DownloadId) -> Result<(), HubError> {
        self.change(id, DownloadState::Paused)
    }

    /// Lets a paused or failed download go on, and one that waits go on at once.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`].
    pub fn resume(&self, id: &DownloadId) -> Result<(), HubError> {
        self.change(id, DownloadState::Queued)
    }

    /// Takes a download off the list, whatever its state. Files that are ready stay.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`]; [`HubError::File`] where the leftovers can't be deleted.
    pub async fn cancel(&self, id: &DownloadId, _leftovers: Leftovers) -> Result<(), HubError> {
        self.find(id)?;
        self.list.send_modify(|list| list.retain(|download| download.id != *id));
        Ok(())
    }

    /// All downloads as they are now, in the order of the queue.
    #[must_use]
    pub fn list(&self) -> Vec<Download> {
        self.list.borrow().clone()
    }

    /// One download as it is now.
    ///
    /// # Errors
    /// [`HubError::DownloadUnknown`].
    pub fn find(&self, id: &DownloadId) -> Result<Download, HubError> {
        let list = self.list.borrow();
        let found = list.iter().find(|download| download.id == *id).cloned();
        found.ok_or_else(|| HubError::DownloadUnknown { id: id.to_string() })
    }

    /// The list, and each change of it. Changes that follow each other closely may be seen as one.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Vec<Download>> {
        self.list.subscribe()
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
            watch.changed().await.map_err(|_| HubError::DownloadUnknown { id: id.to_string() })?;
        }
    }

    fn change(&self, id: &DownloadId, state: DownloadState) -> Result<(), HubError> {
        self.find(id)?;
        self.list.send_modify(|list| {
            if let Some(download) = list.iter_mut().find(|download| download.id == *id) {
                download.state = state;
            }
        });
        Ok(())
    }
}
