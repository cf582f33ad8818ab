//! Downloads on the wire: what is asked for, what a source on the hub offers, and where each download stands.

use std::path::Path;

use carat_hub as hub;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FilePart, Fit, WireError};

/// What to download.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
pub(crate) enum DownloadRequest {
    /// A variant of the catalogue: `card` and `variant` are their ids, `parts` says which of its files.
    Catalogue { card: String, variant: String, parts: Vec<FilePart> },
    /// A choice that `look_up` offered; `files` are paths in the repository, the weights first.
    Hub { repo: String, revision: String, files: Vec<String> },
}

/// One file of a repository that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Choice {
    /// Its path within the repository; of a model in parts, the first.
    pub(crate) file: String,
    /// What it is.
    pub(crate) part: FilePart,
    /// How its weights are rounded, from its name; null where the name does not say.
    pub(crate) quantisation: Option<String>,
    /// Its size, all parts together.
    pub(crate) bytes: u64,
    /// How many files it consists of.
    pub(crate) files: u32,
    /// How it would run here; null for a file that does not run by itself.
    pub(crate) fit: Option<Fit>,
    /// Whether Carat would take this one.
    pub(crate) recommended: bool,
    /// The id of the model on this machine that it is, if it is here.
    pub(crate) installed: Option<String>,
}

/// What a repository of the hub offers.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Source {
    /// The repository, `owner/name`.
    pub(crate) repo: String,
    /// The revision that the choices are of.
    pub(crate) revision: String,
    /// Whether the hub asks for an account and its owner's permission.
    pub(crate) gated: bool,
    /// The terms to accept, where Carat knows them; null where none are needed.
    pub(crate) licence: Option<String>,
    /// Whether the person accepted them.
    pub(crate) terms_accepted: bool,
    /// What can be chosen; the file that a URL named, alone.
    pub(crate) choices: Vec<Choice>,
}

/// Why a download waits. It goes on by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "why", rename_all = "snake_case")]
pub(crate) enum WaitReason {
    /// The hub can't be reached.
    Offline { host: String },
    /// The connection was lost or went silent in the middle.
    ConnectionLost { host: String },
    /// The host has trouble of its own.
    HostTrouble { host: String, status: u16 },
    /// The hub asked to come back later.
    TooManyRequests { host: String },
    /// The disk is nearly full: `lacking` bytes have to be freed.
    DiskFull { lacking: u64 },
    /// The network is switched off in Carat's settings.
    NetworkOff,
    /// Another Carat downloads the same file.
    AnotherProcess,
}

/// What a person can do about a failed download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(crate) enum NextStep {
    /// Try again with `resume_download`: what is here is kept.
    TryAgain,
    /// Enter a token of the hub; `url` is where they are made.
    EnterToken { url: String },
    /// Accept the terms on the hub's site; `url` is the model's page.
    AcceptTerms { url: String },
    /// Choose another model, or ask its owner.
    ChooseAnother,
    /// Free this many bytes on the disk.
    FreeDisk { bytes: u64 },
    /// Look at address, proxy and certificates in the settings.
    CheckNetworkSettings,
    /// Look at the folder of models: it must exist and be writable.
    CheckFolder,
}

/// Where a download stands.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum DownloadState {
    /// Others come first.
    Queued,
    /// The hub is asked about the files.
    Resolving,
    /// Bytes arrive.
    Downloading { bytes_per_second: u64, seconds_left: Option<u64> },
    /// The person paused it.
    Paused,
    /// It goes on by itself at `until` (milliseconds since 1970), or when the reason is gone where that is null.
    Waiting { reason: WaitReason, until: Option<i64> },
    /// All is here and is compared with its hash.
    Verifying { bytes: u64, total: u64 },
    /// It is a model on this machine; its id.
    Ready { model: String },
    /// It does not go on by itself. What was fetched is kept.
    Failed { error: WireError, next: NextStep },
}

/// A model on its way, in one or several files.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Download {
    /// Its id for good.
    pub(crate) id: String,
    /// Its name for people.
    pub(crate) name: String,
    /// The repository, `owner/name`.
    pub(crate) repo: String,
    /// Its files, the weights first.
    pub(crate) files: Vec<String>,
    /// The card and the variant of the catalogue that it fetches, where it comes from there.
    pub(crate) card: Option<String>,
    /// See `card`.
    pub(crate) variant: Option<String>,
    /// Bytes that are safely here. Never goes back while `attempt` stays the same.
    pub(crate) done: u64,
    /// The size of all files; null until the hub was asked.
    pub(crate) total: Option<u64>,
    /// Grows by one when it had to begin again, because the file on the hub is another one now.
    pub(crate) attempt: u32,
    /// Where it stands.
    pub(crate) state: DownloadState,
}

impl From<hub::WaitReason> for WaitReason {
    fn from(value: hub::WaitReason) -> Self {
        match value {
            hub::WaitReason::Offline { host } => Self::Offline { host },
            hub::WaitReason::ConnectionLost { host } => Self::ConnectionLost { host },
            hub::WaitReason::HostTrouble { host, status } => Self::HostTrouble { host, status },
            hub::WaitReason::TooManyRequests { host } => Self::TooManyRequests { host },
            hub::WaitReason::DiskFull { lacking } => Self::DiskFull { lacking },
            hub::WaitReason::NetworkOff => Self::NetworkOff,
            hub::WaitReason::AnotherProcess => Self::AnotherProcess,
        }
    }
}

impl From<hub::NextStep> for NextStep {
    fn from(value: hub::NextStep) -> Self {
        match value {
            hub::NextStep::TryAgain => Self::TryAgain,
            hub::NextStep::EnterToken { url } => Self::EnterToken { url },
            hub::NextStep::AcceptTerms { url } => Self::AcceptTerms { url },
            hub::NextStep::ChooseAnother => Self::ChooseAnother,
            hub::NextStep::FreeDisk { bytes } => Self::FreeDisk { bytes },
            hub::NextStep::CheckNetworkSettings => Self::CheckNetworkSettings,
            hub::NextStep::CheckFolder => Self::CheckFolder,
        }
    }
}

impl DownloadState {
    /// `own` is the folder of the person's own models, which the id of a ready one is made from.
    fn new(value: hub::DownloadState, own: &Path) -> Self {
        match value {
            hub::DownloadState::Queued => Self::Queued,
            hub::DownloadState::Resolving => Self::Resolving,
            hub::DownloadState::Downloading { bytes_per_second, seconds_left } => {
                Self::Downloading { bytes_per_second, seconds_left }
            }
            hub::DownloadState::Paused => Self::Paused,
            hub::DownloadState::Waiting { why, until } => {
                Self::Waiting { reason: why.into(), until: until.map(|until| until.as_millisecond()) }
            }
            hub::DownloadState::Verifying { bytes, total } => Self::Verifying { bytes, total },
            hub::DownloadState::Ready { files, .. } => {
                let first = files.first().map(|file| file.path.as_path()).unwrap_or(Path::new(""));
                Self::Ready { model: hub::own_id(first, own) }
            }
            hub::DownloadState::Failed { code, args, message, next } => {
                Self::Failed { error: WireError { code, message, args }, next: next.into() }
            }
        }
    }
}

impl Download {
    /// The download as the window sees it. `own` is the folder of the person's own models.
    pub(crate) fn new(value: hub::Download, own: &Path) -> Self {
        let card = hub::card_of(&value.wanted.key);
        Self {
            id: value.id.to_string(),
            name: value.wanted.name.clone(),
            repo: value.wanted.repository.to_string(),
            files: value.wanted.files.iter().map(|file| file.path.clone()).collect(),
            card: card.map(|(card, _)| card.to_owned()),
            variant: card.map(|(_, variant)| variant.to_owned()),
            done: value.bytes,
            total: value.total,
            attempt: value.attempt,
            state: DownloadState::new(value.state, own),
        }
    }
}
