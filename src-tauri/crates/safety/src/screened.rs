//! Screened text is text that the gate has let out. Holding one is the proof that a judge has spoken about it.

use std::fmt;

/// Text that has passed the gate. Only this crate makes one, so there is neither `From<String>` nor `Deserialize`:
/// text that was saved earlier was screened when it was saved, and is a plain string from then on.
#[derive(Clone, PartialEq, Eq)]
pub struct Screened(String);

impl Screened {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Screened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Shows the length alone: answers must not reach a log, and debug output often does.
impl fmt::Debug for Screened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Screened({} bytes)", self.0.len())
    }
}
