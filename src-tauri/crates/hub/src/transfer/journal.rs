//! A journal says which bytes of a file have arrived, and holds the state of the hash over the first of them, so that
//! after a crash neither the network nor the disk is asked for them again.
//!
//! There are two of them beside each unfinished file. The *journal* proper is written after the bytes it claims were
//! synced: a power cut can't make it lie. The *note* is written far more often and without syncing: the death of this
//! process can't make it lie, since what a process has written the system keeps. It names the start of the system
//! that it was written under, and counts under that one alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};

use super::extents::Extents;
use crate::replace::{replace, replace_durably, with_suffix};
use crate::source::Source;

/// Grows when the format changes. A journal of another format counts as none.
const FORMAT: u32 = 1;

/// What has arrived of a file.
#[derive(Debug, Clone)]
pub(crate) struct Journal {
    pub(crate) source: Source,
    pub(crate) arrived: Extents,
    /// How many of the first bytes `hash` has taken in.
    pub(crate) hashed: u64,
    pub(crate) hash: Sha256,
}

/// Where the journals of an unfinished file lie.
#[derive(Debug, Clone)]
pub(crate) struct JournalFiles {
    journal: PathBuf,
    note: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
struct Written {
    format: u32,
    source: Source,
    arrived: Extents,
    hashed: u64,
    hash: Vec<u8>,
    /// Only in a note.
    started: Option<String>,
}

impl Journal {
    /// Of a file of which nothing has arrived.
    pub(crate) fn new(source: Source) -> Self {
        Self { source, arrived: Extents::default(), hashed: 0, hash: Sha256::default() }
    }

    fn to_bytes(&self, started: Option<String>) -> io::Result<Vec<u8>> {
        let (source, arrived, hash) = (self.source.clone(), self.arrived.clone(), self.hash.serialize().to_vec());
        let written = Written { format: FORMAT, source, arrived, hashed: self.hashed, hash, started };
        serde_json::to_vec(&written).map_err(io::Error::other)
    }
}

impl JournalFiles {
    /// Those of the unfinished file at `part`.
    pub(crate) fn of(part: &Path) -> Self {
        Self { journal: with_suffix(part, ".journal"), note: with_suffix(part, ".note") }
    }

    /// What they say about a file that `length` bytes of are on the disk; `None` where they say nothing.
    pub(crate) fn read(&self, length: u64) -> Option<Journal> {
        let note = read(&self.note).filter(|written| written.started.is_some() && written.started == *STARTED);
        let journals = [note, read(&self.journal)];
        let sound = journals.into_iter().flatten().filter_map(|written| checked(written, length));
        sound.max_by_key(|journal| journal.arrived.len())
    }

    /// Writes the journal. Its bytes must have been synced before.
    pub(crate) fn write(&self, journal: &Journal) -> io::Result<()> {
        replace_durably(&self.journal, &journal.to_bytes(None)?)
    }

    /// Writes the note. Its bytes must have been written before. Where the system's start can't be told, there is none.
    pub(crate) fn write_note(&self, journal: &Journal) -> io::Result<()> {
        match &*STARTED {
            Some(started) => replace(&self.note, &journal.to_bytes(Some(started.clone()))?),
            None => Ok(()),
        }
    }

    /// Deletes both.
    pub(crate) fn delete(&self) -> io::Result<()> {
        for path in [&self.note, &self.journal] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> Option<Written> {
    let written: Written = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    (written.format == FORMAT).then_some(written)
}

/// A journal that fits the file; `None` where it claims more than there is.
fn checked(written: Written, length: u64) -> Option<Journal> {
    let Written { source, arrived, hashed, hash, .. } = written;
    if arrived.end() > length.min(source.bytes) || hashed > arrived.prefix() {
        return None;
    }
    let state = SerializedState::<Sha256>::try_from(hash.as_slice()).ok()?;
    let hash = Sha256::deserialize(&state).ok()?;
    Some(Journal { source, arrived, hashed, hash })
}

/// The start of the system, by a name that no other start has; `None` where the system does not tell one.
static STARTED: LazyLock<Option<String>> = LazyLock::new(|| {
    let name = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
});

#[cfg(test)]
mod tests {
    use sha2::Digest;

    use super::*;

    fn journal(arrived: u64, hashed: u64) -> Journal {
        let mut journal = Journal::new(Source { bytes: 1000, sha256: "0".repeat(64) });
        journal.arrived.add(0..arrived);
        journal.hash.update(vec![7; hashed as usize]);
        Journal { hashed, ..journal }
    }

    #[test]
    fn the_hash_goes_on_where_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = JournalFiles::of(&folder.path().join("x.part"));
        files.write(&journal(500, 300)).expect("written");
        let mut read = files.read(500).expect("a journal");
        read.hash.update([7; 50]);
        assert_eq!((read.hashed, read.arrived.len()), (300, 500));
        assert_eq!(read.hash.finalize(), Sha256::digest([7; 350]));
    }

    #[test]
    fn a_note_of_another_start_of_the_system_does_not_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = JournalFiles::of(&folder.path().join("x.part"));
        files.write(&journal(500, 300)).expect("written");
        let text = journal(900, 0).to_bytes(Some("another start".to_owned())).expect("text");
        fs::write(&files.note, text).expect("written");
        assert_eq!(files.read(1000).expect("the journal").arrived.len(), 500);
        if STARTED.is_some() {
            files.write_note(&journal(900, 0)).expect("written");
            assert_eq!(files.read(1000).expect("the note").arrived.len(), 900, "the later one counts");
        }
    }

    #[test]
    fn a_journal_that_claims_more_than_there_is_counts_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = JournalFiles::of(&folder.path().join("x.part"));
        files.write(&journal(500, 300)).expect("written");
        assert!(files.read(499).is_none(), "the file was cut since");
        files.write(&journal(500, 501)).expect("written");
        assert!(files.read(500).is_none(), "more was hashed than arrived");
        fs::write(&files.journal, b"{\"format\":1").expect("written");
        assert!(files.read(500).is_none(), "half a journal");
    }
}
