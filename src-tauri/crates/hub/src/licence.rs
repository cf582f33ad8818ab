//! Terms are what a person agrees to before a model answers: a licence in one version, with its text.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::html;

/// The text of Gemma's terms as set-up puts it beside the starter.
const GEMMA_FILE: &str = "GEMMA_TERMS.html";

/// The date of the terms that this version of Carat was made with.
const GEMMA_VERSION: &str = "2025-03-24";

const GEMMA_URL: &str = "https://ai.google.dev/gemma/terms";
const GEMMA_USE_POLICY: &str = "https://ai.google.dev/gemma/prohibited_use_policy";

/// Larger than any text that a person is to read.
const FILE_LIMIT: u64 = 4 * 1024 * 1024;

/// Shorter than any terms: a file with less is not them.
const LEAST: usize = 1000;

/// A licence that has to be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LicenceId {
    /// The Gemma Terms of Use, for Gemma 1 to 3.
    Gemma,
}

impl LicenceId {
    /// The name it is stored under.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gemma => "gemma",
        }
    }
}

impl fmt::Display for LicenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LicenceId {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name {
            "gemma" => Ok(Self::Gemma),
            _ => Err(()),
        }
    }
}

/// A licence in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Whose terms.
    pub licence: LicenceId,
    /// Their title.
    pub title: String,
    /// Their date, year first. Accepting them is accepting this version.
    pub version: String,
    /// Where they are published.
    pub url: String,
    /// Where the uses they forbid are listed.
    pub prohibited_use_url: String,
    /// The whole text, or a summary with the address where the text is not at hand.
    pub text: String,
    /// The file of the whole text, where it is at hand.
    pub file: Option<PathBuf>,
}

impl Terms {
    /// The terms of a licence. `folder` is where set-up puts their text, beside the starter.
    #[must_use]
    pub fn of(licence: LicenceId, folder: &Path) -> Self {
        match licence {
            LicenceId::Gemma => Self::gemma(folder.join(GEMMA_FILE)),
        }
    }

    fn gemma(file: PathBuf) -> Self {
        let whole =
            read(&file).map(|page| html::to_text(&page)).filter(|text| text.len() >= LEAST && text.contains("Gemma"));
        let version = whole.as_deref().and_then(last_modified).unwrap_or_else(|| GEMMA_VERSION.to_owned());
        let file = whole.is_some().then_some(file);
        Self {
            licence: LicenceId::Gemma,
            title: "Gemma Terms of Use".to_owned(),
            version,
            url: GEMMA_URL.to_owned(),
            prohibited_use_url: GEMMA_USE_POLICY.to_owned(),
            text: whole.unwrap_or_else(gemma_summary),
            file,
        }
    }
}

/// What stands in for the text where it is not at hand. It says that it is not the text.
fn gemma_summary() -> String {
    format!(
        "This model is provided under the Gemma Terms of Use by Google. Their full text is not on this machine; \
         read it at {GEMMA_URL} before you accept it.\n\n\
         In short, and without replacing the text:\n\n\
         - You may use, change and pass on the model if you keep to the terms.\n\
         - You must not use it for what the Prohibited Use Policy forbids: {GEMMA_USE_POLICY}\n\
         - Whoever you pass the model or a change of it on to must get the same terms.\n\
         - Google claims no rights in what the model writes. You are responsible for how you use it.\n\
         - The model comes without warranty."
    )
}

fn read(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(FILE_LIMIT + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > FILE_LIMIT {
        tracing::warn!(path = %path.display(), "the text of the terms is too large and is not shown");
        return None;
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The date behind "Last modified:", year first.
fn last_modified(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("Last modified:"))?;
    Date::strptime("%B %d, %Y", line.trim()).ok().map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_date_in_the_text() {
        assert_eq!(last_modified("Title\n\nLast modified: March 24, 2025\n").as_deref(), Some("2025-03-24"));
        assert_eq!(last_modified("Last modified: some day"), None);
        assert_eq!(last_modified(""), None);
    }

    #[test]
    fn a_licence_has_one_name_everywhere() {
        assert_eq!("gemma".parse(), Ok(LicenceId::Gemma));
        assert_eq!(serde_json::to_value(LicenceId::Gemma).expect("a string"), LicenceId::Gemma.to_string());
        assert_eq!("other".parse::<LicenceId>(), Err(()));
    }
}
