//! A writer is a process that has the store open. It holds a lock on a file of its own; the system lets the lock go when
//! the process ends, however it ends, and so the others know which half-written answers will never be finished.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::{Error, Home, Result};

/// Opening takes turns. The longest turn migrates a large database, which takes seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// The suffix of the lock files.
const SUFFIX: &str = "lock";

/// This process's lock. While it is held the process counts as alive; dropping it removes the file.
pub(crate) struct Pen {
    id: Uuid,
    path: PathBuf,
    // Holds the lock; never read.
    _file: File,
}

impl Pen {
    /// Takes a new one. Only under the [`Turn`], so that nobody finds the file before it is locked.
    pub(crate) fn take(home: &Home, _turn: &Turn) -> Result<Self> {
        let id = Uuid::now_v7();
        let path = home.writers().join(format!("{id}.{SUFFIX}"));
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { id, path, _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Busy),
            Err(TryLockError::Error(error)) => Err(Error::file("lock", &path, &error)),
        }
    }

    pub(crate) fn id(&self) -> Uuid {
        self.id
    }

    /// The other processes that are alive now.
    pub(crate) fn others(&self, home: &Home) -> Result<HashSet<Uuid>> {
        let turn = Turn::take(home)?;
        let mut alive = sweep(home, &turn)?.alive;
        alive.remove(&self.id);
        Ok(alive)
    }
}

impl Drop for Pen {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "the lock file could not be removed");
        }
    }
}

/// The right to open, migrate or set aside the database: one process at a time.
pub(crate) struct Turn {
    // Holds the lock; never read.
    _file: File,
}

impl Turn {
    pub(crate) fn take(home: &Home) -> Result<Self> {
        let path = home.writers().join("opening");
        let file = open(&path)?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(Duration::from_millis(10)),
                Err(TryLockError::WouldBlock) => return Err(Error::Busy),
                Err(TryLockError::Error(error)) => return Err(Error::file("lock", &path, &error)),
            }
        }
    }
}

/// Who is there and who is gone.
pub(crate) struct Census {
    /// The processes that hold their lock.
    pub(crate) alive: HashSet<Uuid>,
    /// How many left their file behind, which one that ends in order does not.
    pub(crate) died: usize,
}

/// Looks at all lock files and removes those that nobody holds.
pub(crate) fn sweep(home: &Home, _turn: &Turn) -> Result<Census> {
    let folder = home.writers();
    let entries = fs::read_dir(&folder).map_err(|error| Error::file("read the folder", &folder, &error))?;
    let mut census = Census { alive: HashSet::new(), died: 0 };
    for entry in entries {
        let path = entry.map_err(|error| Error::file("read the folder", &folder, &error))?.path();
        let Some(id) = writer_of(&path) else { continue };
        match held_by_nobody(&path) {
            Some(file) => {
                census.died += 1;
                drop(file);
                if let Err(error) = fs::remove_file(&path) {
                    tracing::warn!(path = %path.display(), %error, "a stale lock file could not be removed");
                }
            }
            None if path.exists() => {
                census.alive.insert(id);
            }
            None => {}
        }
    }
    Ok(census)
}

/// The file, locked, when its process is gone. In doubt the process counts as alive: its answers are left alone.
fn held_by_nobody(path: &Path) -> Option<File> {
    let file = OpenOptions::new().read(true).write(true).open(path).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

fn writer_of(path: &Path) -> Option<Uuid> {
    if path.extension()? != SUFFIX {
        return None;
    }
    Uuid::parse_str(path.file_stem()?.to_str()?).ok()
}

fn open(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| Error::file("open", path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::at(folder.path());
        home.create().expect("its folders");
        (folder, home)
    }

    #[test]
    fn a_held_pen_is_alive_and_a_dropped_one_leaves_nothing() {
        let (_folder, home) = home();
        let turn = Turn::take(&home).expect("the turn");
        let pen = Pen::take(&home, &turn).expect("a pen");
        let census = sweep(&home, &turn).expect("a census");
        assert_eq!((census.alive, census.died), (HashSet::from([pen.id()]), 0));
        drop(pen);
        let census = sweep(&home, &turn).expect("a census");
        assert_eq!((census.alive.len(), census.died), (0, 0), "an orderly end is no death");
    }

    #[test]
    fn a_file_that_nobody_holds_is_a_death_and_is_removed() {
        let (_folder, home) = home();
        let turn = Turn::take(&home).expect("the turn");
        let left = home.writers().join(format!("{}.lock", Uuid::now_v7()));
        let foreign = home.writers().join("notes.txt");
        for path in [&left, &foreign] {
            fs::write(path, "").expect("a file");
        }
        let census = sweep(&home, &turn).expect("a census");
        assert_eq!((census.alive.len(), census.died), (0, 1));
        assert!(!left.exists() && foreign.exists(), "only lock files are removed");
    }
}
