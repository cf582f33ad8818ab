//! A folder of states: one file for each key and model, the longest unused going first where they grow too large.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::StateKey;

/// The ending of a whole state.
const ENDING: &str = ".state";

/// The ending of one that is being written.
const PART: &str = ".part";

/// A part older than this is one whose writer died.
const DEAD: Duration = Duration::from_secs(600);

/// A folder of states and how large it may grow. Two processes may share one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateFolder {
    path: PathBuf,
    /// Bytes that all states may have together.
    pub quota: u64,
}

impl StateFolder {
    /// The folder at this path. Nothing is made before something is written.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, quota: u64) -> Self {
        Self { path: path.into(), quota }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file of a key's state under this model; `model` is a short name of the model and of all that its states
    /// depend on, in letters and digits.
    #[must_use]
    pub fn file(&self, key: &StateKey, model: &str) -> PathBuf {
        self.path.join(format!("{key}.{model}{ENDING}"))
    }

    /// Where a state is written before it is whole.
    #[must_use]
    pub fn part(&self, key: &StateKey, model: &str) -> PathBuf {
        self.path.join(format!("{key}.{model}.{}{PART}", std::process::id()))
    }

    /// Removes the states of a key, of whatever model, and tells how many there were.
    ///
    /// # Errors
    /// What the system says of the first that can't be removed; the others are gone.
    pub fn forget(&self, key: &StateKey) -> io::Result<usize> {
        self.remove(|of, _| of == key.as_str())
    }

    /// Removes the states of all keys but those that `stays` names: what belonged to something that is deleted.
    ///
    /// # Errors
    /// As [`Self::forget`].
    pub fn retain(&self, stays: impl Fn(&StateKey) -> bool) -> io::Result<usize> {
        self.remove(|of, _| StateKey::new(of).is_some_and(|key| !stays(&key)))
    }

    /// Removes everything.
    ///
    /// # Errors
    /// As [`Self::forget`].
    pub fn forget_all(&self) -> io::Result<usize> {
        self.remove(|_, _| true)
    }

    /// Removes the states that were not used longest until the others fit the quota, and what a writer that died has
    /// left. Gives back the bytes that remain.
    ///
    /// # Errors
    /// As [`Self::forget`].
    pub fn prune(&self) -> io::Result<u64> {
        let now = SystemTime::now();
        let old = |entry: &DirEntry| {
            let written = entry.metadata().and_then(|metadata| metadata.modified());
            written.is_ok_and(|written| now.duration_since(written).is_ok_and(|age| age > DEAD))
        };
        let mut failed = self.remove(|_, entry| name(entry).ends_with(PART) && old(entry)).err();
        let mut states: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for entry in self.entries()?.filter(|entry| name(entry).ends_with(ENDING)) {
            let Ok(metadata) = entry.metadata() else { continue };
            states.push((metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len(), entry.path()));
        }
        states.sort_unstable();
        let mut bytes: u64 = states.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, size, path) in states {
            if bytes <= self.quota {
                break;
            }
            match gone(&path) {
                Ok(()) => bytes -= size,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(bytes), Err)
    }

    /// Removes files of Carat's own that are named; what else lies in the folder is nobody's business.
    fn remove(&self, named: impl Fn(&str, &DirEntry) -> bool) -> io::Result<usize> {
        let (mut removed, mut failed) = (0, None);
        for entry in self.entries()? {
            let name = name(&entry);
            let own = name.ends_with(ENDING) || name.ends_with(PART);
            let Some((key, _)) = name.split_once('.').filter(|_| own) else { continue };
            if named(key, &entry) {
                match gone(&entry.path()) {
                    Ok(()) => removed += 1,
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
        }
        failed.map_or(Ok(removed), Err)
    }

    /// What is in the folder; nothing where there is none.
    fn entries(&self) -> io::Result<impl Iterator<Item = DirEntry>> {
        match fs::read_dir(&self.path) {
            Ok(entries) => Ok(Some(entries.flatten()).into_iter().flatten()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None.into_iter().flatten()),
            Err(error) => Err(error),
        }
    }
}

fn name(entry: &DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}

/// Removes a file; one that somebody else has removed is gone as well.
fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_key(id: &str) -> StateKey {
        StateKey::new(id).expect("it may be part of a file's name")
    }

    /// A folder with states of 10 bytes, each used later than the one before.
    fn filled(states: &[(&str, &str)]) -> (tempfile::TempDir, StateFolder) {
        let folder = tempfile::tempdir().expect("a folder");
        let states_folder = StateFolder::new(folder.path(), 1000);
        for (age, (key, model)) in states.iter().enumerate() {
            let path = states_folder.file(&a_key(key), model);
            fs::write(&path, [0; 10]).expect("written");
            set_used(&path, SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + age as u64));
        }
        (folder, states_folder)
    }

    fn set_used(path: &Path, time: SystemTime) {
        fs::File::options().write(true).open(path).and_then(|file| file.set_modified(time)).expect("the time is set");
    }

    fn names(folder: &StateFolder) -> Vec<String> {
        let mut names: Vec<String> = folder.entries().expect("read").map(|entry| name(&entry)).collect();
        names.sort();
        names
    }

    #[test]
    fn a_key_loses_its_states_of_every_model_and_no_other_does() {
        let (_folder, states) = filled(&[("a", "m1"), ("a", "m2"), ("ab", "m1"), ("b", "m1")]);
        fs::write(states.part(&a_key("a"), "m1"), [0]).expect("written");
        assert_eq!(states.forget(&a_key("a")).expect("removed"), 3);
        assert_eq!(names(&states), ["ab.m1.state", "b.m1.state"]);
        assert_eq!(states.forget(&a_key("a")).expect("nothing to remove"), 0);
    }

    #[test]
    fn what_belongs_to_nothing_any_more_goes() {
        let (_folder, states) = filled(&[("a", "m1"), ("b", "m1")]);
        assert_eq!(states.retain(|key| key.as_str() == "b").expect("removed"), 1);
        assert_eq!(names(&states), ["b.m1.state"]);
        assert_eq!(states.forget_all().expect("removed"), 1);
    }

    #[test]
    fn what_was_not_used_longest_goes_first() {
        let (_folder, states) = filled(&[("a", "m"), ("b", "m"), ("c", "m"), ("d", "m")]);
        set_used(&states.file(&a_key("a"), "m"), SystemTime::now());
        let tight = StateFolder { quota: 25, ..states.clone() };
        assert_eq!(tight.prune().expect("pruned"), 20);
        assert_eq!(names(&states), ["a.m.state", "d.m.state"]);
        assert_eq!(StateFolder { quota: 0, ..states.clone() }.prune().expect("pruned"), 0);
        assert!(names(&states).is_empty());
    }

    #[test]
    fn what_a_dead_writer_left_goes_and_what_a_living_one_writes_stays() {
        let (_folder, states) = filled(&[]);
        let (dead, living) = (states.part(&a_key("a"), "m"), states.part(&a_key("b"), "m"));
        for path in [&dead, &living] {
            fs::write(path, [0]).expect("written");
        }
        set_used(&dead, SystemTime::now() - 2 * DEAD);
        states.prune().expect("pruned");
        assert!(!dead.exists() && living.exists());
    }

    #[test]
    fn other_files_are_left_alone_and_no_folder_is_an_empty_one() {
        let (folder, states) = filled(&[]);
        let other = folder.path().join("notes.txt");
        fs::write(&other, "mine").expect("written");
        states.forget_all().expect("removed");
        StateFolder { quota: 0, ..states }.prune().expect("pruned");
        assert!(other.exists());
        let none = StateFolder::new(folder.path().join("none"), 0);
        assert_eq!((none.forget_all().expect("empty"), none.prune().expect("empty")), (0, 0));
        assert!(!none.path().exists(), "nothing is made");
    }
}
