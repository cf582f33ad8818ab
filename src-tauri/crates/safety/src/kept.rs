//! Kept text was held back, and its policy lets the person see it all the same.

use std::fmt::{self, Write};

use sha2::{Digest, Sha256};

/// Text that was held back or noted, for whoever keeps it until the person asks. It has not passed the gate: it belongs
/// into the store, and from there to a person who asked for it, never into an event.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept(String);

impl Kept {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the store.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Shows the length alone, for the same reason as [`crate::Screened`] does.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({} bytes)", self.0.len())
    }
}

/// What stands for a text where the text itself must not: its SHA-256 in hexadecimal.
pub(crate) fn fingerprint(text: &str) -> String {
    let mut fingerprint = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a string can't fail.
        let _ = write!(fingerprint, "{byte:02x}");
    }
    fingerprint
}
