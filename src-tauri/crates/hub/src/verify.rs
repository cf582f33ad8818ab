//! Verifying a file: is it, byte for byte, the one whose hash is known?

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// How much is read at once: large enough to be quick, small enough that cancelling is felt at once.
const BLOCK: usize = 1024 * 1024;

/// What verifying a file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// It is the file.
    Matches,
    /// It is another one.
    Differs {
        /// The hash it has, in lower-case hexadecimal.
        found: String,
    },
    /// The caller stopped it.
    Cancelled,
}

/// Compares a file's SHA-256 with the one it should have, given in hexadecimal.
///
/// `progress` is told the bytes read and the size of the file, and may break off.
///
/// # Errors
/// [`Error::Unreadable`] where the file can't be read to its end.
pub fn verify(path: &Path, sha256: &str, progress: impl FnMut(u64, u64) -> ControlFlow<()>) -> Result<Verification> {
    Ok(match sha256_of(path, progress)? {
        None => Verification::Cancelled,
        Some(found) if found.eq_ignore_ascii_case(sha256) => Verification::Matches,
        Some(found) => Verification::Differs { found },
    })
}

/// The SHA-256 of a file in lower-case hexadecimal; `None` where `progress` broke off.
///
/// # Errors
/// [`Error::Unreadable`] where the file can't be read to its end.
pub fn sha256_of(path: &Path, mut progress: impl FnMut(u64, u64) -> ControlFlow<()>) -> Result<Option<String>> {
    let fault = |error: std::io::Error| Error::unreadable(path, &error);
    let mut file = File::open(path).map_err(fault)?;
    let size = file.metadata().map_err(fault)?.len();
    let (mut hash, mut done) = (Sha256::new(), 0);
    let mut block = vec![0; BLOCK];
    loop {
        let read = file.read(&mut block).map_err(fault)?;
        if read == 0 {
            return Ok(Some(hexadecimal(&hash.finalize())));
        }
        hash.update(&block[..read]);
        done += read as u64;
        if progress(done, size).is_break() {
            return Ok(None);
        }
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
