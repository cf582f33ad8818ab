//! What can go wrong between this machine and the hub: one sentence each, with the file or host, the cause and what to
//! do, and the step that a person can take.

mod code;

use std::io;
use std::path::{Path, PathBuf};

use crate::NextStep;

/// An error of the network or of a download.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HubError {
    /// It does not name a repository or a file of one.
    #[error("\"{address}\" does not name a model. Write owner/name, or paste the web address of a GGUF file.")]
    AddressWrong {
        /// What was given.
        address: String,
    },
    /// A file's name leads out of the folder, or is none.
    #[error("\"{path}\" is not a name that a file can be saved under. Choose another one.")]
    NameWrong {
        /// What was given.
        path: String,
    },
    /// A field of the settings can't be used.
    #[error("The network setting \"{field}\" can't be used: {detail}. Correct it in the settings.")]
    SettingWrong {
        /// The field.
        field: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The switch is off.
    #[error("The network is switched off in Carat. Switch it on in the settings.")]
    NetworkOff,
    /// No connection came about.
    #[error("{host} could not be reached: {detail}. Check the connection; Carat tries again by itself.")]
    Offline {
        /// The host.
        host: String,
        /// What the system said.
        detail: String,
    },
    /// The connection was there and was lost.
    #[error("The connection to {host} was lost: {detail}. What has arrived is kept.")]
    ConnectionLost {
        /// The host.
        host: String,
        /// What happened.
        detail: String,
    },
    /// The host has no certificate that is trusted.
    #[error("{host} could not prove who it is: {detail}. Check the date, the proxy, or add your own certificates.")]
    Untrusted {
        /// The host.
        host: String,
        /// What the TLS library said.
        detail: String,
    },
    /// The host answered with an error of its own.
    #[error("{host} has trouble of its own and answered {status}. Try again later; what has arrived is kept.")]
    HostTrouble {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// The host asks to wait.
    #[error("{host} has had too many requests from here. Try again in {seconds} seconds.")]
    TooManyRequests {
        /// The host.
        host: String,
        /// How long it asks to wait; 0 where it does not say.
        seconds: u64,
    },
    /// The host does not keep to the protocol.
    #[error(
        "{host} does not answer as it must: {detail}. Something in between may change the answers: try again, or choose another mirror or proxy."
    )]
    Misbehaves {
        /// The host.
        host: String,
        /// What was wrong.
        detail: String,
    },
    /// The host sends elsewhere in a way that is not followed.
    #[error("{host} sends on to an address that Carat does not follow: {detail}. Choose another mirror.")]
    RedirectRefused {
        /// The host.
        host: String,
        /// What is wrong with the address.
        detail: String,
    },
    /// The model has to be asked for, and no token was sent.
    #[error(
        "{repository} is only given to people who accepted its terms on the hub. Add a token of your account there."
    )]
    TokenMissing {
        /// The repository.
        repository: String,
    },
    /// The token is not (or no longer) valid.
    #[error("The hub does not know the token that Carat has. Make a new one on the hub and enter it.")]
    TokenWrong {
        /// The repository.
        repository: String,
    },
    /// The account has not accepted the terms.
    #[error("Your account has not accepted the terms of {repository}. Accept them on its page, then try again.")]
    TermsNotAccepted {
        /// The repository.
        repository: String,
        /// Its page.
        url: String,
    },
    /// The owner does not give it to this account.
    #[error("The hub does not give {repository} to your account: {detail}. Choose another model, or ask its owner.")]
    AccessRefused {
        /// The repository.
        repository: String,
        /// What the hub said.
        detail: String,
    },
    /// There is no such repository, or it is hidden from this account.
    #[error("There is no model {repository} on the hub, or it is private. Check the spelling.")]
    RepositoryUnknown {
        /// The repository.
        repository: String,
    },
    /// There is no such branch, tag or commit.
    #[error("{repository} has no version {revision}. Choose another one.")]
    RevisionUnknown {
        /// The repository.
        repository: String,
        /// The version.
        revision: String,
    },
    /// There is no such file.
    #[error("{repository} has no file {path} in the version {revision}. Check the name.")]
    FileUnknown {
        /// The repository.
        repository: String,
        /// The version.
        revision: String,
        /// The file.
        path: String,
    },
    /// The hub has another file than the one that was to be downloaded.
    #[error(
        "{path} on the hub is not the file that Carat knows: it has {found} instead of {expected}. Nothing was downloaded."
    )]
    NotTheFile {
        /// The file.
        path: String,
        /// The size or hash that it should have.
        expected: String,
        /// The size or hash that the hub tells.
        found: String,
    },
    /// The hub tells no hash.
    #[error("The hub tells no hash of {path}, so that it could not be verified. Nothing was downloaded.")]
    Unverifiable {
        /// The file.
        path: String,
    },
    /// The file on the hub was changed again and again.
    #[error("{path} was changed on the hub while it was downloaded, {times} times. Try again later.")]
    KeepsChanging {
        /// The file.
        path: String,
        /// How often.
        times: u32,
    },
    /// The bytes that arrived are not the file.
    #[error("The bytes that arrived for {path} are not the file: their hash is {found}, not {expected}. They were set aside as {}; nothing uses them. Try again.", kept.display())]
    WrongBytes {
        /// The file.
        path: String,
        /// The hash that it should have.
        expected: String,
        /// The hash that the bytes have.
        found: String,
        /// Where the bytes are now.
        kept: PathBuf,
    },
    /// Another file lies where the download is to go.
    #[error("Another file already lies at {}. Move it away, or choose another folder.", path.display())]
    InTheWay {
        /// The file.
        path: PathBuf,
    },
    /// There is too little room on the disk.
    #[error("The disk of {} has too little room: {lacking} bytes are lacking. Free some; what has arrived is kept.", path.display())]
    DiskFull {
        /// The folder.
        path: PathBuf,
        /// The bytes that have to be freed.
        lacking: u64,
    },
    /// A file or folder can't be written or read.
    #[error("Carat could not {action} {}: {detail}. Check that the folder is there and that you may write in it.", path.display())]
    File {
        /// What was to be done.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// No download has this id.
    #[error("There is no download {id}. It may have ended; look at the models on this machine.")]
    DownloadUnknown {
        /// The id.
        id: String,
    },
    /// Another process of Carat has it.
    #[error("Another window or program of Carat is downloading {name}. Wait for it, or stop it there.")]
    AnotherProcess {
        /// What is downloaded.
        name: String,
    },
    /// The keychain refused.
    #[error("The system's keychain could not be used: {detail}. The token is kept until Carat ends.")]
    Keychain {
        /// What the keychain said.
        detail: String,
    },
}

impl HubError {
    /// What the person can do about it.
    #[must_use]
    pub fn next(&self) -> NextStep {
        match self {
            Self::TokenMissing { .. } | Self::TokenWrong { .. } => NextStep::EnterToken { url: TOKENS_PAGE.to_owned() },
            Self::TermsNotAccepted { url, .. } => NextStep::AcceptTerms { url: url.clone() },
            Self::DiskFull { lacking, .. } => NextStep::FreeDisk { bytes: *lacking },
            Self::Untrusted { .. }
            | Self::SettingWrong { .. }
            | Self::NetworkOff
            | Self::RedirectRefused { .. }
            | Self::Misbehaves { .. } => NextStep::CheckNetworkSettings,
            Self::File { .. } | Self::InTheWay { .. } => NextStep::CheckFolder,
            Self::AddressWrong { .. }
            | Self::NameWrong { .. }
            | Self::AccessRefused { .. }
            | Self::RepositoryUnknown { .. }
            | Self::RevisionUnknown { .. }
            | Self::FileUnknown { .. }
            | Self::NotTheFile { .. }
            | Self::Unverifiable { .. } => NextStep::ChooseAnother,
            _ => NextStep::TryAgain,
        }
    }

    pub(crate) fn file(action: &'static str, path: &Path, error: &io::Error) -> Self {
        Self::File { action, path: path.to_owned(), detail: error.to_string() }
    }
}

/// Where the hub makes tokens.
const TOKENS_PAGE: &str = "https://huggingface.co/settings/tokens";
