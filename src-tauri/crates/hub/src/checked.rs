//! A file is checked once its bytes were compared with the hash that they should have. What was found is remembered
//! together with the file's size and time of change, so that the same bytes are not read again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::replace::replace_shared;
use crate::{Error, Result};

/// What was found of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Check {
    bytes: u64,
    changed_ms: u64,
    sha256: String,
}

/// What was found of all files that were checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    path: PathBuf,
    files: BTreeMap<String, Check>,
}

impl Checked {
    /// Reads what was found earlier. A file that is missing or spoilt holds nothing: the models are read again.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let files = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { path: path.to_owned(), files }
    }

    /// The SHA-256 that a file had when it was last read, if it did not change since.
    #[must_use]
    pub fn hash_of(&self, file: &Path) -> Option<&str> {
        let known = self.files.get(&key(file))?;
        (stamp(file).ok()? == (known.bytes, known.changed_ms)).then_some(known.sha256.as_str())
    }

    /// Remembers the SHA-256 that a file has now.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for the file, [`Error::Unwritable`] for the memory.
    pub fn remember(&mut self, file: &Path, sha256: &str) -> Result<()> {
        let (bytes, changed_ms) = stamp(file).map_err(|error| Error::unreadable(file, &error))?;
        self.files.insert(key(file), Check { bytes, changed_ms, sha256: sha256.to_owned() });
        self.files.retain(|path, _| Path::new(path).exists());
        let bytes = serde_json::to_vec_pretty(&self.files).map_err(io::Error::other);
        bytes
            .and_then(|bytes| replace_shared(&self.path, &bytes))
            .map_err(|error| Error::unwritable(&self.path, &error))
    }
}

fn key(file: &Path) -> String {
    file.canonicalize().unwrap_or_else(|_| file.to_owned()).to_string_lossy().into_owned()
}

fn stamp(file: &Path) -> io::Result<(u64, u64)> {
    let facts = fs::metadata(file)?;
    let changed = facts.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok((facts.len(), u64::try_from(changed.as_millis()).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_counts_until_the_file_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (memory, file) = (folder.path().join("memory/checked.json"), folder.path().join("m.gguf"));
        fs::write(&file, "one").expect("written");
        let mut checked = Checked::read(&memory);
        checked.remember(&file, "abc").expect("remembered");
        assert_eq!(Checked::read(&memory).hash_of(&file), Some("abc"));
        fs::write(&file, "another").expect("written");
        assert_eq!(Checked::read(&memory).hash_of(&file), None);
        fs::write(&memory, "{ spoilt").expect("written");
        assert_eq!(Checked::read(&memory).hash_of(&file), None);
    }
}
