//! A keeper writes states to disk and finds them again. It writes on a thread of its own, so that no answer waits for a disk.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::SystemTime;

use carat_engine::{KeptState, StateFolder, StateKey};

use super::file::{self, Body, Head, Unusable};
use super::identity::Identity;

/// Writes states and finds them.
#[derive(Debug)]
pub struct Keeper {
    folder: StateFolder,
    identity: Identity,
    jobs: Option<Sender<Job>>,
    writing: Option<JoinHandle<()>>,
}

/// A state in memory, on its way to disk.
#[derive(Debug)]
pub struct Fresh {
    /// Whose it is.
    pub key: StateKey,
    /// The tokens that it holds.
    pub tokens: Vec<i32>,
    /// Answers among them.
    pub answers: Vec<Vec<i32>>,
    /// llama.cpp's bytes.
    pub body: Body,
}

/// Hears what came of a write.
pub type Told = Box<dyn FnOnce(io::Result<KeptState>) + Send>;

enum Job {
    Write(Box<Fresh>, Told),
    Forget(StateKey, Box<dyn FnOnce() + Send>),
}

/// A state that was found.
#[derive(Debug)]
pub struct Found {
    /// What it is of.
    pub head: Head,
    reader: BufReader<File>,
    /// Its size on disk.
    pub bytes: u64,
}

impl Keeper {
    /// A keeper of the states of one model in one folder. Makes room for the quota at once.
    ///
    /// # Errors
    /// Where its thread can't be started.
    pub fn start(folder: StateFolder, identity: Identity) -> io::Result<Self> {
        let (jobs, inbox) = channel::<Job>();
        let (here, who) = (folder.clone(), identity.clone());
        let writing = std::thread::Builder::new().name("states".into()).spawn(move || {
            prune(&here);
            for job in inbox {
                match job {
                    Job::Write(fresh, told) => {
                        let kept = write(&here, &who, &fresh);
                        match &kept {
                            Ok(kept) => tracing::info!(tokens = kept.tokens, bytes = kept.bytes, "state kept"),
                            Err(error) => tracing::warn!(%error, "a state could not be kept"),
                        }
                        told(kept);
                        prune(&here);
                    }
                    Job::Forget(key, gone) => {
                        if let Err(error) = here.forget(&key) {
                            tracing::warn!(%error, "a state could not be removed");
                        }
                        gone();
                    }
                }
            }
        })?;
        Ok(Self { folder, identity, jobs: Some(jobs), writing: Some(writing) })
    }

    /// Writes a state when its turn comes, and tells what came of it.
    pub fn write(&self, fresh: Fresh, told: Told) {
        self.tell(Job::Write(Box::new(fresh), told));
    }

    /// Removes the states of a key, after all that was to be written before, and tells when that is done.
    pub fn forget(&self, key: StateKey, gone: impl FnOnce() + Send + 'static) {
        self.tell(Job::Forget(key, Box::new(gone)));
    }

    fn tell(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            // The thread ends with this sender, never before.
            let _ = jobs.send(job);
        }
    }

    /// The state of a key, its head checked. A damaged one is removed.
    #[must_use]
    pub fn find(&self, key: &StateKey) -> Option<Found> {
        let path = self.folder.file(key, &self.identity.name());
        let opened = File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (bytes, file) = match opened {
            Ok(opened) => opened,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!(%error, "a state could not be opened");
                return None;
            }
        };
        let mut reader = BufReader::with_capacity(1 << 20, file);
        match file::read_head(&mut reader, bytes, &self.identity) {
            Ok(head) => Some(Found { head, reader, bytes }),
            Err(error) => {
                discard(&path, &error);
                None
            }
        }
    }

    /// The rest of a state that was found, checked. A damaged one is removed.
    #[must_use]
    pub fn read(&self, key: &StateKey, mut found: Found) -> Option<(Head, Body)> {
        let path = self.folder.file(key, &self.identity.name());
        match file::read_body(&mut found.reader, &found.head) {
            Ok(body) => {
                // What was used last is the last to go. Where the time can't be set, it goes sooner.
                let _ = found.reader.get_ref().set_modified(SystemTime::now());
                Some((found.head, body))
            }
            Err(error) => {
                discard(&path, &error);
                None
            }
        }
    }

    /// Removes a state that turned out to be of no use.
    pub fn discard(&self, key: &StateKey) {
        discard(&self.folder.file(key, &self.identity.name()), &Unusable::Damaged);
    }
}

impl Drop for Keeper {
    /// Waits until everything is written.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writing) = self.writing.take() {
            let _ = writing.join();
        }
    }
}

fn prune(folder: &StateFolder) {
    if let Err(error) = folder.prune() {
        tracing::warn!(%error, "old states could not be removed");
    }
}

fn discard(path: &Path, why: &Unusable) {
    tracing::warn!(%why, "a state is of no use");
    // One that could not be read may be readable later.
    if matches!(why, Unusable::Damaged) {
        let _ = fs::remove_file(path);
    }
}

/// Writes a state beside its place and renames it there, so that whoever reads finds the old one or the new one, whole.
fn write(folder: &StateFolder, identity: &Identity, fresh: &Fresh) -> io::Result<KeptState> {
    let size = fresh.body.whole.len() as u64;
    if size > folder.quota {
        return Err(io::Error::new(io::ErrorKind::StorageFull, "it is larger than all states may be together"));
    }
    make_private(folder.path())?;
    let (part, path) = (folder.part(&fresh.key, &identity.name()), folder.file(&fresh.key, &identity.name()));
    let written: io::Result<u64> = (|| {
        let mut writer = BufWriter::with_capacity(1 << 20, private(&part)?);
        let bytes = file::write(&mut writer, identity, &fresh.tokens, &fresh.answers, &fresh.body)?;
        writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&part, &path)?;
        Ok(bytes)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    Ok(KeptState { tokens: u32::try_from(fresh.tokens.len()).unwrap_or(u32::MAX), bytes: written? })
}

/// A new file that only this user may read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn a_key() -> StateKey {
        StateKey::new("conversation-1").unwrap()
    }

    fn keeper(folder: &Path, quota: u64) -> Keeper {
        Keeper::start(StateFolder::new(folder.join("states"), quota), Identity([1; 32])).unwrap()
    }

    fn keep(keeper: &Keeper, tokens: &[i32]) -> io::Result<KeptState> {
        let (sender, told) = mpsc::channel();
        let body = Body { whole: vec![5; 1000], checkpoints: vec![(1, vec![6; 10])] };
        let fresh = Fresh { key: a_key(), tokens: tokens.to_vec(), answers: vec![vec![2]], body };
        keeper.write(fresh, Box::new(move |kept| sender.send(kept).unwrap()));
        told.recv().unwrap()
    }

    #[test]
    fn a_state_is_found_as_it_was_written_and_only_this_user_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path(), 1 << 20);
        assert!(keeper.find(&a_key()).is_none());
        let kept = keep(&keeper, &[1, 2, 3]).unwrap();
        let found = keeper.find(&a_key()).unwrap();
        assert_eq!((kept.tokens, kept.bytes), (3, found.bytes));
        let (head, body) = keeper.read(&a_key(), found).unwrap();
        assert_eq!((head.tokens, head.answers), (vec![1, 2, 3], vec![vec![2]]));
        assert_eq!((body.whole.len(), body.checkpoints.len()), (1000, 1));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            let states = folder.path().join("states");
            assert_eq!(mode(&states), 0o700);
            assert_eq!(mode(&fs::read_dir(states).unwrap().next().unwrap().unwrap().path()), 0o600);
        }
    }

    #[test]
    fn a_damaged_state_is_removed_and_nothing_else_happens() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path(), 1 << 20);
        for at in [3, 500] {
            keep(&keeper, &[1, 2, 3]).unwrap();
            let path = keeper.folder.file(&a_key(), &keeper.identity.name());
            let mut bytes = fs::read(&path).unwrap();
            bytes[at] ^= 1;
            fs::write(&path, bytes).unwrap();
            assert!(keeper.find(&a_key()).and_then(|found| keeper.read(&a_key(), found)).is_none());
            assert!(!path.exists(), "byte {at}");
        }
    }

    #[test]
    fn a_forgotten_state_is_gone_although_it_was_about_to_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path(), 1 << 20);
        let fresh = Fresh { key: a_key(), tokens: vec![1], answers: vec![], body: Body::default() };
        keeper.write(fresh, Box::new(|_| ()));
        keeper.forget(a_key(), || ());
        drop(keeper);
        assert_eq!(fs::read_dir(folder.path().join("states")).unwrap().count(), 0);
    }

    #[test]
    fn what_is_larger_than_the_quota_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path(), 999);
        assert_eq!(keep(&keeper, &[1]).unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert!(!folder.path().join("states").exists());
    }

    #[test]
    fn a_folder_that_can_not_be_written_is_an_error_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("states"), "a file in its place").unwrap();
        let keeper = keeper(folder.path(), 1 << 20);
        assert!(keep(&keeper, &[1]).is_err());
        assert!(keeper.find(&a_key()).is_none());
    }
}
