//! A state is what a model has computed of one conversation or document. Kept on disk, it saves reading it all again.
//!
//! States hold the text as tokens, so they are open to this user alone, and go when their conversation or document does.

mod folder;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::folder::StateFolder;

/// What a state belongs to: the id of a conversation or a document. It becomes part of a file's name, so it is short
/// and holds ASCII letters, digits and hyphens only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StateKey(String);

/// Characters of the longest key; an id of Carat's has 36.
const LONGEST: usize = 64;

impl StateKey {
    /// A key of this id; `None` where it can't be part of a file's name.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Option<Self> {
        let id = id.into();
        let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (plain && !id.is_empty() && id.len() <= LONGEST).then_some(Self(id))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for StateKey {
    type Error = &'static str;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        Self::new(id).ok_or("a key holds 1 to 64 ASCII letters, digits and hyphens")
    }
}

impl From<StateKey> for String {
    fn from(key: StateKey) -> Self {
        key.0
    }
}

/// What was saved, or restored, for one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeptState {
    /// Tokens that it holds; 0 where there is nothing for the key.
    pub tokens: u32,
    /// Bytes on disk.
    pub bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_a_path() {
        assert!(StateKey::new("01890a5d-ac96-774b-bcce-b302099a8057").is_some());
        for id in ["", ".", "..", "a/b", "a\\b", "C:", "a.state", "é", "a b", "\0", &"x".repeat(65)] {
            assert_eq!(StateKey::new(id), None, "{id:?}");
        }
        assert!(serde_json::from_str::<StateKey>("\"../up\"").is_err(), "nor when it comes in a frame");
    }
}
