//! A file that is opened once: hashed and then read from the same descriptor, so that both see the same file.

use std::fmt::Write;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::{DocumentError, Result};

/// An open file and its content's hash.
pub(super) struct OpenFile {
    pub(super) file: File,
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

impl OpenFile {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let not_opened = not_opened(path);
        let mut file = open_file(path)?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 256 * 1024];
        let mut bytes = 0;
        loop {
            let count = file.read(&mut buffer).map_err(&not_opened)?;
            if count == 0 {
                break;
            }
            digest.update(&buffer[..count]);
            bytes += count as u64;
        }
        file.rewind().map_err(&not_opened)?;
        Ok(Self { file, sha256: hexadecimal(&digest.finalize()), bytes })
    }
}

/// Opens a file, and nothing that is none.
pub(crate) fn open_file(path: &Path) -> Result<File> {
    // Looked at before it is opened: opening a pipe would wait for somebody to write into it.
    if !std::fs::metadata(path).map_err(not_opened(path))?.is_file() {
        return Err(DocumentError::NotAFile { path: path.to_owned() });
    }
    File::open(path).map_err(not_opened(path))
}

fn not_opened(path: &Path) -> impl Fn(std::io::Error) -> DocumentError {
    |error| DocumentError::NotOpened { path: path.to_owned(), detail: error.to_string() }
}

/// The hash of bytes that are in memory, as the store keeps it.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
