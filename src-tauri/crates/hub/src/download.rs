//! A download brings one model, in one or several files, from the hub to a folder of this machine.

use std::fmt;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{HubError, Repository};

/// What to download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The caller's name for it, such as an id of the catalogue.
    pub key: String,
    /// Its name for people. The list of connections gives it as the reason.
    pub name: String,
    /// Where it comes from.
    pub repository: Repository,
    /// The branch, tag or commit.
    pub revision: String,
    /// Its files, the one that makes it a model first: it takes its place last.
    pub files: Vec<WantedFile>,
    /// The folder to put the files in. It is made where it is missing.
    pub folder: PathBuf,
}

/// One file of a download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedFile {
    /// Its path inside the repository.
    pub path: String,
    /// Its path inside the download's folder, forward slashes between the parts.
    pub save_as: String,
    /// Its size, where it is known beforehand. Another size on the hub is an error.
    pub bytes: Option<u64>,
    /// Its SHA-256 in lower-case hexadecimal, where it is known beforehand. Another one on the hub is an error.
    pub sha256: Option<String>,
}

/// A download's name for good. The same file in the same folder always has the same one, in every process.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DownloadId(pub(crate) String);

impl DownloadId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DownloadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for DownloadId {
    /// The name that a caller kept. One that no download has is answered with [`HubError::DownloadUnknown`].
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A download as it is at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Download {
    /// Its name for good.
    pub id: DownloadId,
    /// What it brings.
    pub wanted: Wanted,
    /// Where it is.
    pub state: DownloadState,
    /// The bytes that are safely here, all files together. It never goes back while `attempt` stays the same.
    pub bytes: u64,
    /// The size of all files together, once the hub has told it.
    pub total: Option<u64>,
    /// Grows by one each time that it had to begin again, because the file on the hub is another one now.
    pub attempt: u32,
}

/// Where a download is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DownloadState {
    /// Others come first.
    Queued,
    /// The hub is asked for the files' sizes, hashes and addresses.
    Resolving,
    /// Bytes arrive.
    Downloading {
        /// Over the last seconds.
        bytes_per_second: u64,
        /// At that speed, once it is known.
        seconds_left: Option<u64>,
    },
    /// A person stopped it for now.
    Paused,
    /// It goes on by itself, later.
    Waiting {
        /// For what.
        why: WaitReason,
        /// When it tries again, where that is known.
        until: Option<Timestamp>,
    },
    /// All bytes are here; the rest of them is hashed.
    Verifying {
        /// The bytes hashed so far.
        bytes: u64,
        /// The bytes to hash.
        total: u64,
    },
    /// The files are in place, each with the hash that it must have.
    Ready {
        /// The commit that they come from.
        revision: String,
        /// The files, in the order they were wanted in.
        files: Vec<ReadyFile>,
    },
    /// It does not go on by itself.
    Failed {
        /// The stable name of the error; see [`HubError::code`].
        code: String,
        /// What fills the error's sentence; see [`HubError::args`].
        args: std::collections::BTreeMap<String, String>,
        /// The error's sentence in English.
        message: String,
        /// What the person can do.
        next: NextStep,
    },
}

impl DownloadState {
    /// The state of a download that this error ended.
    #[must_use]
    pub fn failed(error: &HubError) -> Self {
        Self::Failed {
            code: error.code().to_owned(),
            args: error.args(),
            message: error.to_string(),
            next: error.next(),
        }
    }

    /// Whether it stays so until a person does something.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Ready { .. } | Self::Failed { .. })
    }
}

/// A file that was downloaded and verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadyFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// What a waiting download waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum WaitReason {
    /// The hub can't be reached.
    Offline {
        /// The host that did not answer.
        host: String,
    },
    /// The connection was lost or went silent in the middle.
    ConnectionLost {
        /// The host.
        host: String,
    },
    /// The host has trouble of its own.
    HostTrouble {
        /// The host.
        host: String,
        /// The status it answered with.
        status: u16,
    },
    /// The hub asked to come back later: too many requests.
    TooManyRequests {
        /// The host.
        host: String,
    },
    /// The disk has too little room left.
    DiskFull {
        /// The bytes that have to be freed.
        lacking: u64,
    },
    /// The network is switched off in Carat.
    NetworkOff,
    /// Another process of Carat is downloading it.
    AnotherProcess,
}

/// What a person can do about a failed download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum NextStep {
    /// Try again: what is already here is kept.
    TryAgain,
    /// Give Carat a token of the hub.
    EnterToken {
        /// Where tokens are made.
        url: String,
    },
    /// Accept the model's terms on the hub's site.
    AcceptTerms {
        /// The model's page.
        url: String,
    },
    /// Choose another model, or ask its owner.
    ChooseAnother,
    /// Free room on the disk.
    FreeDisk {
        /// The bytes that have to be freed.
        bytes: u64,
    },
    /// Look at the address, the proxy and the certificates in the settings.
    CheckNetworkSettings,
    /// Look at the folder: it must exist and be writable.
    CheckFolder,
}

/// What becomes of the bytes of a download that is taken off the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leftovers {
    /// They stay. Wanting the same file in the same folder again goes on with them.
    Keep,
    /// They are deleted.
    Delete,
}
