//! Reading an archive. The file may come from anywhere: nothing in it is believed before it is checked, and everything
//! is imported in one transaction or nothing is.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use rusqlite::Transaction;
use serde_json::Value;
use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{self, Bounded};
use super::merge::merge;
use super::record::ConversationRecord;
use super::{CONVERSATIONS, FORMAT, MANIFEST, Manifest, SETTINGS, VERSION};
use crate::error::json_fault;
use crate::table::settings;
use crate::{Error, Result, Store};

impl Store {
    /// Imports an archive and says how many conversations came new or gained something.
    ///
    /// What is here already and the same is skipped. A conversation of which the archive has further messages gains
    /// them. One whose messages here differ from those of the archive stays, and the archive's comes beside it under new
    /// ids. Settings that are set here stay.
    ///
    /// # Errors
    /// [`Error::NotAnArchive`], [`Error::NewerArchive`], [`Error::ArchiveTooLarge`], [`Error::ArchiveDamaged`],
    /// [`Error::File`]; nothing is imported then.
    pub fn import_archive(&self, path: &Path) -> Result<usize> {
        let mut archive = Archive::open(path)?;
        let manifest = archive.manifest()?;
        let writer = self.writer_id();
        self.write(|transaction| {
            let mut imported = 0;
            let lines = archive.each_conversation(|record| {
                imported += usize::from(merge(transaction, record, writer)?);
                Ok(())
            })?;
            if lines != manifest.conversations {
                return Err(archive.damaged(format!(
                    "{CONVERSATIONS} has {lines} conversations, the manifest says {}",
                    manifest.conversations
                )));
            }
            archive.import_settings(transaction)?;
            Ok(imported)
        })
    }
}

struct Archive<'p> {
    path: &'p Path,
    packed: u64,
    zip: ZipArchive<BufReader<File>>,
}

impl<'p> Archive<'p> {
    fn open(path: &'p Path) -> Result<Self> {
        let fault = |error: &io::Error| Error::file("read", path, error);
        let file = File::open(path).map_err(|error| fault(&error))?;
        let facts = file.metadata().map_err(|error| fault(&error))?;
        if !facts.is_file() {
            return Err(Error::NotAnArchive { path: path.to_owned(), detail: "it is a folder".to_owned() });
        }
        let not_a_zip =
            |_| Error::NotAnArchive { path: path.to_owned(), detail: "it is no zip file, or cut short".to_owned() };
        let zip = ZipArchive::new(BufReader::new(file)).map_err(not_a_zip)?;
        let archive = Self { path, packed: facts.len(), zip };
        if archive.zip.len() > limits::ENTRIES {
            return Err(archive.too_large(format!("{} entries", archive.zip.len())));
        }
        Ok(archive)
    }

    fn manifest(&mut self) -> Result<Manifest> {
        if self.zip.index_for_name(MANIFEST).is_none() {
            let detail = format!("it has no {MANIFEST}");
            return Err(Error::NotAnArchive { path: self.path.to_owned(), detail });
        }
        let bytes = self.whole(MANIFEST, limits::MANIFEST_BYTES)?;
        // The version is looked at before the rest, which a later Carat may have changed.
        let Head { format, version } = serde_json::from_slice(&bytes).map_err(|error| Error::NotAnArchive {
            path: self.path.to_owned(),
            detail: format!("{MANIFEST}: {}", json_fault(&error)),
        })?;
        if format != FORMAT {
            let detail = format!("{MANIFEST} names another format");
            return Err(Error::NotAnArchive { path: self.path.to_owned(), detail });
        }
        if version > VERSION {
            return Err(Error::NewerArchive { path: self.path.to_owned(), found: version, known: VERSION });
        }
        serde_json::from_slice(&bytes).map_err(|error| self.damaged(format!("{MANIFEST}: {}", json_fault(&error))))
    }

    /// Gives the conversations one after another and says how many there were.
    fn each_conversation(&mut self, mut give: impl FnMut(ConversationRecord) -> Result<()>) -> Result<u64> {
        let (path, mut lines) = (self.path, 0);
        let place = |line: u64| format!("{CONVERSATIONS}, line {line}");
        let mut entry = BufReader::new(self.entry(CONVERSATIONS, limits::CONVERSATIONS_BYTES)?);
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = (&mut entry)
                .take(limits::LINE_BYTES)
                .read_until(b'\n', &mut line)
                .map_err(|error| unreadable(path, &place(lines + 1), &error))?;
            if read == 0 {
                return Ok(lines);
            }
            lines += 1;
            if read as u64 == limits::LINE_BYTES {
                return Err(Error::ArchiveTooLarge { path: path.to_owned(), what: place(lines) });
            }
            let damaged = |detail| Error::ArchiveDamaged { path: path.to_owned(), detail };
            let record: ConversationRecord = serde_json::from_slice(&line)
                .map_err(|error| damaged(format!("{}: {}", place(lines), json_fault(&error))))?;
            if let Some(fault) = record.fault() {
                return Err(damaged(format!("{}: {fault}", place(lines))));
            }
            give(record)?;
        }
    }

    fn import_settings(&mut self, transaction: &Transaction<'_>) -> Result<()> {
        let bytes = self.whole(SETTINGS, limits::SETTINGS_BYTES)?;
        let all: BTreeMap<String, Value> = serde_json::from_slice(&bytes)
            .map_err(|error| self.damaged(format!("{SETTINGS}: {}", json_fault(&error))))?;
        for (key, value) in all {
            settings::put_if_missing(transaction, &key, &value.to_string())?;
        }
        Ok(())
    }

    fn whole(&mut self, name: &str, limit: u64) -> Result<Vec<u8>> {
        let path = self.path;
        let mut bytes = Vec::new();
        self.entry(name, limit)?.read_to_end(&mut bytes).map_err(|error| unreadable(path, name, &error))?;
        Ok(bytes)
    }

    fn entry(&mut self, name: &str, limit: u64) -> Result<Bounded<impl Read + '_>> {
        let (path, packed) = (self.path, self.packed);
        match self.zip.by_name(name) {
            Ok(entry) => Ok(Bounded::new(entry, limit, packed)),
            Err(ZipError::FileNotFound) => {
                Err(Error::ArchiveDamaged { path: path.to_owned(), detail: format!("{name} is missing") })
            }
            Err(error) => {
                Err(Error::ArchiveDamaged { path: path.to_owned(), detail: format!("{name} can't be opened: {error}") })
            }
        }
    }

    fn damaged(&self, detail: String) -> Error {
        Error::ArchiveDamaged { path: self.path.to_owned(), detail }
    }

    fn too_large(&self, what: String) -> Error {
        Error::ArchiveTooLarge { path: self.path.to_owned(), what }
    }
}

/// The fields that every version has.
#[derive(serde::Deserialize)]
struct Head {
    format: String,
    version: u32,
}

fn unreadable(path: &Path, place: &str, error: &io::Error) -> Error {
    match limits::passed(error) {
        Some(what) => Error::ArchiveTooLarge { path: path.to_owned(), what: format!("{place}: {what}") },
        None => Error::ArchiveDamaged { path: path.to_owned(), detail: format!("{place}: {error}") },
    }
}
