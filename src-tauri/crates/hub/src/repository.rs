//! A repository is a place on the hub that holds a model's files, named `owner/name`; an address names one file of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::HubError;

/// The hub that Carat downloads from unless another is set.
pub const PUBLIC_HUB: &str = "https://huggingface.co";

/// The branch that is meant where none is named.
pub const MAIN: &str = "main";

/// Longer than any name the hub gives out.
const NAME_LIMIT: usize = 96;

/// A repository's name. It holds only what such a name may: no path leaves it, no query joins it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Repository {
    owner: String,
    name: String,
}

impl Repository {
    /// Who it belongs to.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Its name without the owner.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

impl FromStr for Repository {
    type Err = HubError;

    fn from_str(text: &str) -> Result<Self, HubError> {
        let wrong = || HubError::AddressWrong { address: text.to_owned() };
        let (owner, name) = text.split_once('/').ok_or_else(wrong)?;
        if !is_name(owner) || !is_name(name) {
            return Err(wrong());
        }
        Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
    }
}

impl TryFrom<String> for Repository {
    type Error = HubError;

    fn try_from(text: String) -> Result<Self, HubError> {
        text.parse()
    }
}

impl From<Repository> for String {
    fn from(repository: Repository) -> Self {
        repository.to_string()
    }
}

/// What a person typed or pasted to name a model on the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The repository.
    pub repository: Repository,
    /// The branch, tag or commit, where one is named.
    pub revision: Option<String>,
    /// The file, by its path inside the repository, where one is named.
    pub file: Option<String>,
}

impl FromStr for Address {
    type Err = HubError;

    /// Reads `owner/name`, `owner/name@revision`, `owner/name:file.gguf`, or the web address of a repository or of a
    /// file on the hub or a mirror of it: `https://…/owner/name/{blob,resolve,tree,raw}/revision/file.gguf`.
    fn from_str(text: &str) -> Result<Self, HubError> {
        let text = text.trim();
        let wrong = || HubError::AddressWrong { address: text.to_owned() };
        let path = match text.split_once("://") {
            Some(("http" | "https", rest)) => rest.split_once('/').map(|(_, path)| path).ok_or_else(wrong)?,
            Some(_) => return Err(wrong()),
            None => match text.strip_prefix("huggingface.co/").or_else(|| text.strip_prefix("hf.co/")) {
                Some(path) => path,
                None => return Self::short(text).ok_or_else(wrong),
            },
        };
        Self::long(path).ok_or_else(wrong)
    }
}

impl Address {
    /// `owner/name`, `@revision`, `:file`.
    fn short(text: &str) -> Option<Self> {
        let (text, file) = match text.split_once(':') {
            Some((text, file)) => (text, Some(file)),
            None => (text, None),
        };
        let (repository, revision) = match text.split_once('@') {
            Some((repository, revision)) => (repository, Some(revision)),
            None => (text, None),
        };
        Self::checked(repository.parse().ok()?, revision.map(str::to_owned), file.map(str::to_owned))
    }

    /// The path of a web address.
    fn long(path: &str) -> Option<Self> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<String> =
            path.split('/').filter(|part| !part.is_empty()).map(percent_decoded).collect::<Option<_>>()?;
        let [owner, name, rest @ ..] = parts.as_slice() else { return None };
        let repository = format!("{owner}/{name}").parse().ok()?;
        match rest {
            [] => Self::checked(repository, None, None),
            [kind, revision, file @ ..] if ["blob", "resolve", "tree", "raw"].contains(&kind.as_str()) => {
                let file = (!file.is_empty() && kind != "tree").then(|| file.join("/"));
                Self::checked(repository, Some(revision.clone()), file)
            }
            _ => None,
        }
    }

    fn checked(repository: Repository, revision: Option<String>, file: Option<String>) -> Option<Self> {
        let sound = revision.as_deref().is_none_or(is_revision) && file.as_deref().is_none_or(is_path);
        sound.then_some(Self { repository, revision, file })
    }
}

fn is_name(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || ['-', '_', '.'].contains(&c);
    !text.is_empty() && text.len() <= NAME_LIMIT && text.chars().all(allowed) && !text.starts_with('.')
}

/// A branch, tag or commit. A branch may have slashes.
pub(crate) fn is_revision(text: &str) -> bool {
    is_path(text) && text.len() <= 255
}

/// A path inside a repository: no part of it is empty, climbs up or hides a control character.
pub(crate) fn is_path(text: &str) -> bool {
    let sound = |part: &str| !part.is_empty() && part != "." && part != "..";
    text.len() <= 1024 && text.split('/').all(sound) && !text.contains(|c: char| c.is_control() || c == '\\')
}

fn percent_decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        let decoded = if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
        } else {
            byte
        };
        bytes.push(decoded);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<String>, Option<String>)> {
        let address: Address = text.parse().ok()?;
        Some((address.repository.to_string(), address.revision, address.file))
    }

    #[test]
    fn a_model_can_be_named_in_short_and_by_its_web_address() {
        let owned = |repository: &str, revision: Option<&str>, file: Option<&str>| {
            Some((repository.to_owned(), revision.map(str::to_owned), file.map(str::to_owned)))
        };
        assert_eq!(read(" a/b "), owned("a/b", None, None));
        assert_eq!(read("a/b@main"), owned("a/b", Some("main"), None));
        assert_eq!(read("a/b:sub/x.gguf"), owned("a/b", None, Some("sub/x.gguf")));
        assert_eq!(read("hf.co/a/b"), owned("a/b", None, None));
        assert_eq!(
            read("https://huggingface.co/a/b/blob/main/sub/x%20y.gguf?download=true"),
            owned("a/b", Some("main"), Some("sub/x y.gguf"))
        );
        assert_eq!(read("https://mirror.test/a/b/tree/main"), owned("a/b", Some("main"), None));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "a",
            "a/b/c",
            "../b",
            "a/..",
            "file:///etc/passwd",
            "https://huggingface.co/a",
            "https://huggingface.co/a/b/blob/main/../../x",
            "https://huggingface.co/a/b/blob/main/%2e%2e/x",
            "a/b:..\\x",
            "a/b?c=d",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
