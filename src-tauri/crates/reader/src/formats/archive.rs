//! An archive is the zip file that a document of many parts lies in. It is opened with suspicion: a few kilobytes can
//! hold what unpacks to more than the machine has.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::limits::MEGABYTE;
use crate::output::damaged;
use crate::{Limits, ReadFailure};

/// The most entries of any document; large EPUBs have a tenth of it.
const MOST_ENTRIES: usize = 20_000;

/// Unpacked over packed bytes that no document reaches on the whole. XML of empty cells comes to about 50.
const RATIO: u64 = 200;

/// Below so many bytes unpacked, the ratio says nothing.
const HARMLESS: u64 = 32 * MEGABYTE;

/// An opened archive.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    limit: u64,
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens it and looks at what its entries say of themselves.
    ///
    /// # Errors
    /// Where it is damaged, encrypted, a bomb or too large.
    pub(super) fn open(document: &'a [u8], limits: &Limits) -> Result<Self, ReadFailure> {
        let mut zip = ZipArchive::new(Cursor::new(document)).map_err(failure)?;
        if zip.len() > MOST_ENTRIES {
            return Err(ReadFailure::Bomb);
        }
        let mut names = Vec::with_capacity(zip.len());
        let (mut packed, mut unpacked) = (0_u64, 0_u64);
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(failure)?;
            if entry.encrypted() {
                return Err(ReadFailure::Encrypted);
            }
            packed = packed.saturating_add(entry.compressed_size());
            unpacked = unpacked.saturating_add(entry.size());
            names.push(String::from_utf8_lossy(entry.name_raw()).into_owned());
        }
        let archive = Self { zip, names, limit: limits.unpacked, left: limits.unpacked };
        // Entries may overlap, so the packed size that counts is the file's.
        archive.judge(packed.min(document.len() as u64), unpacked)?;
        Ok(archive)
    }

    /// Unpacks everything to nowhere, for parsers that do not stop where an entry is larger than it says.
    ///
    /// # Errors
    /// Where that comes to more than the limits.
    pub(super) fn measure(&mut self, document: &[u8]) -> Result<(), ReadFailure> {
        let mut unpacked = 0;
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index(index).map_err(failure)?;
            let room = self.limit.saturating_sub(unpacked) + 1;
            // A damaged entry may be one that nobody needs.
            unpacked += std::io::copy(&mut entry.take(room), &mut std::io::sink()).unwrap_or(0);
            self.judge(document.len() as u64, unpacked)?;
        }
        Ok(())
    }

    fn judge(&self, packed: u64, unpacked: u64) -> Result<(), ReadFailure> {
        if unpacked > HARMLESS && unpacked / packed.max(1) > RATIO {
            return Err(ReadFailure::Bomb);
        }
        if unpacked > self.limit {
            return Err(ReadFailure::TooLarge { limit: self.limit / MEGABYTE });
        }
        Ok(())
    }

    /// Whether there is an entry of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|entry| entry == name)
    }

    /// Whether there is an entry below this folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.names.iter().any(|entry| entry.starts_with(folder))
    }

    /// Whether there are archives within it.
    pub(super) fn holds_archives(&self) -> bool {
        let ends = [".zip", ".gz", ".7z", ".rar", ".xz", ".bz2", ".tar"];
        self.names.iter().any(|entry| ends.iter().any(|end| entry.to_ascii_lowercase().ends_with(end)))
    }

    /// The bytes of an entry; `None` where there is none.
    ///
    /// # Errors
    /// Where it is damaged, or larger than what is left of the limit.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadFailure> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(failure(error)),
        };
        let mut bytes = Vec::new();
        entry
            .take(self.left + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| damaged("a part of its archive can't be unpacked"))?;
        self.left = match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => left,
            None => return Err(ReadFailure::TooLarge { limit: self.limit / MEGABYTE }),
        };
        Ok(Some(bytes))
    }

    /// The text of an entry, in whichever Unicode encoding.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, ReadFailure> {
        Ok(self.bytes(name)?.map(|bytes| match encoding_rs::Encoding::for_bom(&bytes) {
            Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(),
            None => String::from_utf8_lossy(&bytes).into_owned(),
        }))
    }
}

fn failure(error: ZipError) -> ReadFailure {
    match error {
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadFailure::Encrypted,
        ZipError::UnsupportedArchive(_) => damaged("its archive is packed in a way that documents are not"),
        _ => damaged("its archive is not whole"),
    }
}
