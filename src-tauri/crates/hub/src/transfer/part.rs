//! A part is a file that is not whole yet, with its journals beside it. Bytes are handed to it in any order; three
//! threads write them, hash the first of them in order, and sync and journal what was written.

mod threads;

use std::fs::OpenOptions;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use hyper::body::Bytes;
use tokio::sync::{mpsc, watch};

use super::WINDOW;
use super::hash;
use super::journal::{Journal, JournalFiles};
use crate::HubError;
use crate::source::Source;
pub(super) use threads::Shared;
use threads::State;

/// Blocks on their way to the disk. Each is what one read of a connection gave, some hundred kilobytes at most.
const QUEUE: usize = 16;

/// An unfinished file.
#[derive(Debug)]
pub(crate) struct Part {
    shared: Arc<Shared>,
    /// `None` once it is closed.
    blocks: Mutex<Option<mpsc::Sender<Block>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Block {
    at: u64,
    bytes: Bytes,
    /// Whether a range is complete with it.
    ends: bool,
}

impl Part {
    /// Opens an unfinished file, with what has arrived of this source already; bytes of another one are dropped.
    /// Waits for the disk.
    pub(crate) fn open(path: &Path, source: &Source) -> Result<Self, HubError> {
        let fault = |error: io::Error| fault(path, "open", &error);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(fault)?;
        let files = JournalFiles::of(path);
        let kept = files.read(file.metadata().map_err(fault)?.len()).filter(|journal| journal.source == *source);
        let journal = match kept {
            Some(journal) => journal,
            None => {
                files.delete().map_err(fault)?;
                file.set_len(0).map_err(fault)?;
                Journal::new(source.clone())
            }
        };
        let (claimed, noted) = (journal.arrived.clone(), journal.arrived.len());
        let state = Mutex::new(State { journal, claimed, noted, closing: false, fault: None });
        let (changed, ended, news) = (Condvar::new(), Condvar::new(), watch::Sender::new(()));
        let shared = Arc::new(Shared { file, path: path.to_owned(), files, state, changed, ended, news });
        let (blocks, queue) = mpsc::channel(QUEUE);
        let part = Self { shared: Arc::clone(&shared), blocks: Mutex::new(Some(blocks)), threads: Mutex::default() };
        part.start("hub-write", Arc::clone(&shared), move |shared| shared.write(queue))?;
        part.start("hub-hash", Arc::clone(&shared), hash::run)?;
        part.start("hub-sync", shared, Shared::keep)?;
        Ok(part)
    }

    fn start(
        &self,
        name: &str,
        shared: Arc<Shared>,
        work: impl FnOnce(&Shared) + Send + 'static,
    ) -> Result<(), HubError> {
        let started = thread::Builder::new().name(name.to_owned()).spawn(move || work(&shared));
        let thread = started.map_err(|error| fault(&self.shared.path, "write", &error))?;
        lock(&self.threads).push(thread);
        Ok(())
    }

    /// Takes on the next bytes that are missing, at most `most`; `None` once all have arrived. Waits while too much is
    /// on its way or unnoted, and for those who gave up on theirs.
    pub(crate) async fn claim(&self, most: u64) -> Result<Option<Range<u64>>, HubError> {
        let mut news = self.shared.news.subscribe();
        loop {
            {
                let mut state = self.shared.state();
                if let Some(fault) = &state.fault {
                    return Err(fault.clone());
                }
                let size = state.journal.source.bytes;
                if state.journal.arrived.len() == size {
                    return Ok(None);
                }
                let open = WINDOW.saturating_sub(state.claimed.len() - state.noted);
                if let Some(gap) = state.claimed.first_gap(size, most)
                    && gap.end - gap.start <= open
                {
                    state.claimed.add(gap.clone());
                    return Ok(Some(gap));
                }
            }
            // The part itself holds the sender.
            let _ = news.changed().await;
        }
    }

    /// Gives back bytes that were claimed and did not come.
    pub(crate) fn give_back(&self, range: Range<u64>) {
        let mut state = self.shared.state();
        for missing in state.journal.arrived.missing_in(range) {
            state.claimed.remove(missing);
        }
        drop(state);
        self.shared.news.send_replace(());
    }

    /// Hands over bytes for a place in the file. `ends` says that a claimed range is complete with them.
    pub(crate) async fn put(&self, at: u64, bytes: Bytes, ends: bool) -> Result<(), HubError> {
        let blocks = lock(&self.blocks).clone();
        let sent = match blocks {
            Some(blocks) => blocks.send(Block { at, bytes, ends }).await.is_ok(),
            None => false,
        };
        // The writer ends early only after a fault.
        let closed = || fault(&self.shared.path, "write", &io::Error::other("it is closed"));
        if sent { Ok(()) } else { Err(self.fault().unwrap_or_else(closed)) }
    }

    /// Which parts of a range have not arrived.
    pub(crate) fn missing_in(&self, range: Range<u64>) -> Vec<Range<u64>> {
        self.shared.state().journal.arrived.missing_in(range)
    }

    /// The bytes that neither a crash nor the end of this process can take away.
    pub(crate) fn noted(&self) -> u64 {
        self.shared.state().noted
    }

    /// The bytes hashed so far.
    pub(crate) fn hashed(&self) -> u64 {
        self.shared.state().journal.hashed
    }

    /// What went wrong with the disk.
    pub(crate) fn fault(&self) -> Option<HubError> {
        self.shared.state().fault.clone()
    }

    /// Waits until all bytes have arrived and are hashed, and gives the hash.
    pub(crate) async fn digest(&self) -> Result<String, HubError> {
        use sha2::Digest as _;
        let mut news = self.shared.news.subscribe();
        loop {
            {
                let state = self.shared.state();
                if let Some(fault) = &state.fault {
                    return Err(fault.clone());
                }
                if state.journal.hashed == state.journal.source.bytes {
                    return Ok(crate::verify::hexadecimal(&state.journal.hash.clone().finalize()));
                }
            }
            let _ = news.changed().await;
        }
    }

    /// Writes, syncs and journals what was handed over, and closes the file. Waits for the disk.
    pub(crate) fn close(&self) -> Result<(), HubError> {
        drop(lock(&self.blocks).take());
        for thread in std::mem::take(&mut *lock(&self.threads)) {
            if thread.join().is_err() {
                return Err(fault(&self.shared.path, "write", &io::Error::other("a thread broke off")));
            }
        }
        self.fault().map_or(Ok(()), Err)
    }
}

impl Drop for Part {
    /// The threads end once they have done what they have; nobody waits for them.
    fn drop(&mut self) {
        self.shared.end();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A fault of the disk, as an error.
pub(crate) fn fault(path: &Path, action: &'static str, error: &io::Error) -> HubError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            HubError::DiskFull { path: path.parent().unwrap_or(path).to_owned(), lacking: 0 }
        }
        _ => HubError::file(action, path, error),
    }
}
