//! The content of a file: made up as it is read, so that a file of four gigabytes needs no disk, or read from one.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use sha2::{Digest, Sha256};

/// Made-up content repeats after so many bytes: no multiple of any range's size, so that bytes in a wrong place are
/// wrong bytes.
const PERIOD: usize = (4 << 20) + 4099;

/// The content of a file.
#[derive(Debug, Clone)]
pub struct Content {
    bytes: u64,
    sha256: String,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Made(Bytes),
    Read(Arc<Mutex<fs::File>>),
}

impl Content {
    /// So many bytes, others for each seed.
    pub fn made(seed: u64, bytes: u64) -> Self {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut block = Vec::with_capacity(PERIOD + 8);
        while block.len() < PERIOD {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            block.extend_from_slice(&state.to_le_bytes());
        }
        block.truncate(PERIOD);
        Self::hashed(bytes, Kind::Made(block.into()))
    }

    /// What a file on disk holds.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let file = fs::File::open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self::hashed(bytes, Kind::Read(Arc::new(Mutex::new(file)))))
    }

    fn hashed(bytes: u64, kind: Kind) -> Self {
        let mut content = Self { bytes, sha256: String::new(), kind };
        let (mut hash, mut at) = (Sha256::new(), 0);
        while at < bytes {
            let piece = content.piece(at..bytes);
            hash.update(&piece);
            at += piece.len() as u64;
        }
        content.sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        content
    }

    /// Its size.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Its SHA-256.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The first bytes of a range that is not empty, as many as are had at once.
    pub fn piece(&self, range: Range<u64>) -> Bytes {
        let most = usize::try_from(range.end - range.start).unwrap().min(256 * 1024);
        match &self.kind {
            Kind::Made(block) => {
                let at = (range.start % PERIOD as u64) as usize;
                block.slice(at..PERIOD.min(at + most))
            }
            Kind::Read(file) => {
                let mut piece = vec![0; most];
                let mut file = file.lock().unwrap();
                file.seek(SeekFrom::Start(range.start)).unwrap();
                let read = file.read(&mut piece).unwrap();
                piece.truncate(read);
                piece.into()
            }
        }
    }
}
