//! A record is a download as it is noted on disk, so that it outlives the program. One file each, and beside it a lock
//! that one process holds while it downloads.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::blocking;
use crate::replace::{replace_durably, with_suffix};
use crate::source::Source;
use crate::transfer::{JournalFiles, fault};
use crate::{DownloadId, DownloadState, HubError, Wanted, WantedFile, repository, verify};

/// Grows when the format changes. A record of another format is left alone.
const FORMAT: u32 = 1;

/// A download as it is noted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    format: u32,
    pub(crate) id: DownloadId,
    pub(crate) wanted: Wanted,
    /// When it was wanted: the order of the queue.
    added: Timestamp,
    /// See [`crate::Download::attempt`].
    pub(crate) attempt: u32,
    /// The commit that the revision stood for when it was first asked for.
    pub(crate) commit: Option<String>,
    /// Its files as the hub told them; none before it was asked.
    pub(crate) sources: Vec<Source>,
    /// Paused or failed: it does not go on by itself.
    pub(crate) held: Option<DownloadState>,
}

/// A record that a queue and a run of it share. Each change is on disk when it is made. Clones are the same one.
#[derive(Debug, Clone)]
pub(crate) struct SharedRecord {
    folder: PathBuf,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    record: Mutex<Record>,
    /// Held while a change is written, so that the disk sees the changes in their order and nobody who reads waits for
    /// it.
    writing: Mutex<()>,
}

impl Record {
    /// The record of something new.
    pub(crate) fn new(mut wanted: Wanted) -> Result<Self, HubError> {
        if wanted.files.is_empty() || !repository::is_revision(&wanted.revision) {
            return Err(HubError::AddressWrong { address: format!("{}@{}", wanted.repository, wanted.revision) });
        }
        for file in &wanted.files {
            if !repository::is_path(&file.path) {
                return Err(HubError::NameWrong { path: file.path.clone() });
            }
            if !is_name(&file.save_as) {
                return Err(HubError::NameWrong { path: file.save_as.clone() });
            }
        }
        wanted.folder = std::path::absolute(&wanted.folder)
            .map_err(|error| HubError::file("use the folder", &wanted.folder, &error))?;
        let id = id_of(&wanted);
        let (added, sources) = (Timestamp::now(), Vec::new());
        Ok(Self { format: FORMAT, id, wanted, added, attempt: 1, commit: None, sources, held: None })
    }

    /// All records in a folder, in the order of the queue.
    pub(crate) fn all(folder: &Path) -> Result<Vec<Self>, HubError> {
        let unreadable = |error: io::Error| HubError::file("read the folder", folder, &error);
        let mut records = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.extension() == Some(OsStr::new("download")) {
                records.extend(Self::read(&path));
            }
        }
        records.sort_by_key(|record| (record.added, record.id.clone()));
        Ok(records)
    }

    fn read(path: &Path) -> Option<Self> {
        let text = fs::read(path).ok()?;
        let record = serde_json::from_slice::<Self>(&text).ok().filter(|record| record.format == FORMAT);
        if record.is_none() {
            tracing::warn!(path = %path.display(), "a download that can't be read is left alone");
        }
        record
    }

    /// The bytes that have arrived, as the journals tell.
    pub(crate) fn arrived(&self) -> u64 {
        let files = self.wanted.files.iter().zip(&self.sources);
        files.map(|(file, source)| arrived(&self.wanted, file, source)).sum()
    }

    /// The size of all files, once it is known.
    pub(crate) fn total(&self) -> Option<u64> {
        let is_known = self.sources.len() == self.wanted.files.len();
        is_known.then(|| self.sources.iter().map(|source| source.bytes).sum())
    }

    /// Deletes what has arrived. Files that are in place stay.
    pub(crate) fn delete_leftovers(&self) -> Result<(), HubError> {
        for file in &self.wanted.files {
            let part = part_of(&self.wanted, file);
            for path in [&part, &wrong_of(&self.wanted, file)] {
                delete(path)?;
            }
            JournalFiles::of(&part).delete().map_err(|error| HubError::file("delete the journal of", &part, &error))?;
        }
        Ok(())
    }
}

impl SharedRecord {
    pub(crate) fn new(folder: PathBuf, record: Record) -> Self {
        Self { folder, shared: Arc::new(Shared { record: Mutex::new(record), writing: Mutex::default() }) }
    }

    /// A copy of it as it is now.
    pub(crate) fn get(&self) -> Record {
        lock(&self.shared.record).clone()
    }

    /// Changes it, in memory and on disk. What stays as it was needs no disk, which may be full.
    pub(crate) async fn change(&self, change: impl FnOnce(&mut Record) + Send + 'static) -> Result<(), HubError> {
        let this = self.clone();
        blocking(&self.folder, move || this.change_and_wait(change)).await
    }

    fn change_and_wait(&self, change: impl FnOnce(&mut Record)) -> Result<(), HubError> {
        let _writing = lock(&self.shared.writing);
        let before = self.get();
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(());
        }
        *lock(&self.shared.record) = after.clone();
        self.write(&after)
    }

    /// Puts it on disk for the first time, unless it is there: another process may be at it.
    pub(crate) async fn create(&self) -> Result<(), HubError> {
        let this = self.clone();
        let create = move || if this.exists() { Ok(()) } else { this.write(&this.get()) };
        blocking(&self.folder, create).await
    }

    fn write(&self, record: &Record) -> Result<(), HubError> {
        let path = self.path(&record.id);
        let text = serde_json::to_vec_pretty(record).map_err(io::Error::other);
        text.and_then(|text| replace_durably(&path, &text)).map_err(|error| fault(&path, "write", &error))
    }

    /// Whether it is on disk. Another process may have ended it.
    pub(crate) fn exists(&self) -> bool {
        self.path(&self.get().id).exists()
    }

    pub(crate) fn delete(&self) -> Result<(), HubError> {
        delete(&self.path(&self.get().id))
    }

    /// Takes the lock; `None` where another process has it. The lock's file stays for good: were it deleted, two
    /// processes could each hold a lock of their own under one name.
    pub(crate) fn lock(&self) -> Result<Option<File>, HubError> {
        let path = self.folder.join(format!("{}.lock", self.get().id));
        let unusable = |error: io::Error| HubError::file("lock", &path, &error);
        let file = File::options().write(true).create(true).truncate(false).open(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    fn path(&self, id: &DownloadId) -> PathBuf {
        self.folder.join(format!("{id}.download"))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a file goes.
pub(crate) fn target_of(wanted: &Wanted, file: &WantedFile) -> PathBuf {
    file.save_as.split('/').fold(wanted.folder.clone(), |path, part| path.join(part))
}

/// Where it is until it is whole and verified.
pub(crate) fn part_of(wanted: &Wanted, file: &WantedFile) -> PathBuf {
    with_suffix(&target_of(wanted, file), ".part")
}

/// Where bytes are set aside that are not the file.
pub(crate) fn wrong_of(wanted: &Wanted, file: &WantedFile) -> PathBuf {
    with_suffix(&target_of(wanted, file), ".wrong")
}

/// The bytes of a file that have arrived.
pub(crate) fn arrived(wanted: &Wanted, file: &WantedFile, source: &Source) -> u64 {
    let part = part_of(wanted, file);
    let length = fs::metadata(&part).map_or(0, |facts| facts.len());
    let journal = JournalFiles::of(&part).read(length).filter(|journal| journal.source == *source);
    journal.map_or(0, |journal| journal.arrived.len())
}

pub(crate) fn delete(path: &Path) -> Result<(), HubError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(HubError::file("delete", path, &error)),
        _ => Ok(()),
    }
}

/// The same files in the same folder have the same id, whoever asks.
fn id_of(wanted: &Wanted) -> DownloadId {
    let mut hash = Sha256::new();
    hash.update(wanted.folder.as_os_str().as_encoded_bytes());
    for file in &wanted.files {
        hash.update([0]);
        hash.update(file.save_as.as_bytes());
    }
    DownloadId(verify::hexadecimal(&hash.finalize()[..8]))
}

/// Whether a file can be saved under this name on every system.
fn is_name(text: &str) -> bool {
    let sound = |part: &str| !part.ends_with(['.', ' ']) && !part.contains(['<', '>', ':', '"', '|', '?', '*']);
    repository::is_path(text) && text.split('/').all(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder_or_fails_on_another_system() {
        for name in ["x.gguf", "gemma/模型.gguf", "a/b/c d.gguf"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "/x", "../x", "a/../x", "a\\x", "c:x", "a//x", "x.", "x\n"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
