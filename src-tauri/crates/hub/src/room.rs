//! Room is what is left on the disk that a folder lies on.

use std::fmt;
use std::io;
use std::path::Path;

/// Tells how many bytes are left. A trait, so that tests can fill a disk that is not full.
pub trait Room: fmt::Debug + Send + Sync + 'static {
    /// The bytes that may still be written to the disk of this folder, which exists.
    ///
    /// # Errors
    /// What the system said.
    fn left(&self, folder: &Path) -> io::Result<u64>;
}

/// What the system tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRoom;

impl Room for SystemRoom {
    fn left(&self, folder: &Path) -> io::Result<u64> {
        fs4::available_space(folder)
    }
}
